// Numbers, money, dates and order in the person's language. Intl objects cost about 50 µs each to build, and a table
// formats thousands of cells, so every formatter is kept.
import type { Locale } from "./locale";
import { useLocale } from "./locale";
import { minorDigits } from "../../convex/shared/money";

const kept = new Map<string, unknown>();

function keep<T>(key: string, make: () => T): T {
  let value = kept.get(key) as T | undefined;
  if (value === undefined) kept.set(key, (value = make()));
  return value;
}

const numberFormat = (locale: Locale, options: Intl.NumberFormatOptions = {}) =>
  keep(`n${locale}${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale, options));
const dateFormat = (locale: Locale, options: Intl.DateTimeFormatOptions) =>
  keep(`d${locale}${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options));

/** A number with the locale's grouping: 1,234 / 1 234. */
export function formatNumber(locale: Locale, value: number, options?: Intl.NumberFormatOptions): string {
  // The first Intl object of a page costs about 15 ms, which a list's count of 60 need not wait for.
  if (options === undefined && Number.isInteger(value) && value >= 0 && value < 1000) return String(value);
  return numberFormat(locale, options).format(value);
}

/** A share between 0 and 1 as percent, at most one decimal; a change (`signed`) says which way it went. */
export function formatPercent(locale: Locale, share: number, { signed = false } = {}): string {
  const options: Intl.NumberFormatOptions = { style: "percent", maximumFractionDigits: 1 };
  const text = numberFormat(locale, signed ? { ...options, signDisplay: "exceptZero" } : options).format(
    share,
  );
  // A hyphen is half as wide as the plus it stands under.
  return text.replace("-", "\u2212");
}

/** A short number for axes and tiles: 12.3K. Never for a figure somebody may copy. */
export function formatCompact(locale: Locale, value: number): string {
  return numberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

export interface MoneyOptions {
  /** `symbol` ($) where one currency is on screen, `code` (USD) where several are mixed. */
  display?: "symbol" | "code";
  /** Axes and tiles: $12.3K. */
  compact?: boolean;
  /** Drop the minor part when it is zero, for tables of whole sums. */
  trimZeros?: boolean;
}

/** Minor units and an ISO 4217 code as money: (129900, "USD") gives $1,299.00. */
export function formatMoney(
  locale: Locale,
  minor: number,
  currency: string,
  options: MoneyOptions = {},
): string {
  const digits = minorDigits(currency);
  const value = minor / 10 ** digits;
  // Said here: of some currencies (HUF, COP, IDR) browsers leave out the minor units that are in use.
  const shared: Intl.NumberFormatOptions = options.compact
    ? { notation: "compact", maximumFractionDigits: 1, minimumFractionDigits: 0 }
    : {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        ...(options.trimZeros ? { trailingZeroDisplay: "stripIfInteger" } : {}),
      };
  try {
    const display = options.display === "code" ? "code" : "narrowSymbol";
    return numberFormat(locale, { style: "currency", currency, currencyDisplay: display, ...shared }).format(
      value,
    );
  } catch {
    // A code Intl refuses (not three letters) must not blank the screen: show the number and the code as they are.
    return `${formatNumber(locale, value)} ${currency}`;
  }
}

/** Minor units as plain text for editing: 129950 USD gives "1299.50" ("1299,50" in Russian). */
export function moneyInput(locale: Locale, minor: number, currency: string): string {
  const digits = minorDigits(currency);
  return numberFormat(locale, {
    useGrouping: false,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(minor / 10 ** digits);
}

export type DateStyle =
  "day" | "dayMonth" | "weekday" | "weekdayShort" | "month" | "dateTime" | "time" | "full";

const DATE_STYLES: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  day: { day: "numeric", month: "short", year: "numeric" },
  dayMonth: { day: "numeric", month: "short" },
  month: { month: "long", year: "numeric" },
  dateTime: { day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" },
  time: { hour: "numeric", minute: "2-digit" },
  weekday: { weekday: "long", day: "numeric", month: "long" },
  weekdayShort: { weekday: "short" },
  full: {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  },
};

/** An instant (epoch ms) in the viewer's zone, or in `timeZone` where the organization's day matters. */
export function formatDate(
  locale: Locale,
  instant: number,
  style: DateStyle = "day",
  timeZone?: string,
): string {
  const options = DATE_STYLES[style];
  return dateFormat(locale, timeZone ? { ...options, timeZone } : options).format(instant);
}

/** A calendar day `YYYY-MM-DD` (no instant, no zone) in words. Text of another form is returned as it is. */
export function formatDay(locale: Locale, day: string, style: DateStyle = "day"): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
  return dateFormat(locale, { ...DATE_STYLES[style], timeZone: "UTC" }).format(
    Date.parse(`${day}T00:00:00Z`),
  );
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["week", 7 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "2 hours ago", "in 3 days", "now"; `now` is passed in so that it can be tested and shared by a whole table. */
export function formatRelative(locale: Locale, instant: number, now: number): string {
  const format = keep(`r${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
  const difference = instant - now;
  for (const [unit, size] of STEPS) {
    if (Math.abs(difference) >= size) return format.format(Math.trunc(difference / size), unit);
  }
  return format.format(0, "second");
}

/** A length of time in at most two units: 95,000 ms gives "1 min 35 sec". */
export function formatDuration(locale: Locale, ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts: [number, string][] = [
    [Math.floor(seconds / 3600), "hour"],
    [Math.floor((seconds % 3600) / 60), "minute"],
    [seconds % 60, "second"],
  ];
  const shown = parts.filter(([value]) => value > 0).slice(0, 2);
  if (shown.length === 0) shown.push([0, "second"]);
  return shown.map(([value, unit]) => numberFormat(locale, { style: "unit", unit }).format(value)).join(" ");
}

/** "a, b and c" in the locale's grammar. */
export function formatList(locale: Locale, items: readonly string[]): string {
  return keep(`l${locale}`, () => new Intl.ListFormat(locale, { type: "conjunction" })).format(items);
}

/** Order for names in the person's language; digits count as numbers (CUS-9 before CUS-10). */
export function compareText(locale: Locale, a: string, b: string): number {
  return keep(`c${locale}`, () => new Intl.Collator(locale, { numeric: true, sensitivity: "base" })).compare(
    a,
    b,
  );
}

/** Every formatter bound to the screen's language. */
export function useFormat() {
  const locale = useLocale();
  return keep(`f${locale}`, () => ({
    locale,
    number: (value: number, options?: Intl.NumberFormatOptions) => formatNumber(locale, value, options),
    percent: (share: number, options?: { signed?: boolean }) => formatPercent(locale, share, options),
    compact: (value: number) => formatCompact(locale, value),
    money: (minor: number, currency: string, options?: MoneyOptions) =>
      formatMoney(locale, minor, currency, options),
    moneyInput: (minor: number, currency: string) => moneyInput(locale, minor, currency),
    date: (instant: number, style?: DateStyle, timeZone?: string) =>
      formatDate(locale, instant, style, timeZone),
    day: (day: string, style?: DateStyle) => formatDay(locale, day, style),
    relative: (instant: number, now: number) => formatRelative(locale, instant, now),
    duration: (ms: number) => formatDuration(locale, ms),
    list: (items: readonly string[]) => formatList(locale, items),
    compare: (a: string, b: string) => compareText(locale, a, b),
  }));
}
