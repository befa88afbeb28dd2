/** The days that are looked at, both included, in the organization's calendar. Pure. */
import { addDays, isDay, startOfDay } from "../shared/days";
import { fail } from "../shared/errors";

/** A year and a day more: what a leap year holds. */
export const longestPeriod = 366;

export interface Period {
  /** YYYY-MM-DD. */
  from: string;
  to: string;
}

/** VALIDATION_ERROR for what is no day, ends before it begins, or is longer than `longestPeriod` days. */
export function checkedPeriod({ from, to }: Period): Period {
  const refuse = (path: keyof Period, rule: string, message: string) =>
    fail({ code: "VALIDATION_ERROR", issues: [{ path, rule, message }] });
  if (!isDay(from)) refuse("from", "invalidDate", "Write the first day as YYYY-MM-DD.");
  if (!isDay(to)) refuse("to", "invalidDate", "Write the last day as YYYY-MM-DD.");
  if (to < from) refuse("to", "endsBeforeStart", "Choose a last day that is not before the first.");
  if (addDays(from, longestPeriod - 1) < to)
    refuse("to", "tooLong", `Choose at most ${longestPeriod} days at once.`);
  return { from, to };
}

/** From the first instant to the last, epoch ms; the last one is not part of it any more. */
export function instantsOf({ from, to }: Period, timeZone: string): { start: number; end: number } {
  return { start: startOfDay(from, timeZone), end: startOfDay(addDays(to, 1), timeZone) };
}
