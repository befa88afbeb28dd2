/** Reads single cells of foreign files: dates, yes and no, sources, amounts. Pure; null means "cannot be read". */
import { dayMs, isDay } from "../shared/days";
import { fold } from "../shared/text";
import { customerSources, type CustomerSource } from "../customers/words";

/** Which of "04/11/2022" is the day; asked of the whole column, never of one row. */
export type DateOrder = "dmy" | "mdy";

/** A calendar day out of ISO, 17.06.1966, 04/11/2022, epoch seconds or milliseconds, or a spreadsheet's serial number. */
export function readDay(text: string, order: DateOrder): string | null {
  const value = text.trim();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(value);
  if (iso !== null) return dayFrom(iso[1]!, iso[2]!, iso[3]!);
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(value);
  if (compact !== null) return dayFrom(compact[1]!, compact[2]!, compact[3]!);
  const written = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ,].*)?$/.exec(value);
  if (written !== null) {
    // Dots are written day first everywhere they are used.
    const isDayFirst = order === "dmy" || value.includes(".");
    const [day, month] = isDayFirst ? [written[1]!, written[2]!] : [written[2]!, written[1]!];
    return dayFrom(written[3]!, month, day);
  }
  const instant = readNumberInstant(value);
  return instant === null ? null : new Date(instant).toISOString().slice(0, 10);
}

function dayFrom(year: string, month: string, day: string): string | null {
  const text = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDay(text) ? text : null;
}

/** Serial day 25,569 of a spreadsheet is 1970-01-01. */
const spreadsheetEpoch = 25_569;

/** Epoch seconds (10 digits), milliseconds (12 or 13) or a spreadsheet's serial day (4 or 5 digits, perhaps with a fraction). */
function readNumberInstant(value: string): number | null {
  if (/^\d{12,13}$/.test(value)) return Number(value);
  if (/^\d{9,10}$/.test(value)) return Number(value) * 1000;
  if (/^\d{4,5}(\.\d+)?$/.test(value) && Number(value) >= 1000) {
    return Math.round((Number(value) - spreadsheetEpoch) * dayMs);
  }
  return null;
}

/** An instant, epoch ms; a time without a zone is read in `timeZone`. */
export function readInstant(text: string, order: DateOrder, timeZone: string): number | null {
  const value = text.trim();
  const number = readNumberInstant(value);
  if (number !== null) return number;
  const day = readDay(value, order);
  if (day === null) return null;
  const time =
    /[T ,]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}|[AaPp]\.?[Mm]\.?)?$/.exec(value);
  if (time === null) return inZone(Date.parse(`${day}T00:00:00Z`), timeZone);
  const isAfternoon = /^p/i.test(time[4] ?? "");
  const isMorning = /^a/i.test(time[4] ?? "");
  const hour = (Number(time[1]) % (isAfternoon || isMorning ? 12 : 24)) + (isAfternoon ? 12 : 0);
  if (Number(time[1]) > 23 || Number(time[2]) > 59 || Number(time[3] ?? 0) > 59) return null;
  const local =
    Date.parse(`${day}T00:00:00Z`) +
    hour * 3_600_000 +
    Number(time[2]) * 60_000 +
    Number(time[3] ?? 0) * 1000;
  const zone = time[4];
  if (zone === "Z") return local;
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? "");
  if (offset === null) return inZone(local, timeZone);
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return local - (offset[1] === "-" ? -minutes : minutes) * 60_000;
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant at which a clock in `timeZone` shows `local` (given as if it were UTC); of an hour that a clock
 * shows twice one of the two, of one that it leaves out the hour beside it.
 */
function inZone(local: number, timeZone: string): number {
  // Near a change of clocks the zone is not where it is at `local`: what that gives is near enough to ask again.
  const near = local - zoneOffset(local, timeZone);
  return local - zoneOffset(near, timeZone);
}

/** By how many milliseconds a clock in `timeZone` is ahead of UTC at an instant. */
function zoneOffset(instant: number, timeZone: string): number {
  let format = zoneFormats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    zoneFormats.set(timeZone, format);
  }
  const parts = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

/** Day first unless a date of the column can only be read month first. */
export function dateOrderOf(cells: Iterable<string>, otherwise: DateOrder): DateOrder {
  for (const cell of cells) {
    const match = /^\s*(\d{1,2})[-/](\d{1,2})[-/]\d{4}/.exec(cell);
    if (match === null) continue;
    if (Number(match[1]) > 12) return "dmy";
    if (Number(match[2]) > 12) return "mdy";
  }
  return otherwise;
}

const yes = new Set(["true", "1", "yes", "y", "t", "x", "on", "да", "д", "истина", "+", "✓", "✔", "granted"]);
const no = new Set([
  "false",
  "0",
  "no",
  "n",
  "f",
  "off",
  "нет",
  "н",
  "ложь",
  "-",
  "–",
  "—",
  "denied",
  "null",
]);

export function readBoolean(text: string): boolean | null {
  const value = fold(text);
  return yes.has(value) ? true : no.has(value) ? false : null;
}

/** Names under which other systems write our ten sources. */
const sourceNames: Record<string, CustomerSource> = {
  walkin: "Walk In",
  instore: "Walk In",
  website: "Website Booking",
  web: "Website Booking",
  online: "Website Booking",
  phone: "Phone Call",
  call: "Phone Call",
  facebook: "Social Media",
  fb: "Social Media",
  instagram: "Social Media",
  ig: "Social Media",
  tiktok: "Social Media",
  vk: "Social Media",
  whatsapp: "Social Media",
  friend: "Referral",
  wordofmouth: "Referral",
  b2b: "Corporate",
  exhibition: "Event",
  advertising: "Marketing Campaign",
  ads: "Marketing Campaign",
  app: "Mobile App",
  other: "Others",
};
const sourceByKey = new Map<string, CustomerSource>([
  ...customerSources.map((source) => [sourceKey(source), source] as const),
  ...Object.entries(sourceNames),
]);

function sourceKey(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, "");
}

/** One of the ten sources; an unknown word becomes Others and is kept as the detail (IMX-12). */
export function readSource(text: string): { source: CustomerSource; detail?: string } {
  const known = sourceByKey.get(sourceKey(text));
  if (known === undefined) return { source: "Others", detail: text };
  return (customerSources as readonly string[]).includes(text.trim())
    ? { source: known }
    : { source: known, detail: text };
}
