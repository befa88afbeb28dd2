// Pending writes by the number their keys start with, which is that of a table or an
// index: whoever ranges over one index puts only its keys in order, not those of the
// thirty others that the same mutation has written.
import { decodeUint32, type Key } from "../values/keys";
import { SortedMap } from "./sortedMap";

export class PartitionedMap<V> {
  private readonly partitions = new Map<number, SortedMap<V>>();

  get isEmpty(): boolean {
    for (const partition of this.partitions.values()) if (partition.size > 0) return false;
    return true;
  }

  get(key: Key): V | undefined {
    return this.partitions.get(numberOf(key))?.get(key);
  }

  /** Returns what the key had before. Undefined is no value. */
  set(key: Key, value: V): V | undefined {
    const number = numberOf(key);
    let partition = this.partitions.get(number);
    if (partition === undefined) this.partitions.set(number, (partition = new SortedMap()));
    return partition.set(key, value);
  }

  delete(key: Key): void {
    this.partitions.get(numberOf(key))?.delete(key);
  }

  /** Whether any key could be in [from, to). */
  reaches(from: Key, to: Key): boolean {
    return this.between(from, to).length > 0;
  }

  /** Keys in [from, to), ascending or descending. The map must not change while iterating. */
  *range(from: Key, to: Key, reverse: boolean): Generator<Key> {
    const partitions = this.between(from, to);
    if (reverse) partitions.reverse();
    for (const partition of partitions) yield* partition.range(from, to, reverse);
  }

  /** In the order of the keys. */
  *entries(): Generator<readonly [Key, V]> {
    for (const number of [...this.partitions.keys()].sort(ascending)) {
      yield* this.partitions.get(number)!.entries();
    }
  }

  /** Those that may hold keys of the range, in order. */
  private between(from: Key, to: Key): SortedMap<V>[] {
    const first = numberOf(from);
    const last = numberOf(to);
    // One index, or everything in it: then `to` is where the next begins.
    if (last - first <= 1) {
      return [first, last].flatMap((number, at) => {
        const partition = at === 1 && last === first ? undefined : this.partitions.get(number);
        return partition === undefined || partition.size === 0 ? [] : [partition];
      });
    }
    return [...this.partitions.keys()]
      .filter((number) => number >= first && number <= last)
      .sort(ascending)
      .map((number) => this.partitions.get(number)!)
      .filter(({ size }) => size > 0);
  }
}

function ascending(a: number, b: number): number {
  return a - b;
}

/** What a shorter key lacks counts as zero bytes, which is where it stands in the order. */
function numberOf(key: Key): number {
  return decodeUint32(key, 0);
}
