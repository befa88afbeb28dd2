// What the syscalls need from the engine around them.
import type { Catalog } from "../indexes/catalog";
import type { Committer } from "../transaction/committer";
import type { Application } from "./application";
import type { FunctionAddress } from "./functions";
import type { FileStore } from "./files";
import type { Jobs } from "./jobs";
import type { Request } from "./request";
import type { Signer } from "./signer";

export interface Host {
  readonly application: () => Application;
  readonly catalog: Catalog;
  readonly committer: Committer;
  readonly files: FileStore;
  readonly jobs: Jobs;
  readonly signer: Signer;
  readonly systemEnvironment: Readonly<Record<string, string>>;
  /** A query or mutation called from an action: its own transaction. Resolves to Convex JSON. */
  callFromAction(
    kind: "query" | "mutation" | "action",
    target: FunctionAddress,
    args: string,
    request: Request,
  ): Promise<string>;
}
