/**
 * Filters as data: what the screen builds, the address and saved views keep,
 * and every door takes. Groups of conditions joined by "all" or "any".
 * Pure.
 */
import { v, type Infer } from "convex/values";
import { addDays, isDay } from "../shared/days";

/**
 * choice: is, isNot (any of / none of the values); flag: is; day: on, before,
 * after (a day), between (two days, both included), within (a period); number:
 * atLeast, atMost, between; every optional field: empty, filled.
 */
export const operators = [
  "is",
  "isNot",
  "on",
  "before",
  "after",
  "between",
  "within",
  "atLeast",
  "atMost",
  "empty",
  "filled",
] as const;
export type Operator = (typeof operators)[number];

export const conditionValidator = v.object({
  field: v.string(),
  op: v.union(...operators.map((op) => v.literal(op))),
  /** Days are `YYYY-MM-DD` or relative: "today", "today-90", "today+7". */
  values: v.array(v.union(v.string(), v.number(), v.boolean())),
});
export type Condition = Infer<typeof conditionValidator>;

const match = v.union(v.literal("all"), v.literal("any"));
const innerGroup = v.object({ match, rules: v.array(conditionValidator) });
/** Groups nest once: (VIP and not seen for 90 days) or tagged "spring" is two groups in one. */
export const groupValidator = v.object({ match, rules: v.array(v.union(conditionValidator, innerGroup)) });
export type Group = Infer<typeof groupValidator>;
export type InnerGroup = Infer<typeof innerGroup>;

export function isGroup(rule: Condition | InnerGroup | Group): rule is InnerGroup {
  return "rules" in rule;
}

/** Most conditions of one filter, and most values of one condition. */
export const mostConditions = 30;
export const mostValues = 60;

/** Periods a "within" names, besides "past:30" and "next:7" (days, today included). */
export const periods = [
  "today",
  "yesterday",
  "tomorrow",
  "thisWeek",
  "lastWeek",
  "nextWeek",
  "thisMonth",
  "lastMonth",
  "nextMonth",
  "thisQuarter",
  "thisYear",
  "lastYear",
] as const;
export type Period = (typeof periods)[number];

/** "today-90" as a calendar day; null for what is neither a day nor relative. */
export function resolveDay(text: string, today: string): string | null {
  if (isDay(text)) return text;
  const relative = /^today(?:([+-])(\d{1,4}))?$/.exec(text);
  if (relative === null) return null;
  return addDays(today, Number(relative[2] ?? 0) * (relative[1] === "-" ? -1 : 1));
}

/** First and last day of a period, both included; weeks begin on Monday. */
export function resolvePeriod(text: string, today: string): [from: string, to: string] | null {
  const counted = /^(past|next):(\d{1,4})$/.exec(text);
  if (counted !== null) {
    const days = Math.max(1, Number(counted[2]));
    return counted[1] === "past" ? [addDays(today, 1 - days), today] : [today, addDays(today, days - 1)];
  }
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  const quarter = month - ((month - 1) % 3);
  switch (text as Period) {
    case "today":
      return [today, today];
    case "yesterday":
      return [addDays(today, -1), addDays(today, -1)];
    case "tomorrow":
      return [addDays(today, 1), addDays(today, 1)];
    case "thisWeek":
      return [monday, addDays(monday, 6)];
    case "lastWeek":
      return [addDays(monday, -7), addDays(monday, -1)];
    case "nextWeek":
      return [addDays(monday, 7), addDays(monday, 13)];
    case "thisMonth":
      return [firstOf(year, month), addDays(firstOf(year, month + 1), -1)];
    case "lastMonth":
      return [firstOf(year, month - 1), addDays(firstOf(year, month), -1)];
    case "nextMonth":
      return [firstOf(year, month + 1), addDays(firstOf(year, month + 2), -1)];
    case "thisQuarter":
      return [firstOf(year, quarter), addDays(firstOf(year, quarter + 3), -1)];
    case "thisYear":
      return [`${pad(year, 4)}-01-01`, `${pad(year, 4)}-12-31`];
    case "lastYear":
      return [`${pad(year - 1, 4)}-01-01`, `${pad(year - 1, 4)}-12-31`];
    default:
      return null;
  }
}

/** The first day of a month; months past December belong to the next year. */
function firstOf(year: number, month: number): string {
  const whole = year * 12 + month - 1;
  return `${pad(Math.floor(whole / 12), 4)}-${pad((whole % 12) + 1, 2)}-01`;
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, "0");
}

/** Whether any condition speaks of today, so that the answer changes with the day. */
export function isRelative(group: Group): boolean {
  return group.rules.some((rule) => (isGroup(rule) ? rule.rules.some(speaksOfToday) : speaksOfToday(rule)));
}

function speaksOfToday({ op, values }: Condition): boolean {
  return op === "within" || values.some((value) => typeof value === "string" && value.startsWith("today"));
}
