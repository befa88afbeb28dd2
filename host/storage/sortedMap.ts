// Ordered map for pending writes: chunks of at most 512 keys, so inserting is
// O(log n) plus a short move however many rows one mutation writes. Keys are put
// in order only when somebody asks for the order: most of what a mutation writes
// is never ranged over before the commit.
import type { Key } from "../values/keys";

const CHUNK = 512;
/** Sorting all keys anew costs less than inserting this part of them one by one. */
const REBUILD = 8;

export class SortedMap<V> {
  private chunks: Key[][] = [];
  private readonly present = new Map<Key, V>();
  /** Keys that are present but in no chunk yet. */
  private fresh: Key[] = [];

  get size(): number {
    return this.present.size;
  }

  has(key: Key): boolean {
    return this.present.has(key);
  }

  get(key: Key): V | undefined {
    return this.present.get(key);
  }

  /** Returns what the key had before. Undefined is no value. */
  set(key: Key, value: V): V | undefined {
    const before = this.present.get(key);
    this.present.set(key, value);
    if (before === undefined) this.fresh.push(key);
    return before;
  }

  private settle(): void {
    const { fresh } = this;
    if (fresh.length === 0) return;
    this.fresh = [];
    if (fresh.length > this.present.size / REBUILD) this.rebuild();
    else for (const key of fresh) this.insert(key);
  }

  private rebuild(): void {
    const keys = [...this.present.keys()].sort();
    this.chunks = [];
    for (let at = 0; at < keys.length; at += CHUNK / 2) this.chunks.push(keys.slice(at, at + CHUNK / 2));
  }

  private insert(key: Key): void {
    const index = this.chunkFor(key);
    const chunk = this.chunks[index] as Key[];
    chunk.splice(lowerBound(chunk, key), 0, key);
    if (chunk.length > CHUNK) this.chunks.splice(index + 1, 0, chunk.splice(CHUNK / 2));
  }

  delete(key: Key): void {
    this.settle();
    if (!this.present.delete(key)) return;
    const index = this.chunkFor(key);
    const chunk = this.chunks[index] as Key[];
    chunk.splice(lowerBound(chunk, key), 1);
    if (chunk.length === 0) this.chunks.splice(index, 1);
  }

  /** Keys in [from, to), ascending or descending. The map must not change while iterating. */
  *range(from: Key, to: Key, reverse: boolean): Generator<Key> {
    this.settle();
    if (this.chunks.length === 0) return;
    if (!reverse) {
      for (let c = this.chunkFor(from); c < this.chunks.length; c++) {
        const keys = this.chunks[c] as Key[];
        for (let i = lowerBound(keys, from); i < keys.length; i++) {
          const key = keys[i] as Key;
          if (key >= to) return;
          yield key;
        }
      }
      return;
    }
    for (let c = this.chunkFor(to); c >= 0; c--) {
      const keys = this.chunks[c] as Key[];
      for (let i = lowerBound(keys, to) - 1; i >= 0; i--) {
        const key = keys[i] as Key;
        if (key < from) return;
        yield key;
      }
    }
  }

  /** In the order of the keys. */
  each(visit: (key: Key, value: V) => void): void {
    this.settle();
    for (const keys of this.chunks) for (const key of keys) visit(key, this.present.get(key) as V);
  }

  /** Last chunk whose first key is not after `key`. */
  private chunkFor(key: Key): number {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (((this.chunks[middle] as Key[])[0] as Key) <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function lowerBound(keys: readonly Key[], key: Key): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as Key) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
