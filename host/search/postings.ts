// How a search index lies in the store. Documents get small dense numbers per
// partition (the value of the first filter field); a posting list is cut into
// blocks of 1,024 numbers, so that the block of a document is known without a
// search and one edit rewrites at most 3 KB per list. What a commit changed stands
// in one record a document at first (pending.ts) and reaches the lists in larger
// parts (merge.ts), because a document stands in a hundred lists.
import { createHash } from "node:crypto";
import type { SearchIndexInfo } from "../indexes/catalog";
import { decodeUint32, encodeUint32, encodeValue, type Key } from "../values/keys";
import { fieldAt, type Json, type JsonObject } from "../values/json";

export const BLOCK_BITS = 10;
/** Documents of a block. */
export const BLOCK_SIZE = 1 << BLOCK_BITS;
const BLOCK_MASK = BLOCK_SIZE - 1;

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
export const NUMBERS = "\xff".repeat(8);
/** Stands where a partition's name does, for what is not yet in the lists; see pending.ts. */
export const PENDING = `${"\xff".repeat(7)}\xfe`;

/** Few filter values are in use at a time; hashing each anew would cost more than the rest of an update. */
const hashes = new Map<Key, Key>();
const MAX_HASHES = 10_000;

/** What a filter value is called in the keys of its lists, 8 bytes. */
export function hashValue(encoded: Key): Key {
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
  const name = key.slice(4, 12);
  return name !== NUMBERS && name !== PENDING;
}

export function isPending(key: Key): boolean {
  return key.slice(4, 12) === PENDING;
}

// eslint-disable-next-line no-control-regex -- ASCII is its own UTF-8
const ASCII = /^[\0-\x7f]*$/;

export function utf8(text: string): Key {
  if (ASCII.test(text)) return text;
  return Buffer.from(text, "utf8").latin1Slice();
}

/** How many bytes of a word in UTF-8 its first characters take; -1 when it has fewer. */
export function bytesOfCharacters(word: Key, characters: number): number {
  let left = characters;
  for (let at = 0; at < word.length; at++) {
    // Bytes 10xxxxxx continue a character.
    if ((word.charCodeAt(at) & 0xc0) === 0x80) continue;
    if (left-- === 0) return at;
  }
  return left > 0 ? -1 : word.length;
}

/** The beginnings of a word that have lists, by whole characters. */
export function beginningsOf(word: Key): Key[] {
  const found: Key[] = [];
  for (const length of PREFIX_LENGTHS) {
    const bytes = bytesOfCharacters(word, length);
    if (bytes < 0) break;
    found.push(word.slice(0, bytes));
  }
  return found;
}

/** `term` in UTF-8, as everywhere below. */
export function termList(partition: Key, term: Key): Key {
  return `${partition}${PART.term}${term}\0`;
}

/** Start of the lists of every word that begins with `prefix`. */
export function termRange(partition: Key, prefix: Key): Key {
  return partition + PART.term + prefix;
}

export function prefixList(partition: Key, prefix: Key): Key {
  return `${partition}${PART.prefix}${prefix}\0`;
}

export function prefixRange(partition: Key, prefix: Key): Key {
  return partition + PART.prefix + prefix;
}

/** `hash` of the filter field's value. */
export function filterList(partition: Key, field: number, hash: Key): Key {
  return partition + PART.filter + String.fromCharCode(field) + hash;
}

/** Number of the block that a document stands in. */
export function blockOf(document: number): number {
  return document >>> BLOCK_BITS;
}

export function blockKey(list: Key, document: number): Key {
  return list + encodeUint32(blockOf(document));
}

/** The list that the block with this key belongs to. */
export function listOf(key: Key): Key {
  return key.slice(0, -4);
}

/** Number of the block with this key. */
export function blockNumber(key: Key): number {
  return decodeUint32(key, key.length - 4);
}

/** First document number of the block with this key. */
export function blockBase(key: Key): number {
  return blockNumber(key) << BLOCK_BITS;
}

/** A block is a run of 3-byte entries, sorted: offset (little-endian 16 bit) and weight. */
export const ENTRY = 3;

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

/** A change of one list for one document: its new weight there, or GONE; packed, so that lists of them stay small. */
export const GONE = 256;
const CHANGE = 512;

export function packChange(document: number, weight: number): number {
  return document * CHANGE + weight;
}

export function documentOfChange(change: number): number {
  return Math.floor(change / CHANGE);
}

export function weightOfChange(change: number): number {
  return change % CHANGE;
}

export function isSameBlock(a: number, b: number): boolean {
  return documentOfChange(a) >>> BLOCK_BITS === documentOfChange(b) >>> BLOCK_BITS;
}

/** The block with the changes from `start` to `end` made, which are in order; undefined when nothing is left. */
export function withChanges(
  bytes: Uint8Array | undefined,
  changes: readonly number[],
  start: number,
  end: number,
): Uint8Array | undefined {
  const length = bytes?.length ?? 0;
  // Slices of one larger buffer: the store asks for the address of each buffer once.
  const out = Buffer.allocUnsafe(length + ENTRY * (end - start));
  let from = 0;
  let to = 0;
  for (let i = start; i < end; i++) {
    const change = changes[i] as number;
    const offset = documentOfChange(change) & BLOCK_MASK;
    if (bytes !== undefined && from < length) {
      const at = position(bytes, offset);
      // Copied one by one: runs between changes are short, and copying a few bytes by hand is faster than asking for it.
      while (from < at) out[to++] = bytes[from++] as number;
      if (isAt(bytes, at, offset)) from += ENTRY;
    }
    const weight = weightOfChange(change);
    if (weight === GONE) continue;
    out[to++] = offset & 255;
    out[to++] = offset >> 8;
    out[to++] = weight;
  }
  if (bytes !== undefined) while (from < length) out[to++] = bytes[from++] as number;
  return to === 0 ? undefined : out.subarray(0, to);
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
