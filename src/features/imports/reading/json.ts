// JSON to tables: the lists of records that a browser's store, a database's dump or an export of Orbit holds (IMX-17).
import { guessMapping } from "../../../../convex/imports/fields";
import { columnLimit, rowLimit } from "../../../../convex/imports/limits";
import { joinList } from "../../../../convex/shared/lists";
import { UnreadableFile } from "./decode";

export interface JsonTable {
  /** Where in the file the list stands: "customers", "state.clients"; empty for a file that is one list. */
  name: string;
  headings: string[];
  rows: string[][];
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonRecord = { [key: string]: Json };

/** Whether a text begins as JSON does and as no table: a list or an object of names in quotes. */
export function looksLikeJson(opening: string): boolean {
  return /^\uFEFF?\s*(\[\s*[[{\]]|\{\s*["}])/.test(opening);
}

/** Deeper than any store keeps its lists. */
const deepest = 6;

/**
 * The lists of records in it, that of the customers first. One object a line is
 * one list. Throws UnreadableFile "json" for what is broken, "jsonNoRecords" for
 * what holds no list of records, "tooManyRows".
 */
export function tablesOf(text: string): JsonTable[] {
  const bare = text.replace(/^\uFEFF/, "");
  const root = parse(bare) ?? recordsIn(bare);
  if (root === undefined) throw new UnreadableFile("json");
  const lists: { name: string; records: JsonRecord[] }[] = [];
  collect(root, [], lists);
  if (lists.length === 0) throw new UnreadableFile("jsonNoRecords");
  return lists
    .map(({ name, records }) => tableOfRecords(name, records))
    .sort((a, b) => likeness(b) - likeness(a));
}

/** As customers as a list looks: by its name, then by the columns that are understood. */
function likeness({ name, headings }: JsonTable): number {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const isNamed = /customer|client|клиент/i.test(last);
  return (isNamed ? 100 : 0) + guessMapping(headings).filter((field) => field !== null).length;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(withLongNumbers(text)) as Json;
  } catch {
    return undefined;
  }
}

/** One object a line, as databases and Orbit's own archive write them; undefined where a line is none. */
export function recordsIn(text: string): JsonRecord[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const records: JsonRecord[] = [];
  for (const line of lines) {
    const record = parse(line);
    if (!isRecord(record)) return undefined;
    records.push(record);
  }
  return records;
}

/** A number of more digits than JavaScript keeps, an id say, becomes a text with all of them. */
function withLongNumbers(text: string): string {
  if (!/\d{16}/.test(text)) return text;
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}

const isRecord = (value: Json | undefined): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function collect(value: Json, path: string[], into: { name: string; records: JsonRecord[] }[]): void {
  if (path.length > deepest) return;
  if (typeof value === "string") {
    // What a browser stores is text, so a store within a dump of it is JSON within JSON.
    const inner = looksLikeJson(value) ? parse(value) : undefined;
    if (inner !== undefined) collect(inner, path, into);
    return;
  }
  if (Array.isArray(value)) {
    const records = value.filter(isRecord);
    if (records.length > 0 && records.length * 2 >= value.length) add(records, path, into);
    return;
  }
  if (!isRecord(value)) return;
  const entries = Object.entries(value);
  if (entries.length > 0 && entries.every(([, one]) => isRecord(one) && isSomebody(one))) {
    // By id: { "c1": { … }, "c2": { … } }.
    const records = entries.map(([id, one]) => ({ id, ...(one as JsonRecord) }));
    add(records, path, into);
    return;
  }
  if (isSomebody(value)) return add([value], path, into);
  for (const [key, one] of entries) collect(one, [...path, key], into);
}

function add(records: JsonRecord[], path: string[], into: { name: string; records: JsonRecord[] }[]): void {
  if (records.length > rowLimit) throw new UnreadableFile("tooManyRows");
  into.push({ name: path.join("."), records });
}

/** An object that has a name and a way to reach them is a record and no folder of records. */
function isSomebody(value: JsonRecord): boolean {
  const guessed = guessMapping(Object.keys(value).filter((key) => !isRecord(value[key])));
  const has = (...fields: string[]) => guessed.some((field) => field !== null && fields.includes(field));
  return has("name", "firstName", "lastName") && has("email", "phone", "legacyId");
}

/** A column for every key of any record, in the order in which they come up; parts of a part are "address.city". */
export class TableColumns {
  private readonly columns = new Map<string, number>();

  /** The record's cells; columns that come up later are empty in it. */
  row(record: JsonRecord): string[] {
    const row: string[] = [];
    flatten(record, "", (part, text) => {
      let column = this.columns.get(part);
      if (column === undefined) this.columns.set(part, (column = this.columns.size));
      if (column >= columnLimit) throw new UnreadableFile("tooLarge");
      while (row.length < column) row.push("");
      row[column] = text;
    });
    return row;
  }

  headings(): string[] {
    return [...this.columns.keys()];
  }
}

function tableOfRecords(name: string, records: readonly JsonRecord[]): JsonTable {
  const columns = new TableColumns();
  const rows = records.map((record) => columns.row(record));
  return { name, headings: columns.headings(), rows };
}

function flatten(record: JsonRecord, before: string, set: (name: string, text: string) => void): void {
  for (const [key, value] of Object.entries(record)) {
    const name = before === "" ? key : `${before}.${key}`;
    const plain = plainText(value);
    if (plain !== null) set(name, plain);
    else flatten(value as JsonRecord, name, set);
  }
}

/** A value as a cell; null for an object, whose parts are cells of their own. */
function plainText(value: Json): string | null {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) {
    const isPlain = value.every((one) => !isRecord(one) && !Array.isArray(one));
    const lines = value.map(lineOf).filter(Boolean);
    return isPlain ? joinList(lines) : lines.join("\n");
  }
  const entries = Object.entries(value);
  // Databases wrap ids and days: {"$oid": "…"}, {"$date": "…"}.
  const only = entries.length === 1 ? entries[0]! : null;
  return only?.[0].startsWith("$") && !isRecord(only[1]) ? plainText(only[1]) : null;
}

/** Of a list within a record, each entry is a line: a note's own words, or its parts by name. */
function lineOf(value: Json): string {
  const plain = plainText(value);
  if (plain !== null) return plain;
  const parts = Object.entries(value as JsonRecord).flatMap(([key, part]) => {
    const text = plainText(part) ?? JSON.stringify(part);
    return text === "" ? [] : [`${key}: ${text}`];
  });
  return parts.join("; ");
}
