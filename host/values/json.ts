// Convex values in their JSON encoding, the only form in which the engine
// handles documents. Special values are single-key objects: {$integer},
// {$float}, {$bytes}, and, inside a transaction only, {$commitTs: null}.

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [field: string]: Json;
}

export type ValueKind =
  | "undefined"
  | "null"
  | "int64"
  | "float64"
  | "boolean"
  | "string"
  | "bytes"
  | "array"
  | "object"
  | "commitTs";

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Which Convex type a JSON-encoded value is. */
export function kindOf(value: Json | undefined): ValueKind {
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "boolean":
      return "boolean";
    case "number":
      return "float64";
    case "string":
      return "string";
    default:
  }
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  const special = specialKey(value as JsonObject);
  switch (special) {
    case "$integer":
      return "int64";
    case "$float":
      return "float64";
    case "$bytes":
      return "bytes";
    case "$commitTs":
      return "commitTs";
    case "$undefined":
      return "undefined";
    default:
      return "object";
  }
}

/** The reserved key of a single-key special object, or null for a plain object. */
export function specialKey(value: JsonObject): string | null {
  let only: string | null = null;
  for (const key in value) {
    if (only !== null) return null;
    only = key;
  }
  return only !== null && only.charCodeAt(0) === 36 /* $ */ ? only : null;
}

/** The field at a dotted path, undefined when any part is missing. */
export function fieldAt(document: JsonObject, path: string): Json | undefined {
  if (!path.includes(".")) return document[path];
  let current: Json | undefined = document;
  for (const part of path.split(".")) {
    if (!isJsonObject(current) || specialKey(current) !== null) return undefined;
    current = current[part];
  }
  return current;
}

export function decodeInt64(value: JsonObject): bigint {
  return Buffer.from(value.$integer as string, "base64").readBigInt64LE(0);
}

export function encodeInt64(value: bigint): JsonObject {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigInt64LE(value);
  return { $integer: bytes.toString("base64") };
}

export function decodeFloat(value: number | JsonObject): number {
  return typeof value === "number" ? value : Buffer.from(value.$float as string, "base64").readDoubleLE(0);
}

/** How an unresolved commit timestamp looks in JSON text. */
export const COMMIT_TS = '{"$commitTs":null}';

/** Replaces commit-timestamp placeholders in a document's JSON text by the commit's own timestamp. */
export function resolveCommitTs(text: string, ts: bigint): string {
  if (!text.includes(COMMIT_TS)) return text;
  return JSON.stringify(replacePlaceholders(JSON.parse(text) as Json, ts));
}

export function hasCommitTs(text: string): boolean {
  return (
    text.includes(COMMIT_TS) && JSON.stringify(replacePlaceholders(JSON.parse(text) as Json, 0n)) !== text
  );
}

function replacePlaceholders(value: Json, ts: bigint): Json {
  if (Array.isArray(value)) return value.map((item) => replacePlaceholders(item, ts));
  if (!isJsonObject(value)) return value;
  if (specialKey(value) === "$commitTs") return encodeInt64(ts);
  const out: JsonObject = {};
  for (const key in value) out[key] = replacePlaceholders(value[key] as Json, ts);
  return out;
}
