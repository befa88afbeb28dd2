// Turns a `withIndex` range expression into a key range, with Convex's rules:
// equalities on leading fields, then at most one lower and one upper bound.
import { decodeId } from "../values/ids";
import type { Json } from "../values/json";
import { encodeUint32, encodeValue, MAX_FIELDS_BYTES, type Key } from "../values/keys";
import type { TextSpace } from "../storage/writes";
import { idNumber, type TableInfo } from "./catalog";

export interface RangeExpression {
  readonly type: "Eq" | "Gt" | "Gte" | "Lt" | "Lte";
  readonly fieldPath: string;
  readonly value: Json;
}

export interface KeyRange {
  readonly space: TextSpace;
  /** Index number, or the table number for by_id: identifies the key space in read sets. */
  readonly index: number;
  readonly from: Key;
  /** Exclusive. */
  readonly to: Key;
  /** Set when a bound had to be cut: documents must be compared with the exact bounds. */
  readonly exact: { readonly fields: readonly string[]; readonly from: Key; readonly to: Key } | null;
}

const LAST = "\xff";

function indexFields(table: TableInfo, name: string): { number: number; fields: readonly string[] } {
  if (name === "by_creation_time") return { number: table.creationIndex, fields: [] };
  const index = table.indexes.find((candidate) => candidate.name === name);
  if (index === undefined || index.staged) {
    const why = index === undefined ? "does not exist" : "is staged and not yet enabled";
    throw new Error(`Index ${table.name}.${name} ${index === undefined ? "not found." : `${why}.`}`);
  }
  return index;
}

export function rangeOf(table: TableInfo, name: string, range: readonly RangeExpression[]): KeyRange {
  if (name === "by_id") return idRange(table, range);
  const { number, fields } = indexFields(table, name);
  const { prefix, lower, upper } = split(`${table.name}.${name}`, [...fields, "_creationTime"], range);
  const head = prefix.map(encodeValue).join("");
  const from = lower === null ? head : head + encodeValue(lower.value) + (lower.type === "Gt" ? LAST : "");
  const to =
    upper === null ? head + LAST : head + encodeValue(upper.value) + (upper.type === "Lte" ? LAST : "");
  const start = encodeUint32(number);
  if (from.length <= MAX_FIELDS_BYTES && to.length <= MAX_FIELDS_BYTES) {
    return { space: "entries", index: number, from: start + from, to: start + to, exact: null };
  }
  return {
    space: "entries",
    index: number,
    from: start + from.slice(0, MAX_FIELDS_BYTES),
    to: start + (to.length > MAX_FIELDS_BYTES ? to.slice(0, MAX_FIELDS_BYTES) + LAST : to),
    exact: { fields, from, to },
  };
}

function idRange(table: TableInfo, range: readonly RangeExpression[]): KeyRange {
  const { prefix, lower, upper } = split(`${table.name}.by_id`, ["_id"], range);
  const start = encodeUint32(table.number);
  const internal = (value: Json | undefined): Key => {
    const decoded = typeof value === "string" ? decodeId(value) : null;
    // Something that is no id of this table sorts before every document of it.
    return decoded !== null && decoded.table === idNumber(table) ? decoded.internal : "";
  };
  let from: Key = start;
  let to: Key = start + LAST.repeat(17);
  if (prefix.length > 0) {
    const key = internal(prefix[0]);
    from = start + key;
    to = key === "" ? from : `${start}${key}\x00`;
  }
  if (lower !== null) from = start + internal(lower.value) + (lower.type === "Gt" ? "\x00" : "");
  if (upper !== null) to = start + internal(upper.value) + (upper.type === "Lte" ? "\x00" : "");
  return { space: "documents", index: table.number, from, to, exact: null };
}

interface Split {
  readonly prefix: Json[];
  readonly lower: RangeExpression | null;
  readonly upper: RangeExpression | null;
}

function split(label: string, fields: readonly string[], range: readonly RangeExpression[]): Split {
  const prefix: Json[] = [];
  let lower: RangeExpression | null = null;
  let upper: RangeExpression | null = null;
  let bounded: string | null = null;
  for (const expression of range) {
    const expected: string | undefined = bounded ?? fields[prefix.length];
    if (expression.fieldPath !== expected) {
      throw new Error(
        `The index range for ${label} must use the index fields in order: expected ${expected === undefined ? "no further field" : `"${expected}"`}, got "${expression.fieldPath}". The fields of this index are ${JSON.stringify(fields)}. See https://docs.convex.dev/using/indexes`,
      );
    }
    if (expression.type === "Eq") {
      if (bounded !== null) {
        throw new Error(
          `The index range for ${label} uses \`.eq("${expression.fieldPath}")\` after a bound. Equalities come first.`,
        );
      }
      prefix.push(expression.value);
    } else if (expression.type === "Gt" || expression.type === "Gte") {
      if (lower !== null) {
        throw new Error(
          `Already defined lower bound in index range for ${label}. Can't add \`.${expression.type.toLowerCase()}("${expression.fieldPath}")\`.`,
        );
      }
      lower = expression;
      bounded = expression.fieldPath;
    } else {
      if (upper !== null) {
        throw new Error(
          `Already defined upper bound in index range for ${label}. Can't add \`.${expression.type.toLowerCase()}("${expression.fieldPath}")\`.`,
        );
      }
      upper = expression;
      bounded = expression.fieldPath;
    }
  }
  return { prefix, lower, upper };
}
