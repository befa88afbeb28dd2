// What a query has read, exactly: single keys and key ranges. Decides which
// subscriptions a commit affects.
import type { Packed } from "../search/pending";
import { decodeUint32, type Key } from "../values/keys";

export interface ReadRange {
  from: Key;
  /** Exclusive; shrinks to just after the last key read when the reader stops early. */
  to: Key;
}

/** A search read: which documents of the index could change its result. */
export interface SearchRead {
  readonly index: number;
  matches(version: Packed): boolean;
}

export class ReadSet {
  /** Document keys read one by one. */
  readonly points = new Set<Key>();
  readonly ranges: ReadRange[] = [];
  readonly searches: SearchRead[] = [];
  /** The result depends on who asks. */
  usedIdentity = false;
  /** The result depends on every commit (snapshot timestamp). */
  usedTimestamp = false;
}

/**
 * Keys one commit touched, old and new; also the unchanged entries of an edited document. Kept by the number
 * they start with, so that a live query puts those of its own indexes in order, not all that an import wrote.
 */
export class WriteSet {
  private readonly touched = new Map<number, TouchedKeys>();
  readonly searches = new Map<number, Packed[]>();

  /** A key that starts with the number. */
  add(number: number, key: Key): void {
    let keys = this.touched.get(number);
    if (keys === undefined) this.touched.set(number, (keys = new TouchedKeys()));
    keys.add(key);
  }

  addSearch(index: number, version: Packed): void {
    const list = this.searches.get(index);
    if (list === undefined) this.searches.set(index, [version]);
    else list.push(version);
  }

  /** Takes over what the other one holds, which is not used any more. */
  merge(other: WriteSet): void {
    for (const [number, keys] of other.touched) {
      const own = this.touched.get(number);
      if (own === undefined) this.touched.set(number, keys);
      else own.addAll(keys);
    }
    for (const [index, changes] of other.searches)
      for (const change of changes) this.addSearch(index, change);
  }

  /** Keys in [from, to), in order. */
  within(from: Key, to: Key): readonly Key[] {
    return this.reached(from, to).flatMap((keys) => keys.within(from, to));
  }

  get isEmpty(): boolean {
    return this.touched.size === 0 && this.searches.size === 0;
  }

  /** Whether a commit with these writes can change what was read. */
  affects(reads: ReadSet): boolean {
    if (reads.usedTimestamp) return true;
    if (this.touched.size > 0) {
      for (const key of reads.points) if (this.touched.get(decodeUint32(key, 0))?.has(key)) return true;
      for (const { from, to } of reads.ranges)
        for (const keys of this.reached(from, to)) if (keys.reaches(from, to)) return true;
    }
    for (const read of reads.searches) {
      const changes = this.searches.get(read.index);
      if (changes !== undefined && changes.some((change) => read.matches(change))) return true;
    }
    return false;
  }

  /** What may hold keys of the range, in order. */
  private reached(from: Key, to: Key): TouchedKeys[] {
    const first = decodeUint32(from, 0);
    const last = decodeUint32(to, 0);
    // One index, or everything in it: then `to` is where the next begins.
    if (last - first <= 1) {
      const own = this.touched.get(first);
      const next = last > first && to.length > NUMBER_BYTES ? this.touched.get(last) : undefined;
      return [...(own === undefined ? [] : [own]), ...(next === undefined ? [] : [next])];
    }
    return [...this.touched.keys()]
      .filter((number) => number >= first && number <= last)
      .sort((a, b) => a - b)
      .map((number) => this.touched.get(number) as TouchedKeys);
  }
}

const NUMBER_BYTES = 4;

/** Keys that start with one number; in order when somebody asks. */
class TouchedKeys {
  private keys: Key[] = [];
  private isSorted = true;

  add(key: Key): void {
    this.keys.push(key);
    this.isSorted = false;
  }

  addAll({ keys }: TouchedKeys): void {
    for (const key of keys) this.keys.push(key);
    this.isSorted = false;
  }

  private sorted(): readonly Key[] {
    if (!this.isSorted) this.keys.sort();
    this.isSorted = true;
    return this.keys;
  }

  has(key: Key): boolean {
    const keys = this.sorted();
    return keys[firstFrom(keys, key)] === key;
  }

  within(from: Key, to: Key): readonly Key[] {
    const keys = this.sorted();
    return keys.slice(firstFrom(keys, from), firstFrom(keys, to));
  }

  reaches(from: Key, to: Key): boolean {
    const keys = this.sorted();
    const at = firstFrom(keys, from);
    return at < keys.length && (keys[at] as Key) < to;
  }
}

/** Position of the first key that is not below `from`. */
function firstFrom(sorted: readonly Key[], from: Key): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as Key) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
