import type { Identity, RequestOrigin } from "../contract";

/** Shared by a top-level call and everything it calls inside its transaction. */
export interface Request {
  readonly id: string;
  readonly identity: Identity;
  /** False below a component: who calls is not told across its border, nor to the app it calls back. */
  readonly showsIdentity: boolean;
  readonly origin: RequestOrigin;
  readonly scheduledFunctionId: string | null;
  readonly logLines: string[];
  /** Where the call is reported while it runs; see progress.ts. */
  slot: number;
}
