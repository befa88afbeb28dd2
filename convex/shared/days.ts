/** Calendar days (`YYYY-MM-DD`) in an organization's time zone. */

export const dayMs = 24 * 60 * 60 * 1000;

/** Building a formatter costs a hundred times more than using one. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Days of quarters of an hour by zone: days begin at such, and many rows fall
 * into few of them. Earlier instants are left to the formatter: zones had odd
 * minutes then.
 */
const days = new Map<string, Map<number, string>>();
const quarter = 15 * 60 * 1000;
const since = Date.UTC(1975, 0, 1);
const mostDays = 5_000;

/** The calendar day of an instant in an IANA time zone. */
export function dayOf(instant: number, timeZone: string): string {
  if (!(instant >= since)) return formatted(instant, timeZone);
  let known = days.get(timeZone);
  if (known === undefined || known.size >= mostDays) days.set(timeZone, (known = new Map()));
  const place = Math.floor(instant / quarter);
  let day = known.get(place);
  if (day === undefined) known.set(place, (day = formatted(instant, timeZone)));
  return day;
}

function formatted(instant: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    formats.set(timeZone, format);
  }
  return format.format(instant);
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** True for a real day of the calendar: "2024-02-30" is none. By its digits, for every row of a file asks. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}

const hourMs = 60 * 60 * 1000;

/** The first instant of a calendar day in a zone; zones that skip midnight begin the day when their clocks say so. */
export function startOfDay(day: string, timeZone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // Zones are at most 14 hours ahead and 12 behind; the day's first instant is found by halving to the minute.
  let low = utc - 15 * hourMs;
  let high = utc + 13 * hourMs;
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 2 / 60_000) * 60_000;
    if (middle === low) break;
    if (dayOf(middle, timeZone) >= day) high = middle;
    else low = middle;
  }
  return high;
}
