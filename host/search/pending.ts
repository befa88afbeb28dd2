// What the posting lists do not know yet: one record for each document number that a
// commit changed. It holds the version the lists know and the one that counts, so that
// readers take the lists without that number and the record's version instead, and the
// lists can be brought up to date at any later time, with many others at once (merge.ts).
import type { SearchIndexInfo } from "../indexes/catalog";
import type { ReadView } from "../storage/store";
import { decodeUint32, encodeUint32, flat, type Key } from "../values/keys";
import {
  beginningsOf,
  bytesOfCharacters,
  filterList,
  hashValue,
  NUMBERS,
  PENDING,
  PREFIX_LENGTHS,
  prefixList,
  termList,
  utf8,
} from "./postings";
import type { Version } from "./version";

/** A version in one string: the hash of each filter value, then each word between two marks, followed by its weight. */
export type Packed = Key;

const BEFORE = "\x01";
const AFTER = "\0";
const HASH_BYTES = 8;

export function packed({ filters, words }: Version): Packed {
  let out = "";
  for (const filter of filters) out += hashValue(filter);
  for (const [word, weight] of words) out += BEFORE + utf8(word) + AFTER + String.fromCharCode(weight);
  return flat(out);
}

export interface Pending {
  readonly partition: Key;
  readonly number: number;
  /** What the lists hold under this number. */
  readonly listed: Packed | null;
  readonly current: Packed | null;
}

/** Which of the two are there, and the length of the first. */
const HEAD_BYTES = 5;
const LISTED = 1;
const CURRENT = 2;

export function encodePending(listed: Packed | null, current: Packed | null): Uint8Array {
  const parts = (listed === null ? 0 : LISTED) | (current === null ? 0 : CURRENT);
  const head = String.fromCharCode(parts) + encodeUint32(listed?.length ?? 0);
  return Buffer.from(head + (listed ?? "") + (current ?? ""), "latin1");
}

export function decodePending(key: Key, bytes: Uint8Array): Pending {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).latin1Slice();
  const parts = text.charCodeAt(0);
  const middle = HEAD_BYTES + decodeUint32(text, 1);
  return {
    partition: key.slice(0, 4) + key.slice(12, 20),
    number: decodeUint32(key, 20),
    listed: (parts & LISTED) === 0 ? null : text.slice(HEAD_BYTES, middle),
    current: (parts & CURRENT) === 0 ? null : text.slice(middle),
  };
}

export function pendingKey(partition: Key, number: number): Key {
  return pendingOf(partition) + encodeUint32(number);
}

function pendingOf(partition: Key): Key {
  return partition.slice(0, 4) + PENDING + partition.slice(4);
}

/** Records of one index, by partition and number. */
export function* eachPending(view: ReadView, index: number): Generator<Pending> {
  const name = encodeUint32(index);
  for (const { key, bytes } of view.blocks(name + PENDING, name + NUMBERS)) yield decodePending(key, bytes);
}

/** Calls `visit` with every word and its weight. */
export function eachWord(
  version: Packed,
  { filterFields }: SearchIndexInfo,
  visit: (word: Key, weight: number) => void,
): void {
  let at = HASH_BYTES * filterFields.length;
  while (at < version.length) {
    const end = version.indexOf(AFTER, at);
    visit(version.slice(at + 1, end), version.charCodeAt(end + 1));
    at = end + 2;
  }
}

export function eachFilter(
  version: Packed,
  { filterFields }: SearchIndexInfo,
  visit: (field: number, hash: Key) => void,
): void {
  for (let field = 0; field < filterFields.length; field++) visit(field, filterHash(version, field));
}

function filterHash(version: Packed, field: number): Key {
  return version.slice(HASH_BYTES * field, HASH_BYTES * (field + 1));
}

/** Whether a version may be among what a search finds: has the values that it asks for, and one of its words. */
export function mayBeFound(
  version: Packed,
  { filterFields }: SearchIndexInfo,
  filters: ReadonlyMap<number, Key>,
  terms: readonly string[],
): boolean {
  for (const [field, value] of filters) if (filterHash(version, field) !== hashValue(value)) return false;
  const last = terms.at(-1);
  if (last === undefined) return false;
  const wordsAt = HASH_BYTES * filterFields.length;
  return (
    version.includes(BEFORE + utf8(last), wordsAt) ||
    terms.some((term) => version.includes(BEFORE + utf8(term) + AFTER, wordsAt))
  );
}

/** Every list a version stands in, with its weight there. */
export function listsOf(partition: Key, version: Packed, index: SearchIndexInfo): Map<Key, number> {
  const lists = new Map<Key, number>();
  eachWord(version, index, (word, weight) => {
    lists.set(termList(partition, word), weight);
    for (const beginning of beginningsOf(word)) {
      const list = prefixList(partition, beginning);
      if ((lists.get(list) ?? 0) < weight) lists.set(list, weight);
    }
  });
  eachFilter(version, index, (field, hash) => lists.set(filterList(partition, field, hash), 0));
  return lists;
}

export type Visit = (document: number, weight: number) => void;

interface Numbered {
  readonly number: number;
  readonly version: Packed;
}

/** Partitions whose records are kept with a snapshot; what they hold is bounded by what waits to be merged. */
const MAX_KEPT = 64;

/** The records of one partition: read once for all searches of one snapshot. */
export function pendingPart(view: ReadView, partition: Key, index: SearchIndexInfo): PendingPart {
  const { kept } = view;
  if (kept === undefined) return new PendingPart(view, partition, index);
  const name = `pending/${partition}/${index.filterFields.length}`;
  let part = kept.get(name) as PendingPart | undefined;
  if (part !== undefined) return part;
  part = new PendingPart(view, partition, index);
  if (kept.size < MAX_KEPT) kept.set(name, part);
  return part;
}

export class PendingPart {
  private readonly records: Numbered[] = [];
  /** What the lists hold of numbers that changed. */
  private readonly outdated: Numbered[] = [];
  /** One bit for each number, as far as the highest. */
  private readonly bits: Uint32Array;
  readonly isEmpty: boolean;
  private readonly wordsAt: number;

  constructor(view: ReadView, partition: Key, index: SearchIndexInfo) {
    this.wordsAt = HASH_BYTES * index.filterFields.length;
    const start = pendingOf(partition);
    const numbers: number[] = [];
    for (const { key, bytes } of view.blocks(start, `${start}\xff\xff\xff\xff\xff`)) {
      const record = decodePending(key, bytes);
      numbers.push(record.number);
      const { number, listed, current } = record;
      if (current !== null) this.records.push({ number, version: current });
      if (listed !== null) this.outdated.push({ number, version: listed });
    }
    this.isEmpty = numbers.length === 0;
    this.bits = new Uint32Array(numbers.length === 0 ? 0 : ((numbers.at(-1) as number) >>> 5) + 1);
    for (const number of numbers) (this.bits[number >>> 5] as number) |= 1 << (number & 31);
  }

  /** Whether what the lists say of this number no longer counts. */
  has(number: number): boolean {
    const word = number >>> 5;
    return word < this.bits.length && ((this.bits[word] as number) & (1 << (number & 31))) !== 0;
  }

  /** Documents with that word; returns how many. */
  withWord(word: Key, visit: Visit): number {
    return this.eachWithWord(this.records, word, visit);
  }

  /** How many entries the word's list has that no longer count. */
  outdatedWithWord(word: Key): number {
    return this.eachWithWord(this.outdated, word, () => undefined);
  }

  /** Documents with a word that begins so; returns how many entries the lists that are read for it would have. */
  withBeginning(beginning: Key, characters: number, visit: Visit): number {
    return this.eachWithBeginning(this.records, beginning, characters, visit);
  }

  /** How many entries the lists that are read for the beginning have that no longer count. */
  outdatedWithBeginning(beginning: Key, characters: number): number {
    return this.eachWithBeginning(this.outdated, beginning, characters, () => undefined);
  }

  private eachWithWord(records: readonly Numbered[], word: Key, visit: Visit): number {
    const marked = BEFORE + word + AFTER;
    let found = 0;
    for (const { number, version } of records) {
      const at = version.indexOf(marked, this.wordsAt);
      if (at < 0) continue;
      visit(number, version.charCodeAt(at + marked.length));
      found++;
    }
    return found;
  }

  private eachWithBeginning(
    records: readonly Numbered[],
    beginning: Key,
    characters: number,
    visit: Visit,
  ): number {
    const marked = BEFORE + beginning;
    const hasList = (PREFIX_LENGTHS as readonly number[]).includes(characters);
    let found = 0;
    for (const { number, version } of records) {
      const seen = new Set<Key>();
      for (let at = version.indexOf(marked, this.wordsAt); at >= 0; at = version.indexOf(marked, at + 1)) {
        const end = version.indexOf(AFTER, at);
        const word = version.slice(at + 1, end);
        // Words of exactly four characters stand in no list of beginnings of five.
        const list = hasList ? beginning : characters === 4 ? startOf(word, 5) : word;
        if (list === null) continue;
        seen.add(list);
        visit(number, version.charCodeAt(end + 1));
      }
      found += seen.size;
    }
    return found;
  }

  /** Documents whose filter field has that value. */
  withFilter(field: number, hash: Key, visit: Visit): void {
    for (const { number, version } of this.records) if (filterHash(version, field) === hash) visit(number, 0);
  }
}

function startOf(word: Key, characters: number): Key | null {
  const bytes = bytesOfCharacters(word, characters);
  return bytes < 0 ? null : word.slice(0, bytes);
}
