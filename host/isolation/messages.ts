// What passes between the thread with the sockets and the thread with the database.
import type { MessagePort } from "node:worker_threads";
import type { EngineOptions, QuerySession, SessionTransition } from "../contract";
import type { Refusal } from "../runtime/progress";

export interface ThreadData {
  readonly options: EngineOptions;
  readonly memory: SharedArrayBuffer;
  /** Calls that ended an earlier thread. */
  readonly refused: readonly Refusal[];
  readonly questions: MessagePort;
}

type Change = Parameters<QuerySession["modify"]>[0];

export type ToEngine =
  | { readonly type: "call"; readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly type: "open"; readonly session: number }
  | { readonly type: "modify"; readonly session: number; readonly change: Change }
  | { readonly type: "reach"; readonly session: number; readonly ts: bigint }
  | { readonly type: "close"; readonly session: number };

/** What the engine's synchronous members say, sent whenever it may have changed. */
export interface Mirror {
  readonly analysis?: unknown;
  readonly componentPaths?: readonly string[];
  readonly variables?: ReadonlyMap<string, string>;
  /** Null: they cannot be read; `error` says why. */
  readonly providers?: { readonly value: unknown; readonly error: string | null };
  readonly jwks?: { readonly keys: readonly object[] };
}

export type FromEngine =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly name: string; readonly message: string }
  | { readonly type: "mirror"; readonly mirror: Mirror; readonly latestTs: bigint; readonly changed: boolean }
  | { readonly type: "result"; readonly id: number; readonly value: unknown; readonly latestTs: bigint }
  | { readonly type: "error"; readonly id: number; readonly error: unknown; readonly latestTs: bigint }
  /** To sessions that are told the same. */
  | {
      readonly type: "transition";
      readonly sessions: number[];
      readonly transition: SessionTransition;
    };

/** Many at a time: what happens in one turn of the loop crosses once. */
export type Batch<T> = readonly T[];

/** Small questions that cannot wait for a turn of the loop; see `ask` in isolatedEngine.ts. */
export interface Question {
  readonly id: number;
  readonly method:
    "tables" | "tablePage" | "stats" | "transferState" | "stagingProgress" | "stagedValidators";
  readonly args: readonly unknown[];
}
