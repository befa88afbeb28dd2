// Pure: where days begin and end in the organization's time zone.
import { addDays, dayOf, startOfDay } from "../../../convex/shared/days";

const hourMs = 3_600_000;

export interface Agenda {
  today: string;
  /** [from, to) in epoch ms. */
  overdue: { from: number; to: number };
  day: { from: number; to: number };
  week: { from: number; to: number };
}

/** What is late, what is for the rest of today and what comes in the next seven days. `now` to the minute. */
export function agendaAt(now: number, timeZone: string): Agenda {
  const today = dayOf(now, timeZone);
  const tomorrow = startOfDay(addDays(today, 1), timeZone);
  const weekEnd = startOfDay(addDays(today, 8), timeZone);
  return {
    today,
    overdue: { from: 0, to: now },
    day: { from: now, to: tomorrow },
    week: { from: tomorrow, to: weekEnd },
  };
}

/** Nine in the morning of a later day in the zone; for "put off to tomorrow". */
export function morningOf(daysAhead: number, now: number, timeZone: string): number {
  return startOfDay(addDays(dayOf(now, timeZone), daysAhead), timeZone) + 9 * hourMs;
}
