// When a cron runs next, in UTC.
import type { CronSpec } from "../runtime/application";

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

interface Fields {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** cron's rule: when both days and weekdays are restricted, either may match. */
  readonly anyDay: boolean;
}

function number(text: string, names: readonly string[], offset: number): number {
  const name = names.findIndex((candidate) => candidate.slice(0, 3) === text.toLowerCase().slice(0, 3));
  if (name >= 0 && !/^\d/.test(text)) return name + offset;
  const value = Number(text);
  if (!Number.isInteger(value)) throw new Error(`Invalid cron field "${text}"`);
  return value;
}

function parseField(
  field: string,
  low: number,
  high: number,
  names: readonly string[] = [],
  offset = 0,
): Set<number> {
  const out = new Set<number>();
  for (const part of field.split(",")) {
    const [range = "*", stepText] = part.split("/");
    const step = stepText === undefined ? 1 : Number(stepText);
    if (!Number.isInteger(step) || step < 1) throw new Error(`Invalid step in cron field "${field}"`);
    let from = low;
    let to = high;
    if (range !== "*" && range !== "?") {
      const [first = "", last] = range.split("-");
      from = number(first, names, offset);
      to = last === undefined ? (stepText === undefined ? from : high) : number(last, names, offset);
    }
    if (from < low || to > high || from > to)
      throw new Error(`Cron field "${field}" is out of range ${low}-${high}`);
    for (let value = from; value <= to; value += step) out.add(value);
  }
  return out;
}

export function parseCron(expression: string): Fields {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== 5)
    throw new Error(`Invalid cron expression "${expression}": five fields are expected`);
  const [minute, hour, day, month, weekday] = parts as [string, string, string, string, string];
  const weekdays = parseField(weekday, 0, 7, DAYS);
  if (weekdays.has(7)) weekdays.add(0);
  return {
    minutes: parseField(minute, 0, 59),
    hours: parseField(hour, 0, 23),
    days: parseField(day, 1, 31),
    months: parseField(month, 1, 12, MONTHS, 1),
    weekdays,
    anyDay: !day.startsWith("*") && !weekday.startsWith("*"),
  };
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** First matching minute after `after` (ms since 1970). */
export function nextCron(fields: Fields, after: number): number {
  let at = Math.floor(after / MINUTE) * MINUTE + MINUTE;
  // Four years reach every combination, leap days included.
  const limit = at + 4 * 366 * DAY;
  while (at < limit) {
    const date = new Date(at);
    const dayMatches = fields.days.has(date.getUTCDate());
    const weekdayMatches = fields.weekdays.has(date.getUTCDay());
    const rightDay = fields.anyDay ? dayMatches || weekdayMatches : dayMatches && weekdayMatches;
    if (!fields.months.has(date.getUTCMonth() + 1) || !rightDay) {
      at = Math.floor(at / DAY) * DAY + DAY;
    } else if (!fields.hours.has(date.getUTCHours())) {
      at = Math.floor(at / (60 * MINUTE)) * 60 * MINUTE + 60 * MINUTE;
    } else if (!fields.minutes.has(date.getUTCMinutes())) at += MINUTE;
    else return at;
  }
  throw new Error("This cron never runs: no date matches it");
}

/** A steady minute for schedules that leave it open, so that not everything runs at :00. */
function spreadMinute(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (hash * 31 + name.charCodeAt(i)) >>> 0;
  return hash % 60;
}

/** Next run after `after`. `last` is when an interval was last due, null when it never ran. */
export function nextRun(spec: CronSpec, after: number, last: number | null): number {
  const schedule = spec.schedule as Record<string, number | string | undefined> & { type: string };
  const minute = (schedule.minuteUTC as number | undefined) ?? spreadMinute(spec.name);
  switch (schedule.type) {
    case "interval": {
      const seconds =
        ((schedule.seconds as number) ?? 0) +
        60 * ((schedule.minutes as number) ?? 0) +
        3_600 * ((schedule.hours as number) ?? 0);
      const period = seconds * 1_000;
      if (last === null) return after;
      // Missed runs are skipped, the rhythm is kept.
      return last + Math.max(1, Math.floor((after - last) / period) + 1) * period;
    }
    case "hourly":
      return nextCron(parseCron(`${minute} * * * *`), after);
    case "daily":
      return nextCron(parseCron(`${minute} ${schedule.hourUTC} * * *`), after);
    case "weekly":
      return nextCron(
        parseCron(`${minute} ${schedule.hourUTC} * * ${DAYS.indexOf(String(schedule.dayOfWeek))}`),
        after,
      );
    case "monthly":
      return nextCron(parseCron(`${minute} ${schedule.hourUTC} ${schedule.day} * *`), after);
    case "cron":
      return nextCron(parseCron(String(schedule.cron)), after);
    default:
      throw new Error(`Unknown kind of cron schedule "${schedule.type}"`);
  }
}
