/** What a formula can call. Blank (null) arguments give a blank answer unless the function says otherwise. Pure. */
import { addDays as shift, dayMs, isDay } from "../../shared/days";
import type { FormulaType } from "../words";

export type FormulaValue = string | number | boolean | null;
/** "any": whatever; "same": all arguments so typed agree, and the answer is of their type. */
export type ArgumentType = FormulaType | "any" | "same";

interface FormulaFunction {
  args: readonly ArgumentType[];
  /** So many of the last arguments may be left out. */
  optional?: number;
  /** The last argument may be repeated. */
  repeats?: boolean;
  gives: FormulaType | "same";
  /** Blanks reach `run` instead of making the answer blank. */
  takesBlanks?: boolean;
  run(...args: never[]): FormulaValue;
}

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
const text = (value: FormulaValue) =>
  value === null ? "" : typeof value === "boolean" ? (value ? "yes" : "no") : String(value);

function addMonths(from: string, count: number): string {
  const [year = 0, month = 1, date = 1] = from.split("-").map(Number);
  const months = year * 12 + month - 1 + Math.trunc(count);
  const lastDate = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
  return new Date(Date.UTC(Math.floor(months / 12), months % 12, Math.min(date, lastDate)))
    .toISOString()
    .slice(0, 10);
}

export const functions = {
  if: {
    args: ["checkbox", "same", "same"],
    optional: 1,
    gives: "same",
    takesBlanks: true,
    run: (test: boolean | null, yes: FormulaValue, no: FormulaValue = null) => (test === true ? yes : no),
  },
  coalesce: {
    args: ["same"],
    repeats: true,
    gives: "same",
    takesBlanks: true,
    run: (...values: FormulaValue[]) => values.find((value) => value !== null && value !== "") ?? null,
  },
  isblank: {
    args: ["any"],
    gives: "checkbox",
    takesBlanks: true,
    run: (value: FormulaValue) => value === null || value === "",
  },
  round: {
    args: ["number", "number"],
    optional: 1,
    gives: "number",
    run: (value: number, decimals = 0) => {
      const places = Math.max(0, Math.min(10, Math.trunc(decimals)));
      return Number(`${Math.round(Number(`${value}e${places}`))}e-${places}`);
    },
  },
  floor: { args: ["number"], gives: "number", run: (value: number) => Math.floor(value) },
  ceil: { args: ["number"], gives: "number", run: (value: number) => Math.ceil(value) },
  abs: { args: ["number"], gives: "number", run: (value: number) => Math.abs(value) },
  sqrt: { args: ["number"], gives: "number", run: (value: number) => Math.sqrt(value) },
  power: { args: ["number", "number"], gives: "number", run: (value: number, by: number) => value ** by },
  min: {
    args: ["number"],
    repeats: true,
    gives: "number",
    takesBlanks: true,
    run: (...values: (number | null)[]) => extreme(values, Math.min),
  },
  max: {
    args: ["number"],
    repeats: true,
    gives: "number",
    takesBlanks: true,
    run: (...values: (number | null)[]) => extreme(values, Math.max),
  },
  concat: {
    args: ["any"],
    repeats: true,
    gives: "text",
    takesBlanks: true,
    run: (...values: FormulaValue[]) => values.map(text).join(""),
  },
  upper: { args: ["text"], gives: "text", run: (value: string) => value.toUpperCase() },
  lower: { args: ["text"], gives: "text", run: (value: string) => value.toLowerCase() },
  trim: { args: ["text"], gives: "text", run: (value: string) => value.trim() },
  length: { args: ["text"], gives: "number", run: (value: string) => [...value].length },
  left: {
    args: ["text", "number"],
    gives: "text",
    run: (value: string, count: number) => [...value].slice(0, Math.max(0, count)).join(""),
  },
  right: {
    args: ["text", "number"],
    gives: "text",
    run: (value: string, count: number) => (count > 0 ? [...value].slice(-count).join("") : ""),
  },
  contains: {
    args: ["text", "text"],
    gives: "checkbox",
    run: (value: string, part: string) => value.toLowerCase().includes(part.toLowerCase()),
  },
  number: {
    args: ["text"],
    gives: "number",
    run: (value: string) => (/^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null),
  },
  date: { args: ["text"], gives: "date", run: (value: string) => (isDay(value) ? value : null) },
  year: { args: ["date"], gives: "number", run: (value: string) => Number(value.slice(0, 4)) },
  month: { args: ["date"], gives: "number", run: (value: string) => Number(value.slice(5, 7)) },
  day: { args: ["date"], gives: "number", run: (value: string) => Number(value.slice(8, 10)) },
  adddays: {
    args: ["date", "number"],
    gives: "date",
    run: (value: string, count: number) => safeDay(() => shift(value, Math.trunc(count))),
  },
  addmonths: {
    args: ["date", "number"],
    gives: "date",
    run: (value: string, count: number) => safeDay(() => addMonths(value, count)),
  },
  daysbetween: {
    args: ["date", "date"],
    gives: "number",
    run: (from: string, to: string) => Math.round((day(to) - day(from)) / dayMs),
  },
} as const satisfies Record<string, FormulaFunction>;

/** For the checker and the evaluator, which look names up. */
export const functionNamed: ReadonlyMap<string, FormulaFunction> = new Map(Object.entries(functions));

function extreme(values: readonly (number | null)[], of: (...values: number[]) => number): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : of(...known);
}

/** Blank for days outside the calendar's four-digit years. */
export function safeDay(work: () => string): string | null {
  try {
    const result = work();
    return isDay(result) ? result : null;
  } catch {
    return null;
  }
}
