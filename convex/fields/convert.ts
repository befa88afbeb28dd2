/** What a value becomes when its field changes its kind. Pure; the preview and the job ask alike. */
import { readDay, type DateOrder } from "../imports/values";
import type { CustomValue } from "./table";
import { isFitting, majorUnits, plainText, readValue, type ValueField } from "./values";
import { isComputed, longestText, type FieldType } from "./words";

export interface Reading {
  /** ISO 3166 country in which phones without a prefix are read. */
  country: string;
  /** In which yes and no are written as text. */
  language: "en" | "ru";
  /** Which of 04/11/2022 is the day. */
  dateOrder: DateOrder;
}

export type Converted =
  | { ok: true; value: CustomValue }
  /** `shown` is the earlier value in plain words, as it is kept beside the field. */
  | { ok: false; rule: string; message: string; shown: string };

/** A link to a record cannot be told apart from its text, and what Orbit works out is never entered. */
export function canChangeTo(type: FieldType): boolean {
  return !isComputed(type) && type !== "relation";
}
export function canChangeFrom(type: FieldType): boolean {
  return type !== "relation";
}

const flagWords = { en: ["no", "yes"], ru: ["нет", "да"] } as const;

/** A stored value in plain words, yes and no in the organization's language. */
export function shownAs(from: ValueField, stored: CustomValue, language: Reading["language"]): string {
  if (typeof stored === "boolean") return flagWords[language][stored ? 1 : 0];
  if (Array.isArray(stored)) return plainText({ ...from, type: "multiSelect" }, stored);
  return plainText(from, stored);
}

/** The value of kind `to` that says the same, or why there is none. */
export function convertValue(from: ValueField, to: ValueField, stored: CustomValue, how: Reading): Converted {
  const shown = shownAs(from, stored, how.language).slice(0, longestText);
  const refuse = (rule: string, message: string): Converted => ({ ok: false, rule, message, shown });
  if (!isFitting(from, stored)) return refuse("invalid_value", "This value is of another kind already.");
  const read = readValue(to, given(from, to, stored, how), how);
  if (!read.ok) return refuse(read.rule, read.message);
  if (read.value !== null) return { ok: true, value: read.value };
  return refuse("invalid_value", "There is nothing in this value.");
}

/** A leftover in plain words may fit a later kind of the field after all. */
export function convertShown(to: ValueField, shown: string, how: Reading): CustomValue | null {
  const read = readValue(to, to.type === "date" ? dayIn(shown, how) : shown, how);
  return read.ok ? read.value : null;
}

/** What the codec of values (values.ts) is handed: text, but for choices by id and yes or no as they are. */
function given(from: ValueField, to: ValueField, stored: CustomValue, how: Reading): unknown {
  const isChoice = from.type === "select" || from.type === "multiSelect";
  if (isChoice && (to.type === "select" || to.type === "multiSelect")) {
    if (to.type === "multiSelect") return Array.isArray(stored) ? stored : [stored];
    return Array.isArray(stored) ? (stored.length === 1 ? stored[0] : stored.join()) : stored;
  }
  if (typeof stored === "boolean") {
    if (to.type === "checkbox") return stored;
    return to.type === "number" || to.type === "money"
      ? String(Number(stored))
      : shownAs(from, stored, how.language);
  }
  if (typeof stored === "number") {
    // A number is no date, though a spreadsheet would make one of it.
    if (to.type === "date") return "";
    const major = from.type === "money" ? majorUnits(stored, from.currency) : stored;
    return to.type === "number" ? major : String(major);
  }
  const text = shownAs(from, stored, how.language);
  if (to.type === "date") return dayIn(text, how);
  return to.type === "money" ? withoutCurrency(text, to.currency ?? "USD") : text;
}

/** The field's own currency says nothing more; another one would be read as it, so it stays and is refused. */
function withoutCurrency(text: string, currency: string): string {
  const sign = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" })
    .formatToParts(0)
    .find(({ type }) => type === "currency")!.value;
  const marks = [currency, currency.toLowerCase(), sign];
  const bare = text.trim();
  for (const mark of marks) {
    if (bare.startsWith(mark)) return bare.slice(mark.length).trim();
    if (bare.endsWith(mark)) return bare.slice(0, -mark.length).trim();
  }
  return bare;
}

/** Bare digits are years, numbers and codes far more often than a spreadsheet's count of days. */
function dayIn(text: string, { dateOrder }: Reading): string {
  const value = text.trim();
  if (/^\d+([.,]\d+)?$/.test(value) && value.length !== 8) return value;
  return readDay(value, dateOrder) ?? value;
}
