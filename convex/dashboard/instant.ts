/** A client's clock, held to what a calendar can show. */
import { fail } from "../shared/errors";

/** Year 1970 to 2200, epoch ms. */
const latest = 7_258_118_400_000;

/** VALIDATION_ERROR for anything but an instant between 1970 and 2200. */
export function instant(now: number): number {
  if (now >= 0 && now < latest) return now;
  return fail({
    code: "VALIDATION_ERROR",
    issues: [{ path: "now", rule: "invalidInstant", message: "Send the time as milliseconds since 1970." }],
  });
}
