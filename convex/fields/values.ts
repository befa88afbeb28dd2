/**
 * The codec of values: what people, files and programs hand over -> what is
 * stored -> what is indexed, searched and shown. Pure; forms use it too.
 */
import { isDay } from "../shared/days";
import { normalizeEmail } from "../shared/email";
import { joinList, splitList } from "../shared/lists";
import { isCurrency, minorDigits, parseMoney } from "../shared/money";
import { isPhone, toE164 } from "../shared/phone";
import { clean, fold } from "../shared/text";
import type { CustomValue, FieldDefinition } from "./table";
import { largestNumber, longestLongText, longestText, longestUrl, mostChosen } from "./words";

/** Just the facts of a definition that its values depend on. */
export type ValueField = Pick<FieldDefinition, "type"> &
  Partial<Pick<FieldDefinition, "precision" | "currency" | "choices" | "target" | "result">>;

export type Read = { ok: true; value: CustomValue | null } | { ok: false; rule: string; message: string };

const nothing: Read = { ok: true, value: null };
const refuse = (rule: string, message: string): Read => ({ ok: false, rule, message });
const value = (given: CustomValue): Read => ({ ok: true, value: given });

/** Half a surrogate pair can be neither stored nor sent. */
const isWellFormed = (text: string) => !/\p{Surrogate}/u.test(text);

/**
 * Reads a value as a form, a file or a program gives it; null for none.
 * Numbers and money (minor units) may come as numbers or as text in any
 * notation, choices by id or label, days as year-month-day.
 */
export function readValue(field: ValueField, given: unknown, { country }: { country: string }): Read {
  if (given === undefined || given === null) return nothing;
  const text = typeof given === "string" ? clean(given) : null;
  if (text === "") return nothing;
  if (text !== null && !isWellFormed(text)) return refuse("badCharacters", "Remove the broken characters.");
  switch (field.type) {
    case "text":
      return text === null
        ? refuse("invalid_type", "Enter a text.")
        : short(text.replace(/\s+/gu, " "), longestText);
    case "longText":
      return text === null ? refuse("invalid_type", "Enter a text.") : short(text, longestLongText);
    case "number":
      return readNumber(field, text ?? given);
    case "money":
      return readMoney(field, text ?? given);
    case "date":
      return text !== null && isDay(text) && text >= "1000-01-01"
        ? value(text)
        : refuse("invalidDay", "Enter a real date as year-month-day.");
    case "select":
      return readChoice(field, text ?? given);
    case "multiSelect":
      return readChoices(field, text ?? given);
    case "checkbox":
      return readFlag(text ?? given);
    case "url":
      return readUrl(text ?? given);
    case "email": {
      const email = text === null ? null : normalizeEmail(text);
      return email === null
        ? refuse("invalidEmail", "Enter an e-mail address like name@example.com.")
        : value(email);
    }
    case "phone":
      return text !== null && isPhone(text) && toE164(text, country) !== null
        ? value(text)
        : refuse("invalidPhone", "Enter a phone number of 8 to 15 digits, like +7 701 234 56 78.");
    case "relation":
      return text === null ? refuse("invalid_value", "Choose a record.") : short(text, 64);
    case "formula":
    case "rollUp":
      return refuse("computed", "Orbit works this out by itself.");
  }
}

function short(text: string, most: number): Read {
  return text.length > most ? refuse("too_big", `Use at most ${most} characters.`) : value(text);
}

function readNumber({ precision = 0 }: ValueField, given: unknown): Read {
  const number = typeof given === "number" ? given : typeof given === "string" ? parseDecimal(given) : null;
  if (number === null || !Number.isFinite(number)) return refuse("invalidNumber", "Enter a number.");
  if (Math.abs(number) > largestNumber) return refuse("invalidNumber", "Enter a smaller number.");
  const rounded = roundTo(number, precision);
  if (Math.abs(rounded - number) > Math.abs(number) * 1e-12) {
    return precision === 0
      ? refuse("decimals", "Enter a whole number.")
      : refuse("decimals", `Use at most ${precision} decimals.`);
  }
  // -0 would be stored, sorted and shown apart from 0.
  return value(rounded === 0 ? 0 : rounded);
}

/** Half away from zero, without the drift of multiplying: 1.005 with 2 decimals is 1.01. */
export function roundTo(number: number, decimals: number): number {
  const text = Math.abs(number).toString();
  if (text.includes("e")) return Number(number.toFixed(Math.min(decimals, 15)));
  const shifted = Math.round(Number(`${text}e${decimals}`));
  return Math.sign(number) * Number(`${shifted}e-${decimals}`);
}

/** "1 234,5", "1,234.5", "1234" -> a number. A lone comma before three digits groups, as money reads it. */
function parseDecimal(text: string): number | null {
  const compact = text.replace(/[\s\u00A0\u202F']/g, "").replace(/%$/, "");
  if (!/^[-+\u2212]?\d[\d.,]*(e[-+]?\d{1,3})?$/i.test(compact)) return null;
  const plain = compact.replace("\u2212", "-");
  if (/^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(plain)) return Number(plain);
  const separator = Math.max(plain.lastIndexOf("."), plain.lastIndexOf(","));
  const mark = plain[separator]!;
  const groups = plain.slice(0, separator).replace(/^[-+]/, "");
  const isGrouped = /^[-+]?\d{1,3}([.,]\d{3})+$/.test(plain) && new Set(plain.match(/[.,]/g)).size === 1;
  if (isGrouped && (mark === "," || plain.split(mark).length > 2)) return Number(plain.replace(/[.,]/g, ""));
  if (groups.includes(mark)) return null;
  return Number(`${plain.slice(0, separator).replace(/[.,]/g, "")}.${plain.slice(separator + 1)}`);
}

function readMoney({ currency = "USD" }: ValueField, given: unknown): Read {
  const minor =
    typeof given === "number" ? given : typeof given === "string" ? parseMoney(given, currency) : null;
  if (minor === null || !Number.isSafeInteger(minor) || Math.abs(minor) > largestNumber) {
    return refuse("invalidMoney", "Enter an amount, like 1299.50.");
  }
  return value(minor === 0 ? 0 : minor);
}

function findChoice({ choices = [] }: ValueField, given: unknown) {
  if (typeof given !== "string") return undefined;
  const wanted = fold(given);
  return choices.find(({ id }) => id === given) ?? choices.find(({ label }) => fold(label) === wanted);
}

function readChoice(field: ValueField, given: unknown): Read {
  const choice = findChoice(field, given);
  return choice === undefined
    ? refuse("invalid_value", "Choose one of the values offered.")
    : value(choice.id);
}

function readChoices(field: ValueField, given: unknown): Read {
  const parts: unknown[] = Array.isArray(given)
    ? given
    : typeof given === "string"
      ? findChoice(field, given) === undefined
        ? splitList(given)
        : [given]
      : [undefined];
  if (parts.length === 0) return nothing;
  const found = parts.map((part) => findChoice(field, typeof part === "string" ? clean(part) : part));
  if (found.includes(undefined)) return refuse("invalid_value", "Choose among the values offered.");
  const ids = new Set(found.map((choice) => choice!.id));
  if (ids.size > mostChosen) return refuse("too_big", `Choose at most ${mostChosen} values.`);
  // In the order of the definition, so that the same choice is the same value.
  return value((field.choices ?? []).filter(({ id }) => ids.has(id)).map(({ id }) => id));
}

const yes = ["true", "yes", "y", "1", "x", "on", "да", "д", "истина", "✓"];
const no = ["false", "no", "n", "0", "off", "нет", "н", "ложь"];

function readFlag(given: unknown): Read {
  if (typeof given === "boolean") return value(given);
  const word = typeof given === "string" || typeof given === "number" ? fold(String(given)) : "";
  if (yes.map(fold).includes(word)) return value(true);
  if (no.map(fold).includes(word)) return value(false);
  return refuse("invalid_value", "Enter yes or no.");
}

function readUrl(given: unknown): Read {
  if (typeof given !== "string") return refuse("invalidUrl", "Enter a web address like example.com.");
  const full = /^[a-z][a-z\d+.-]*:/i.test(given) || given.includes(" ") ? given : `https://${given}`;
  if (full.length > longestUrl) return refuse("too_big", `Use at most ${longestUrl} characters.`);
  try {
    const url = new URL(full);
    if (/^https?:$/.test(url.protocol) && /\.[\p{L}\d-]{2,}$/u.test(url.hostname)) return value(full);
  } catch {
    // told below
  }
  return refuse("invalidUrl", "Enter a web address like example.com.");
}

/** Longest text in an index entry; longer ones sort by their beginning. */
const indexedLength = 200;

/**
 * What stands in the index: sorts as people expect, and is equal for equal
 * values. Null for kinds without an order.
 */
export function indexed(field: ValueField, stored: CustomValue, country: string): string | number | null {
  switch (field.type) {
    case "longText":
    case "multiSelect":
      return null;
    case "select": {
      const place = (field.choices ?? []).findIndex(({ id }) => id === stored);
      return place === -1 ? null : place;
    }
    case "checkbox":
      return stored === true ? 1 : 0;
    case "phone":
      return toE164(String(stored), country) ?? String(stored);
    case "formula":
      if (typeof stored === "boolean") return stored ? 1 : 0;
      if (typeof stored === "number") return stored;
      return sortedText(String(stored));
    default:
      if (typeof stored === "number") return stored;
      return typeof stored === "string" ? sortedText(stored) : null;
  }
}

const sortedText = (text: string) => (fold(text) || text).slice(0, indexedLength);

/** A stored value in plain words, for search, files and formulas; numbers and days in their neutral notation. */
export function plainText(field: ValueField, stored: CustomValue): string {
  const label = (id: string) => field.choices?.find((choice) => choice.id === id)?.label ?? "";
  if (Array.isArray(stored)) return joinList(stored.map(label).filter(Boolean));
  if (typeof stored === "boolean") return stored ? "yes" : "no";
  if (field.type === "select") return label(String(stored));
  if (field.type === "money" && typeof stored === "number")
    return majorUnits(stored, field.currency).toString();
  return String(stored);
}

export function majorUnits(minor: number, currency = "USD"): number {
  return Number(`${minor}e-${isCurrency(currency) ? minorDigits(currency) : 2}`);
}

/** Whether a stored value still fits its definition: choices go, kinds change. */
export function isFitting(field: ValueField, stored: unknown): stored is CustomValue {
  switch (field.type) {
    case "number":
    case "money":
    case "rollUp":
      return typeof stored === "number" || (field.type === "rollUp" && typeof stored === "string");
    case "checkbox":
      return typeof stored === "boolean";
    case "multiSelect":
      return Array.isArray(stored);
    case "formula":
      return !Array.isArray(stored) && stored !== undefined;
    default:
      return typeof stored === "string";
  }
}
