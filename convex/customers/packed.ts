/**
 * Rows as a list asks for them: the fields it shows and no others, each row an array, and what comes again and again
 * (an owner, a status) once. Fifty rows of the columns that are shown at first take a third of the bytes of fifty whole
 * rows. Pure.
 */
import type { CustomValues } from "../fields/table";
import { fail } from "../shared/errors";
import { leftOf } from "../fields/leftovers";
import type { CustomerRow } from "./row";

/** What can be asked for beside the organization's own fields; the id comes with every row, the owner's name with the owner. */
export const rowFields = [
  "availableCredit",
  "churnRisk",
  "city",
  "companyName",
  "createdAt",
  "creditCurrency",
  "currency",
  "customerCode",
  "customerSource",
  "dateJoined",
  "email",
  "isActive",
  "isSample",
  "lastContactAt",
  "lastVisitAt",
  "leadScore",
  "lifetimeValue",
  "loyaltyPoints",
  "name",
  "nextFollowUpAt",
  "ownerId",
  "phone",
  "phoneE164",
  "status",
  "tags",
  "totalVisits",
  "type",
  "updatedAt",
  "vipStatusDate",
  "vipTierId",
] as const satisfies readonly Exclude<keyof CustomerRow, "_id" | "ownerName" | "custom">[];
export type RowField = (typeof rowFields)[number];

/** Few words for many rows: a cell is the word's place in `words`. */
const fewWords: ReadonlySet<string> = new Set<RowField>([
  "churnRisk",
  "creditCurrency",
  "currency",
  "customerSource",
  "ownerId",
  "status",
  "type",
  "vipTierId",
]);

type Cell = string | number | boolean | null | string[] | CustomValues;

export interface PackedRows {
  /** As asked: standard fields, and keys of the organization's own. */
  fields: string[];
  /**
   * `_id`, then one cell for each standard field in the order of `fields`, and where own fields were asked for a last one
   * with those of them that the row has.
   */
  rows: Cell[][];
  words: string[];
  /** By the owner's id. */
  ownerNames: Record<string, string | null>;
}

const isStandard = (field: string): field is RowField => (rowFields as readonly string[]).includes(field);
/** Of the organization's own; one that is gone, or that the caller may not see, has no values. */
export const isOwnField = (field: string) => /^f_[a-z0-9_]+$/.test(field);

/** VALIDATION_ERROR for a name that no field can have. */
export function pack(rows: readonly CustomerRow[], asked: readonly string[]): PackedRows {
  const fields = [...new Set(asked)];
  const wrong = fields.find((field) => !isStandard(field) && !isOwnField(field));
  if (wrong !== undefined) {
    const message = `There is no field "${wrong}". Ask for any of ${rowFields.join(", ")}, or for keys of your own fields.`;
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "fields", rule: "unknownField", message }] });
  }
  const standard = fields.filter(isStandard);
  const own = fields.filter(isOwnField);
  const words: string[] = [];
  const places = new Map<string, number>();
  const placeOf = (word: string): number => {
    let place = places.get(word);
    if (place === undefined) {
      places.set(word, (place = words.length));
      words.push(word);
    }
    return place;
  };
  const packed = rows.map((row) => {
    const cells: Cell[] = [row._id];
    for (const field of standard) {
      const value = row[field];
      cells.push(typeof value === "string" && fewWords.has(field) ? placeOf(value) : value);
    }
    if (own.length > 0) cells.push(only(row.custom, own));
    return cells;
  });
  const ownerNames: PackedRows["ownerNames"] = {};
  if (standard.includes("ownerId"))
    for (const { ownerId, ownerName } of rows) if (ownerId !== null) ownerNames[ownerId] = ownerName;
  return { fields, rows: packed, words, ownerNames };
}

/** With what is left of a change of kind, as the row itself has it. */
function only(custom: CustomValues, keys: readonly string[]): CustomValues {
  const found: CustomValues = {};
  for (const key of keys) {
    for (const name of [key, leftOf(key)]) {
      const value = custom[name];
      if (value !== undefined) found[name] = value;
    }
  }
  return found;
}

/** Rows of which only the fields in `fields` are there, beside `_id`, and `ownerName` with the owner: read no others. */
export function unpack({ fields, rows, words, ownerNames }: PackedRows): CustomerRow[] {
  const standard = fields.filter(isStandard);
  const hasOwn = standard.length < fields.length;
  return rows.map((cells) => {
    const row: Record<string, unknown> = { _id: cells[0], custom: hasOwn ? cells.at(-1) : {} };
    for (const [index, field] of standard.entries()) {
      const cell = cells[index + 1];
      const value = typeof cell === "number" && fewWords.has(field) ? words[cell] : cell;
      row[field] = value;
      if (field === "ownerId") row["ownerName"] = typeof value === "string" ? ownerNames[value] : null;
    }
    return row as unknown as CustomerRow;
  });
}
