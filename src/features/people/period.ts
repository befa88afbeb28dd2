// Pure: the period in the address, as days of the organization's calendar.
import { addDays, isDay } from "../../../convex/shared/days";
import { longestPeriod, type Period } from "../../../convex/performance/period";

export const periodChoices = ["past7", "past30", "past90", "thisMonth", "custom"] as const;
export type PeriodChoice = (typeof periodChoices)[number];

const past = { past7: 7, past30: 30, past90: 90 } as const;

/** What the address asks for; thirty days unless it says. Days of one's own that make no period are the last thirty. */
export function periodOf(search: URLSearchParams, today: string): { choice: PeriodChoice } & Period {
  const asked = periodChoices.find((choice) => choice === search.get("period")) ?? "past30";
  if (asked === "thisMonth") return { choice: asked, from: `${today.slice(0, 7)}-01`, to: today };
  if (asked !== "custom") return { choice: asked, from: addDays(today, 1 - past[asked]), to: today };
  const from = search.get("from") ?? "";
  const to = search.get("to") ?? "";
  const isPeriod = isDay(from) && isDay(to) && from <= to && to < addDays(from, longestPeriod);
  return isPeriod ? { choice: asked, from, to } : { choice: asked, from: addDays(today, -29), to: today };
}
