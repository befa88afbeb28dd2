// What is running now. The context travels with async calls, so that one
// `Convex` global serves all functions that run at the same time.
import { AsyncLocalStorage } from "node:async_hooks";
import { RowsAsRead } from "../values/asRead";
import type { QueryStream } from "../transaction/query";
import type { Transaction } from "../transaction/transaction";
import type { ComponentInstance, UdfType } from "./application";
import type { Host } from "./host";
import { Parallel } from "./parallel";
import { Random } from "./random";
import type { Request } from "./request";

/** Longest a query or mutation keeps its thread to itself, in milliseconds, before others get a turn. */
const SLICE_MS = 5;

/** The request as a callee in that component is shown it. */
export function requestInto(caller: Execution, component: string): Request {
  const { request } = caller;
  return component === caller.component.path ? request : { ...request, showsIdentity: false };
}

export class Execution {
  readonly streams = new Map<number, QueryStream>();
  private lastStream = 0;
  paginated = false;
  /** The next page's end cursor from an earlier run, and the one of this run. */
  journal: string | null = null;
  nextJournal: string | null = null;
  /** False once the call was given up: late syscalls must not touch anything. */
  alive = true;
  /** When a query or mutation has run long enough, on performance.now()'s clock; its nested calls share it. */
  deadline = Infinity;
  /** When others are to have a turn, on the same clock; 0 before the first system call. */
  private sliceEnd = 0;
  private parallel: Parallel | undefined;
  /** What a query may return as it is. Mutations seldom return rows. */
  readonly asRead: RowsAsRead | null;

  constructor(
    readonly host: Host,
    readonly request: Request,
    readonly component: ComponentInstance,
    readonly path: string,
    readonly udfType: UdfType | "httpAction",
    readonly isPublic: boolean,
    /** Null in actions. */
    readonly transaction: Transaction | null,
    /** Frozen time of queries and mutations; null: the real clock. */
    readonly now: number | null,
    readonly depth: number,
    readonly random = new Random(),
  ) {
    this.asRead = udfType === "query" ? new RowsAsRead() : null;
  }

  addStream(stream: QueryStream): number {
    this.streams.set(++this.lastStream, stream);
    return this.lastStream;
  }

  /** Lets go of what was read: whoever still holds a promise of the call holds this too. */
  end(): void {
    this.alive = false;
    this.streams.clear();
    this.asRead?.clear();
  }

  /** The transaction; throws in actions, where there is none. */
  get database(): Transaction {
    if (!this.alive) throw new Error("This function has already ended: its work was given up.");
    if (this.transaction === null) throw new Error("The database is not available in actions.");
    return this.transaction;
  }

  mayGoOn(now: number): boolean {
    if (this.sliceEnd === 0) this.beginSlice(now);
    return now < this.sliceEnd;
  }

  beginSlice(now: number): void {
    this.sliceEnd = now + SLICE_MS;
  }

  /** System calls and requests of an action. Queries and mutations make theirs one after another. */
  get operations(): Parallel {
    return (this.parallel ??= new Parallel());
  }

  get isDeterministic(): boolean {
    return this.udfType === "query" || this.udfType === "mutation";
  }
}

export const executions = new AsyncLocalStorage<Execution>();

export function currentExecution(): Execution | undefined {
  return executions.getStore();
}
