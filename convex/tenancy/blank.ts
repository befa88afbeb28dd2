/**
 * Rows that have all fields of their table from the start. An object that is spread and then given further fields
 * becomes a dictionary: many times larger, and slow wherever it is read, which an import pays for each of its rows.
 */
import schema from "../schema";
import type { TenantTable } from "./tables";

const blanks = new Map<TenantTable, object>();

/** A new object with every field of the table, the system's too, each undefined: such fields are not stored. */
export function blankRow(table: TenantTable): Record<string, unknown> {
  let blank = blanks.get(table);
  if (blank === undefined) blanks.set(table, (blank = blankOf(table)));
  return { ...blank };
}

function blankOf(table: TenantTable): object {
  const { validator } = schema.tables[table];
  const names = ["_id", "_creationTime", ...Object.keys("fields" in validator ? validator.fields : {})];
  // What a parser makes is no dictionary, however many fields it has.
  const blank = JSON.parse(`{${names.map((name) => `"${name}":null`).join(",")}}`) as Record<string, unknown>;
  for (const name of names) blank[name] = undefined;
  return blank;
}
