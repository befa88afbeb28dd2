// How a search index lies in the store. Documents get small dense numbers per
// partition (the value of the first filter field); a posting list is cut into
// blocks of 1,024 numbers, so that the block of a document is known without a
// search and one edit rewrites at most 3 KB per list.
import { createHash } from "node:crypto";
import type { SearchIndexInfo } from "../indexes/catalog";
import { decodeUint32, encodeUint32, encodeValue, type Key } from "../values/keys";
import { fieldAt, type Json, type JsonObject } from "../values/json";

const BLOCK_BITS = 10;
const BLOCK_MASK = (1 << BLOCK_BITS) - 1;

/** Parts of one partition, by the byte after its name. */
export const PART = {
  meta: "\x01",
  free: "\x02",
  documents: "\x03",
  filter: "\x04",
  term: "\x05",
  prefix: "\x06",
} as const;

/** Lengths (in characters) for which ready-made lists of all words with that beginning are kept. */
export const PREFIX_LENGTHS = [1, 2, 3, 5] as const;

const NO_PARTITION = "\0".repeat(8);
const NUMBERS = "\xff".repeat(8);

/** Few filter values are in use at a time; hashing each anew would cost more than the rest of an update. */
const hashes = new Map<Key, Key>();
const MAX_HASHES = 10_000;

function hashValue(encoded: Key): Key {
  const known = hashes.get(encoded);
  if (known !== undefined) return known;
  const hash = createHash("sha1").update(Buffer.from(encoded, "latin1")).digest().latin1Slice(0, 8);
  if (hashes.size >= MAX_HASHES) hashes.clear();
  hashes.set(encoded, hash);
  return hash;
}

/** Encoded values of the filter fields, in order. */
export function filterValues(index: SearchIndexInfo, document: JsonObject): Key[] {
  return index.filterFields.map((field) => encodeValue(fieldAt(document, field)));
}

export function partitionOf(index: SearchIndexInfo, firstFilter: Key | undefined): Key {
  return encodeUint32(index.number) + (firstFilter === undefined ? NO_PARTITION : hashValue(firstFilter));
}

/** Record that maps a document to its number and partition. */
export function numberKey(index: SearchIndexInfo, internal: Key): Key {
  return encodeUint32(index.number) + NUMBERS + internal;
}

export function isPartition(key: Key): boolean {
  return key.slice(4, 12) !== NUMBERS;
}

// eslint-disable-next-line no-control-regex -- ASCII is its own UTF-8
const ASCII = /^[\0-\x7f]*$/;

function utf8(text: string): Key {
  if (ASCII.test(text)) return text;
  return Buffer.from(text, "utf8").latin1Slice();
}

/** The beginnings of a word that have lists, by whole characters. */
export function beginningsOf(word: string): string[] {
  const found: string[] = [];
  const characters = ASCII.test(word) ? word : Array.from(word);
  for (const length of PREFIX_LENGTHS) {
    if (characters.length < length) break;
    found.push(
      typeof characters === "string" ? characters.slice(0, length) : characters.slice(0, length).join(""),
    );
  }
  return found;
}

export function termList(partition: Key, term: string): Key {
  return `${partition}${PART.term}${utf8(term)}\0`;
}

/** Start of the lists of every word that begins with `prefix`. */
export function termRange(partition: Key, prefix: string): Key {
  return partition + PART.term + utf8(prefix);
}

export function prefixList(partition: Key, prefix: string): Key {
  return `${partition}${PART.prefix}${utf8(prefix)}\0`;
}

export function prefixRange(partition: Key, prefix: string): Key {
  return partition + PART.prefix + utf8(prefix);
}

export function filterList(partition: Key, field: number, encoded: Key): Key {
  return partition + PART.filter + String.fromCharCode(field) + hashValue(encoded);
}

export function blockKey(list: Key, document: number): Key {
  return list + encodeUint32(document >>> BLOCK_BITS);
}

/** First document number of the block with this key. */
export function blockBase(key: Key): number {
  return decodeUint32(key, key.length - 4) << BLOCK_BITS;
}

/** A block is a run of 3-byte entries, sorted: offset (little-endian 16 bit) and weight. */
const ENTRY = 3;

export function blockSize(bytes: Uint8Array): number {
  return bytes.length / ENTRY;
}

function position(bytes: Uint8Array, offset: number): number {
  let low = 0;
  let high = bytes.length / ENTRY;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = middle * ENTRY;
    if (((bytes[at] as number) | ((bytes[at + 1] as number) << 8)) < offset) low = middle + 1;
    else high = middle;
  }
  return low * ENTRY;
}

function isAt(bytes: Uint8Array, at: number, offset: number): boolean {
  return at < bytes.length && ((bytes[at] as number) | ((bytes[at + 1] as number) << 8)) === offset;
}

/**
 * The block with the document added, or with its new weight. The given block
 * stays as it is within its length, so that undoing a write is safe; bytes
 * behind its end may be used for the longer one.
 */
export function withEntry(bytes: Uint8Array | undefined, document: number, weight: number): Uint8Array {
  const offset = document & BLOCK_MASK;
  if (bytes === undefined) return Uint8Array.of(offset & 255, offset >> 8, weight);
  const length = bytes.length;
  const at = position(bytes, offset);
  if (isAt(bytes, at, offset)) {
    const copy = new Uint8Array(bytes);
    copy[at + 2] = weight;
    return copy;
  }
  const grown = at === length ? extended(bytes) : new Uint8Array(length + ENTRY);
  if (at < length) {
    grown.set(bytes.subarray(0, at));
    grown.set(bytes.subarray(at), at + ENTRY);
  }
  grown[at] = offset & 255;
  grown[at + 1] = offset >> 8;
  grown[at + 2] = weight;
  return grown;
}

/** One entry longer, in place when the block was made here and has room: bulk inserts append to the same blocks. */
function extended(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const isOurs = bytes.constructor === Uint8Array && bytes.byteOffset === 0;
  if (isOurs && bytes.buffer.byteLength >= length + ENTRY)
    return new Uint8Array(bytes.buffer, 0, length + ENTRY);
  const grown = new Uint8Array(Math.max(2 * length, length + 8 * ENTRY));
  grown.set(bytes);
  return grown.subarray(0, length + ENTRY);
}

/** The block without the document; undefined when nothing is left. */
export function withoutEntry(bytes: Uint8Array | undefined, document: number): Uint8Array | undefined {
  if (bytes === undefined) return undefined;
  const offset = document & BLOCK_MASK;
  const at = position(bytes, offset);
  if (!isAt(bytes, at, offset)) return bytes;
  if (bytes.length === ENTRY) return undefined;
  const shrunk = new Uint8Array(bytes.length - ENTRY);
  shrunk.set(bytes.subarray(0, at));
  shrunk.set(bytes.subarray(at + ENTRY), at);
  return shrunk;
}

/** A document's weight in a block; undefined when it is not in it. */
export function entryWeight(bytes: Uint8Array | undefined, document: number): number | undefined {
  if (bytes === undefined) return undefined;
  const offset = document & BLOCK_MASK;
  const at = position(bytes, offset);
  return isAt(bytes, at, offset) ? bytes[at + 2] : undefined;
}

/** Calls `visit` with every document number and weight of a block. */
export function eachEntry(
  bytes: Uint8Array,
  base: number,
  visit: (document: number, weight: number) => void,
): void {
  for (let at = 0; at < bytes.length; at += ENTRY) {
    visit(base + ((bytes[at] as number) | ((bytes[at + 1] as number) << 8)), bytes[at + 2] as number);
  }
}

/** BM25's parameters; the average length is a constant so that weights never need rewriting. */
const K1 = 1.2;
const B = 0.75;
const AVERAGE_LENGTH = 12;

/** Importance of a word in a document, 1 to 255. */
export function weightOf(occurrences: number, length: number): number {
  const impact = occurrences / (occurrences + K1 * (1 - B + (B * length) / AVERAGE_LENGTH));
  return Math.max(1, Math.round(255 * impact));
}

/** The text a document is found by; null when the field is missing or no string. */
export function searchText(index: SearchIndexInfo, document: JsonObject): string | null {
  const value: Json | undefined = fieldAt(document, index.searchField);
  return typeof value === "string" ? value : null;
}
