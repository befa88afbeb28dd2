/** What a try at a message brought, where no key makes a repeat harmless. Knows nothing of the database. */
import type { SendResult } from "../mail/delivery";

/** "unknown": the provider's answer was lost on its way, so that the message may have arrived. */
export type TryResult = SendResult | { kind: "unknown" };

/** Errors of a connection that was never made. */
const neverMade = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** A call that threw: worth another try where it surely never reached the provider, else nobody knows. */
export function afterThrow(error: unknown): TryResult {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && neverMade.has(code)
    ? { kind: "retry", error: `The provider could not be reached (${code})` }
    : { kind: "unknown" };
}
