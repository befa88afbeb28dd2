/**
 * Documents as the files of a snapshot hold them. In Convex's exports an int64 is a plain
 * integer and a float always has a point or an exponent; beside such a table lies
 * `generated_schema.jsonl` with "uniform". Without it every number is a float.
 * https://docs.convex.dev/database/import-export/export
 */
import { encodeInt64, type Json, type JsonObject } from "../../values/json";
import { decodeId, encodeId } from "../../values/ids";

/** Special values, whole strings, numbers. Strings come first where both could begin, so nothing inside one is touched. */
const TOKEN = /\{"\$(integer|float|bytes)":"([^"]*)"\}|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** A stored document's JSON text as a line of Convex's export. */
export function exportedLine(text: string): string {
  return text.replace(TOKEN, (token, special: string | undefined, value: string) => {
    if (special === "integer") return Buffer.from(value, "base64").readBigInt64LE(0).toString();
    if (special === "float") {
      return Object.is(Buffer.from(value, "base64").readDoubleLE(0), -0) ? "-0.0" : token;
    }
    if (special === "bytes") return token;
    if (token.startsWith('"')) return currentId(token);
    return /[.eE]/.test(token) ? token : `${token}.0`;
  });
}

/** Ids of folders of format 1 leave with the checksum that Convex expects. */
function currentId(quoted: string): string {
  if (quoted.length < 33 || quoted.length > 39) return quoted;
  const decoded = decodeId(quoted.slice(1, -1));
  return decoded === null ? quoted : `"${encodeId(decoded.table, decoded.internal)}"`;
}

/** A line of an archive in the engine's own encoding. Throws SyntaxError or TypeError with what is wrong. */
export function importedRow(line: string, isUniform: boolean): JsonObject {
  const value = JSON.parse(isUniform ? line.replace(TOKEN, uniformToken) : line) as Json;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const shown = JSON.stringify(value);
    throw new TypeError(`expected object, received ${shown.slice(0, 100)}${shown.length > 100 ? "..." : ""}`);
  }
  return plain(value, isUniform) as JsonObject;
}

function uniformToken(token: string, special: string | undefined): string {
  if (special !== undefined || token.startsWith('"') || /[.eE]/.test(token)) return token;
  const integer = BigInt(token);
  // "-0" and what does not fit an int64 are floats.
  if (token === "-0" || integer < MIN_INT64 || integer > MAX_INT64) return token;
  return JSON.stringify(encodeInt64(integer));
}

/** Numbers that JSON cannot show get their own form; keys that Convex refuses are refused. */
function plain(value: Json, allowSpecial: boolean): Json {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("number out of range");
    return Object.is(value, -0) ? { $float: "AAAAAAAAAIA=" } : value;
  }
  if (Array.isArray(value)) return value.map((item) => plain(item, allowSpecial));
  if (typeof value !== "object" || value === null) return value;
  const out: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    if (key.startsWith("$") && !(allowSpecial && isSpecial(value))) {
      throw new TypeError(`Field name ${key} starts with '$', which is reserved`);
    }
    out[key] = plain(item as Json, allowSpecial);
  }
  return out;
}

function isSpecial(value: JsonObject): boolean {
  const [[key, content] = ["", null], ...others] = Object.entries(value);
  if (others.length > 0 || typeof content !== "string") return false;
  const bytes = Buffer.from(content, "base64");
  if (key === "$bytes") return bytes.toString("base64") === content;
  return (key === "$integer" || key === "$float") && bytes.length === 8;
}
