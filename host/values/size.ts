// Sizes and shape limits of values, computed on the JSON encoding with the
// formula of convex/values/size.ts, so that limits agree with Convex's.
import { kindOf, specialKey, type Json, type JsonObject } from "./json";

export const MAX_DOCUMENT_BYTES = 1 << 20;
const MAX_FIELDS = 1_024;
const MAX_ARRAY_LENGTH = 8_192;
const MAX_NESTING = 16;

/** Up to so many characters, looking at each is faster than asking the runtime. */
const SHORT = 64;

function utf8Length(text: string): number {
  if (text.length <= SHORT) {
    let at = 0;
    while (at < text.length && text.charCodeAt(at) < 128) at++;
    if (at === text.length) return at;
  }
  return Buffer.byteLength(text, "utf8");
}

/** Bytes Convex counts for a value. */
export function sizeOf(value: Json | undefined): number {
  if (value === undefined) return 0;
  if (value === null || typeof value === "boolean") return 1;
  if (typeof value === "number") return 9;
  if (typeof value === "string") return 2 + utf8Length(value);
  if (Array.isArray(value)) {
    let size = 2;
    for (const item of value) size += sizeOf(item);
    return size;
  }
  switch (kindOf(value)) {
    case "int64":
    case "float64":
    case "commitTs":
      return 9;
    case "bytes":
      return 2 + Buffer.byteLength(value.$bytes as string, "base64");
    case "undefined":
      return 0;
    default:
  }
  let size = 2;
  for (const key in value) size += utf8Length(key) + 1 + sizeOf(value[key]);
  return size;
}

/**
 * Bytes Convex counts for a value; throws with Convex's text when it nests too deep, or holds too long an array
 * or too many fields. `more` fields are to be added to it.
 */
export function checkedSize(value: Json, more = 0, depth = 0): number {
  if (typeof value !== "object" || value === null) return sizeOf(value);
  if (depth >= MAX_NESTING) {
    throw new Error(
      `Value is too nested (nested more than ${depth} levels deep > maximum nesting ${MAX_NESTING})`,
    );
  }
  let size = 2;
  if (Array.isArray(value)) {
    if (value.length > MAX_ARRAY_LENGTH) {
      throw new Error(`Array length is too long (${value.length} > maximum length ${MAX_ARRAY_LENGTH})`);
    }
    for (let i = 0; i < value.length; i++) size += checkedSize(value[i] as Json, 0, depth + 1);
    return size;
  }
  // {$integer: …} and the like are scalars.
  if (specialKey(value) !== null) return sizeOf(value);
  let fields = more;
  for (const key in value) {
    fields++;
    size += utf8Length(key) + 1 + checkedSize(value[key] as Json, 0, depth + 1);
  }
  if (fields > MAX_FIELDS) {
    throw new Error(`Object has too many fields (${fields} > maximum number ${MAX_FIELDS})`);
  }
  return size;
}

const FIELD_NAME = /^[a-zA-Z0-9_]{1,64}$/;

/** Names that were looked at before: those of an app are few and come again with every document. */
const fieldNames = new Set<string>();
const MAX_FIELD_NAMES = 10_000;

/** Top-level field names of a document: identifiers of at most 64 characters that do not start with "_". */
export function checkFieldNames(document: JsonObject): void {
  for (const field in document) {
    if (fieldNames.has(field) || field === "_id" || field === "_creationTime") continue;
    if (field.startsWith("_")) {
      throw new Error(
        `Field name "${field}" starts with an underscore, which is only allowed for system fields like "_id"`,
      );
    }
    if (!FIELD_NAME.test(field)) {
      throw new Error(
        `Invalid field name "${field}": document fields are identifiers of ASCII letters, digits and "_" with at most 64 characters`,
      );
    }
    if (fieldNames.size >= MAX_FIELD_NAMES) fieldNames.clear();
    fieldNames.add(field);
  }
}
