// Days and times as people type them: 26.11.2026 in Russian, 11/26/2026 in English, and ISO in both. The browser's own
// date field follows the language of the browser, which is not the language a person chose here.
import type { Locale } from "./locale";

type Part = "day" | "month" | "year";

interface Notation {
  order: readonly Part[];
  separator: string;
}

const notations = new Map<Locale, Notation>();

function notationOf(locale: Locale): Notation {
  let notation = notations.get(locale);
  if (notation === undefined) {
    const parts = new Intl.DateTimeFormat(locale, {
      day: "2-digit",
      month: "2-digit",
      year: "numeric",
      timeZone: "UTC",
    }).formatToParts(0);
    notation = {
      order: parts.map(({ type }) => type).filter((type): type is Part => /^(day|month|year)$/.test(type)),
      separator: parts.find(({ type }) => type === "literal")?.value ?? "/",
    };
    notations.set(locale, notation);
  }
  return notation;
}

/** What an empty field shows: `letters` are those of day, month and year in the person's language. */
export function dayPattern(locale: Locale, letters: Record<Part, string>): string {
  const { order, separator } = notationOf(locale);
  return order.map((part) => letters[part].repeat(part === "year" ? 4 : 2)).join(separator);
}

/** `2026-11-26` in the person's notation; another text is returned as it is. */
export function writeDay(locale: Locale, day: string): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!found) return day;
  const parts = { year: found[1]!, month: found[2]!, day: found[3]! };
  const { order, separator } = notationOf(locale);
  return order.map((part) => parts[part]).join(separator);
}

/** The day meant by a text as `YYYY-MM-DD`, or null. A month above twelve tells that day and month are the other way round. */
export function readDay(locale: Locale, text: string): string | null {
  const numbers = text
    .trim()
    .split(/[\s./,-]+/)
    .filter((piece) => piece !== "");
  if (numbers.length !== 3 || !numbers.every((piece) => /^\d{1,4}$/.test(piece))) return null;
  const order: readonly Part[] =
    numbers[0]!.length === 4 ? ["year", "month", "day"] : notationOf(locale).order;
  const at = (part: Part) => numbers[order.indexOf(part)]!;
  let [day, month] = [Number(at("day")), Number(at("month"))];
  if (month > 12 && day <= 12 && numbers[0]!.length !== 4) [day, month] = [month, day];
  const year = wholeYear(at("year"));
  if (year === null || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return isoDay(year, month, day);
}

/** 26 is this century, 87 the last one: nobody makes appointments sixty years ahead. */
function wholeYear(typed: string): number | null {
  const year = Number(typed);
  if (typed.length === 4) return year >= 1000 ? year : null;
  if (typed.length !== 2) return null;
  return year < 60 ? 2000 + year : 1900 + year;
}

/** `18:15` as the language writes it: 6:15 PM in English. */
export function writeTime(locale: Locale, time: string): string {
  const found = /^(\d{2}):(\d{2})$/.exec(time);
  if (!found || locale !== "en") return time;
  const hour = Number(found[1]);
  return `${hour % 12 === 0 ? 12 : hour % 12}:${found[2]} ${hour < 12 ? "AM" : "PM"}`;
}

/** The time meant by `18:15`, `6:15 pm`, `6pm` or `18` as `HH:MM`, or null. */
export function readTime(text: string): string | null {
  const found = /^(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?m?\.?$/i.exec(text.trim());
  if (!found) return null;
  const half = found[3]?.toLowerCase();
  let hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  if (half !== undefined) hour = (hour % 12) + (half === "p" ? 12 : 0);
  if (hour > 23 || minute > 59) return null;
  return `${two(hour)}:${two(minute)}`;
}

/** When only a day was given. */
const morning = "09:00";

/** `2026-11-26T18:15` in the person's notation. */
export function writeMoment(locale: Locale, moment: string): string {
  const [day, time] = moment.split("T");
  return time === undefined ? moment : `${writeDay(locale, day!)}, ${writeTime(locale, time)}`;
}

/** The moment meant by a text as `YYYY-MM-DDTHH:MM`, or null; a day alone is its morning. */
export function readMoment(locale: Locale, text: string): string | null {
  const found = /^([\d./-]+(?:\s*[./-]\s*\d+)*)(?:[T,\s]+(.+))?$/.exec(text.trim());
  const day = found && readDay(locale, found[1]!);
  if (!found || day === null) return null;
  const time = found[2] === undefined ? morning : readTime(found[2]);
  return time === null ? null : `${day}T${time}`;
}

/** 0 for Sunday. */
export const firstDayOfWeek = (locale: Locale): number => (locale === "en" ? 0 : 1);

/** The days a month's sheet shows, six weeks of them, so that the sheet never changes its height. */
export function monthSheet(locale: Locale, month: string): string[] {
  const first = `${month}-01`;
  const lead = (new Date(`${first}T00:00Z`).getUTCDay() - firstDayOfWeek(locale) + 7) % 7;
  return Array.from({ length: 42 }, (_, place) => addDays(first, place - lead));
}

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The same day of another month, or its last one where it is shorter. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const total = year * 12 + month - 1 + months;
  const [toYear, toMonth] = [Math.floor(total / 12), (total % 12) + 1];
  return isoDay(toYear, toMonth, Math.min(date, daysIn(toYear, toMonth)));
}

/** Today in this person's own zone. */
export function localToday(): string {
  const now = new Date();
  return isoDay(now.getFullYear(), now.getMonth() + 1, now.getDate());
}

const two = (n: number) => String(n).padStart(2, "0");
const isoDay = (year: number, month: number, day: number) =>
  `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();
