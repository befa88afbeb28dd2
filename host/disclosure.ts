/**
 * What of a function's outcome its caller may see. Log lines and the texts of
 * accidents are written for the operator and may hold other people's data.
 */
import type { Identity, Outcome } from "./contract";

/** Convex's production behaviour, unless the caller holds the admin key or the host runs for development. */
export function forCaller<T extends Outcome>(outcome: T, caller: Identity, isDevelopment: boolean): T {
  if (isDevelopment || caller.kind === "admin") return outcome;
  if (outcome.ok || outcome.accident === undefined) {
    return outcome.logLines.length === 0 ? outcome : { ...outcome, logLines: [] };
  }
  return { ...outcome, errorMessage: `[Request ID: ${outcome.accident}] Server Error`, logLines: [] };
}
