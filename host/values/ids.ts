// Document ids as Convex writes them: base32 of varint(table number), 16 bytes and
// a Fletcher-16 checksum, low byte first. So rows keep their ids when they move to Convex.
// Ids are also credentials for some apps (refresh tokens), so eleven of the bytes come
// from the operating system's generator.
import { randomFillSync } from "node:crypto";
import { encodeUint32, type Key } from "./keys";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const DIGIT = new Int8Array(128).fill(-1);
for (let i = 0; i < 32; i++) DIGIT[ALPHABET.charCodeAt(i)] = i;

const RANDOM_BYTES = 11;
/** Of a second: a fast import writes some ten rows in one part, which is a page or two of the file. */
const PARTS = 256;
const pool = Buffer.alloc(RANDOM_BYTES * 256);
let used = pool.length;

/**
 * 16 fresh bytes as a latin1 string: the internal part of an id. The second they are made in and its part stand
 * before eleven that nobody can guess, so that what is written at one time lies together in the store, as do the
 * index entries that hold its ids: wholly random ones would change a page of the file for every one of them.
 */
export function newInternalId(): Key {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  const now = Date.now();
  const seconds = Math.floor(now / 1_000);
  const part = Math.floor(((now - seconds * 1_000) * PARTS) / 1_000);
  return encodeUint32(seconds) + String.fromCharCode(part) + pool.latin1Slice(used - RANDOM_BYTES, used);
}

/** Both bytes as they stand in the id. */
function checksum(bytes: Uint8Array, length: number, modulus: number): { first: number; second: number } {
  let sum = 0;
  let sums = 0;
  for (let i = 0; i < length; i++) {
    sum = (sum + (bytes[i] as number)) % modulus;
    sums = (sums + sum) % modulus;
  }
  return modulus === CURRENT ? { first: sum, second: sums } : { first: sums, second: sum };
}

const CURRENT = 256;
/** Ids of folders written before ids were Convex's own: another modulus, and the bytes the other way round. */
const EARLIER = 255;

const work = Buffer.alloc(24);

/** The public id of a document. `table` is the deployment-wide table number. */
export function encodeId(table: number, internal: Key): string {
  let length = 0;
  for (let rest = table; ;) {
    const part = rest & 0x7f;
    rest >>>= 7;
    work[length++] = rest === 0 ? part : part | 0x80;
    if (rest === 0) break;
  }
  work.latin1Write(internal, length);
  length += 16;
  const { first, second } = checksum(work, length, CURRENT);
  work[length++] = first;
  work[length++] = second;
  let out = "";
  let bits = 0;
  let buffer = 0;
  for (let i = 0; i < length; i++) {
    buffer = (buffer << 8) | (work[i] as number);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += ALPHABET[(buffer >> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  if (bits > 0) out += ALPHABET[(buffer << (5 - bits)) & 31];
  return out;
}

export interface DecodedId {
  readonly table: number;
  readonly internal: Key;
}

/** Ids looked at lately: a function that writes names the same few rows again and again. */
const recent = new Map<string, DecodedId>();
const MAX_RECENT = 4_096;

/** Null when the text is not an id at all (length, alphabet or checksum). */
export function decodeId(id: string): DecodedId | null {
  const known = recent.get(id);
  if (known !== undefined) return known;
  const decoded = decoded32(id);
  if (decoded === null) return null;
  if (recent.size >= MAX_RECENT) recent.clear();
  recent.set(id, decoded);
  return decoded;
}

function decoded32(id: string): DecodedId | null {
  if (id.length < 31 || id.length > 37) return null;
  let length = 0;
  let bits = 0;
  let buffer = 0;
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i);
    const digit = code < 128 ? (DIGIT[code] as number) : -1;
    if (digit < 0) return null;
    buffer = (buffer << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      work[length++] = (buffer >> bits) & 255;
      buffer &= (1 << bits) - 1;
    }
  }
  if (buffer !== 0 || length < 19) return null;
  let table = 0;
  let at = 0;
  for (let shift = 0; at < 5; shift += 7) {
    const byte = work[at++] as number;
    table |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (length !== at + 18) return null;
  const matches = [CURRENT, EARLIER].some((modulus) => {
    const { first, second } = checksum(work, at + 16, modulus);
    return work[at + 16] === first && work[at + 17] === second;
  });
  return matches ? { table: table >>> 0, internal: work.latin1Slice(at, at + 16) } : null;
}
