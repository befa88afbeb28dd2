/** The kinds of interaction (INT-02), pure: the form, the filter chips and the table read the same list. */
export const interactionTypes = [
  "call",
  "email",
  "meeting",
  "visit",
  "quote",
  "order",
  "support",
  "note",
  "booking",
  "sms",
  "whatsapp",
] as const;
export type InteractionType = (typeof interactionTypes)[number];

/** Types that may lie in the future: one can plan to meet, but not log a call that has not happened (INT-06). */
const plannable: readonly InteractionType[] = ["meeting", "visit", "booking"];

const minute = 60_000;
const year = 366 * 24 * 60 * minute;
/** Nothing before 1 January 1990 is an interaction; earlier instants are slips of the keyboard. */
const earliest = Date.UTC(1990, 0, 1);
/** Clocks of people's machines differ from the server's by a few minutes. */
const clockSkew = 5 * minute;

/** Why an instant cannot be the date of such an interaction, or null when it can (INT-06). */
export function dateProblem(type: InteractionType, instant: number, now: number): string | null {
  if (!Number.isFinite(instant) || !Number.isInteger(instant)) return "notADate";
  if (instant < earliest) return "tooEarly";
  if (plannable.includes(type)) return instant > now + 5 * year ? "tooLate" : null;
  return instant > now + clockSkew ? "inTheFuture" : null;
}
