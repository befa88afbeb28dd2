/** A value on its way into a file, and how it is written as text. Pure. */
import { joinList } from "../shared/lists";
import { minorDigits } from "../shared/money";

export type Cell =
  | null
  | string
  | number
  | boolean
  | { kind: "texts"; texts: string[] }
  /** As typed, and in international form. */
  | { kind: "phone"; text: string; e164: string | null }
  /** Minor units. */
  | { kind: "money"; minor: number; currency: string }
  /** YYYY-MM-DD */
  | { kind: "day"; day: string }
  /** Epoch ms. */
  | { kind: "instant"; at: number }
  /** The id of a person or a customer; its name is put in its place before the row is written. */
  | { kind: "reference"; id: string };

/** One customer: a cell per column. */
export type Row = readonly Cell[];

/** A decimal without groups: 129950 -> "1299.50", the form that parseMoney reads back. */
export function decimal(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  return `${minor < 0 ? "-" : ""}${whole}${digits === 0 ? "" : `.${text.slice(-digits)}`}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** "2026-01-31 14:05:09" as a clock in `timeZone` shows it, which spreadsheets and the import read. */
export function localTime(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second } = parts;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

/** The plain text of a cell; phones in international form, because that is what another system can dial. */
export function textOf(cell: Cell, timeZone: string): string {
  if (cell === null) return "";
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return String(cell);
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  switch (cell.kind) {
    case "texts":
      return joinList(cell.texts);
    case "phone":
      return cell.e164 ?? cell.text;
    case "money":
      return decimal(cell.minor, cell.currency);
    case "day":
      return cell.day;
    case "instant":
      return localTime(cell.at, timeZone);
    case "reference":
      return "";
  }
}
