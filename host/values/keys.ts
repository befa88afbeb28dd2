// Order-preserving key codec: the byte order of encoded keys is the order of
// Convex's `compareValues`. Keys are kept in memory as latin1 strings, one
// character per byte, because V8 compares and hashes those faster than Buffers.
import { createHash } from "node:crypto";
import { decodeFloat, specialKey, type Json, type JsonObject } from "./json";

/** One character per byte, every char code below 256. */
export type Key = string;

const UNDEFINED = "\x10";
const NULL = "\x11";
const INT64 = "\x12";
const FLOAT64 = "\x13";
const FALSE = "\x14";
const TRUE = "\x15";
const STRING = "\x16";
const BYTES = "\x17";
const ARRAY = "\x18";
const OBJECT = "\x19";
const END = "\x00";

/** LMDB keys are at most 1,978 bytes; what is left after index number, creation time, id and hash. */
export const MAX_FIELDS_BYTES = 1_900;

const scratch = Buffer.alloc(8);

let room = Buffer.allocUnsafeSlow(2 ** 14);

function roomFor(text: Key): Buffer {
  if (text.length > room.length) room = Buffer.allocUnsafeSlow(2 * text.length);
  room.latin1Write(text, 0);
  return room;
}

/**
 * The same in one piece. A string that was put together stays the tree of its parts, which the collector copies
 * part by part as long as it is kept.
 */
export function flat(text: Key): Key {
  return roomFor(text).latin1Slice(0, text.length);
}

/** The parts of a text, each in one piece; `ends`: where each ends. */
export function pieces(text: Key, ends: readonly number[]): Key[] {
  const bytes = roomFor(text);
  const out: Key[] = [];
  let from = 0;
  for (let i = 0; i < ends.length; i++) {
    const to = ends[i] as number;
    out.push(bytes.latin1Slice(from, to));
    from = to;
  }
  return out;
}

export function encodeUint32(value: number): Key {
  return String.fromCharCode(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

export function decodeUint32(key: Key, at: number): number {
  return (
    ((key.charCodeAt(at) << 24) |
      (key.charCodeAt(at + 1) << 16) |
      (key.charCodeAt(at + 2) << 8) |
      key.charCodeAt(at + 3)) >>>
    0
  );
}

const float = new Float64Array(1);
/** Its halves; every machine that Node runs on keeps the low one first. */
const halves = new Uint32Array(float.buffer);

/** IEEE 754 bits with the sign handled so that bytes order as `compareValues` does, NaN and -0 included. */
export function encodeFloat(value: number): Key {
  float[0] = value;
  let low = halves[0] as number;
  let high = halves[1] as number;
  if (high >>> 31 === 1) {
    low = ~low;
    high = ~high;
  } else high |= 0x8000_0000;
  return encodeUint32(high) + encodeUint32(low);
}

export function decodeFloatKey(key: Key, at: number): number {
  scratch.latin1Write(key.slice(at, at + 8), 0);
  if ((scratch[0] as number) & 0x80) scratch[0] = (scratch[0] as number) & 0x7f;
  else for (let i = 0; i < 8; i++) scratch[i] = ~(scratch[i] as number) & 255;
  return scratch.readDoubleBE(0);
}

function encodeInt64Key(value: bigint): Key {
  scratch.writeBigUInt64BE(BigInt.asUintN(64, value) ^ 0x8000000000000000n);
  return scratch.latin1Slice(0, 8);
}

// eslint-disable-next-line no-control-regex -- NUL is the byte that has to be escaped
const NEEDS_ESCAPE = /\x00/g;
// eslint-disable-next-line no-control-regex -- the plain case: printable ASCII stays as it is in UTF-8
const ASCII = /^[\x01-\x7f]*$/;

function encodeText(value: string): Key {
  if (ASCII.test(value)) return value;
  const utf8 = Buffer.from(value, "utf8").latin1Slice();
  return utf8.includes("\0") ? utf8.replace(NEEDS_ESCAPE, "\0\xff") : utf8;
}

/** Encodes one JSON-encoded Convex value, undefined included. */
export function encodeValue(value: Json | undefined): Key {
  if (value === undefined) return UNDEFINED;
  if (value === null) return NULL;
  switch (typeof value) {
    case "string":
      return STRING + encodeText(value) + END;
    case "number":
      return FLOAT64 + encodeFloat(value);
    case "boolean":
      return value ? TRUE : FALSE;
    default:
  }
  if (Array.isArray(value)) {
    let out = ARRAY;
    for (const item of value) out += encodeValue(item);
    return out + END;
  }
  return encodeObject(value);
}

function encodeObject(value: JsonObject): Key {
  switch (specialKey(value)) {
    case "$integer":
      return INT64 + encodeInt64Key(Buffer.from(value.$integer as string, "base64").readBigInt64LE(0));
    case "$float":
      return FLOAT64 + encodeFloat(decodeFloat(value));
    case "$bytes": {
      const bytes = Buffer.from(value.$bytes as string, "base64").latin1Slice();
      return BYTES + bytes.replace(NEEDS_ESCAPE, "\0\xff") + END;
    }
    // Until it is known, a commit timestamp is later than every committed one.
    case "$commitTs":
      return INT64 + encodeInt64Key((1n << 63n) - 1n);
    case "$undefined":
      return UNDEFINED;
    default:
  }
  let out = OBJECT;
  for (const field of Object.keys(value).sort()) {
    out += STRING + encodeText(field) + END + encodeValue(value[field]);
  }
  return out + END;
}

/**
 * The indexed fields as stored: exact up to MAX_FIELDS_BYTES, beyond that a
 * prefix and a hash. Equality stays exact; order beyond the cut is arbitrary,
 * so readers must compare the document itself there (see SPEC.md KC-5).
 */
export function storedFields(fields: Key): Key {
  if (fields.length <= MAX_FIELDS_BYTES) return fields;
  const hash = createHash("sha256").update(Buffer.from(fields, "latin1")).digest().latin1Slice(0, 16);
  return fields.slice(0, MAX_FIELDS_BYTES) + hash;
}
