// What a query has read, exactly: single keys and key ranges. Decides which
// subscriptions a commit affects.
import type { SearchChange } from "../search/maintain";
import type { Key } from "../values/keys";

export interface ReadRange {
  from: Key;
  /** Exclusive; shrinks to just after the last key read when the reader stops early. */
  to: Key;
}

/** A search read: which documents of the index could change its result. */
export interface SearchRead {
  readonly index: number;
  matches(change: SearchChange): boolean;
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

/** Keys one commit touched, old and new; also the unchanged entries of an edited document. */
export class WriteSet {
  /** Sorted and hashed only when a live query is compared with it. */
  private readonly added: Key[] = [];
  readonly searches = new Map<number, SearchChange[]>();
  private sortedKeys: readonly Key[] | null = null;
  private keySet: ReadonlySet<Key> | null = null;

  add(key: Key): void {
    this.added.push(key);
    this.sortedKeys = null;
    this.keySet = null;
  }

  addSearch(index: number, change: SearchChange): void {
    const list = this.searches.get(index);
    if (list === undefined) this.searches.set(index, [change]);
    else list.push(change);
  }

  merge(other: WriteSet): void {
    for (const key of other.added) this.added.push(key);
    for (const [index, changes] of other.searches)
      for (const change of changes) this.addSearch(index, change);
    this.sortedKeys = null;
    this.keySet = null;
  }

  /** Keys in [from, to), in order. */
  within(from: Key, to: Key): readonly Key[] {
    const sorted = (this.sortedKeys ??= this.added.toSorted());
    return sorted.slice(firstFrom(sorted, from), firstFrom(sorted, to));
  }

  get isEmpty(): boolean {
    return this.added.length === 0 && this.searches.size === 0;
  }

  /** Whether a commit with these writes can change what was read. */
  affects(reads: ReadSet): boolean {
    if (reads.usedTimestamp) return true;
    if (reads.points.size > 0) {
      const keys = (this.keySet ??= new Set(this.added));
      const [fewer, more] = reads.points.size < keys.size ? [reads.points, keys] : [keys, reads.points];
      for (const key of fewer) if (more.has(key)) return true;
    }
    const sorted = (this.sortedKeys ??= this.added.toSorted());
    for (const { from, to } of reads.ranges) {
      const low = firstFrom(sorted, from);
      if (low < sorted.length && (sorted[low] as Key) < to) return true;
    }
    for (const read of reads.searches) {
      const changes = this.searches.get(read.index);
      if (changes !== undefined && changes.some((change) => read.matches(change))) return true;
    }
    return false;
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
