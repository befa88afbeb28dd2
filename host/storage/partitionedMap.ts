// Pending writes by the number their keys start with, which is that of a table or an
// index: whoever reads in one index puts only its writes in order, not those of the
// thirty others that the same mutation has written. Most are never read before the
// commit: writes are kept in the order they came until somebody asks.
import { decodeUint32, type Key } from "../values/keys";
import { SortedMap } from "./sortedMap";

/** The writes to one table or index. */
export class Partition<V> {
  /** In the order they came, each with its value at the same place. */
  readonly keys: Key[] = [];
  readonly values: V[] = [];
  isUniform = true;
  /** The first `settled` writes, by key. */
  private map = new SortedMap<V>();
  private settled = 0;

  get isEmpty(): boolean {
    return this.keys.length === 0;
  }

  push(key: Key, value: V): void {
    if (this.keys.length > 0 && value !== this.values[0]) this.isUniform = false;
    this.keys.push(key);
    this.values.push(value);
  }

  /** Another with the first `count` writes of this one. */
  first(count: number): Partition<V> {
    const copy = new Partition<V>();
    for (let i = 0; i < count; i++) copy.push(this.keys[i] as Key, this.values[i] as V);
    return copy;
  }

  /** Takes the last write back. */
  pop(): void {
    this.keys.pop();
    this.values.pop();
    if (this.settled > this.keys.length) {
      this.map = new SortedMap();
      this.settled = 0;
    }
  }

  /** By key, the last write to each. */
  byKey(): SortedMap<V> {
    const { keys, values, map } = this;
    for (let i = this.settled; i < keys.length; i++) map.set(keys[i] as Key, values[i] as V);
    this.settled = keys.length;
    return map;
  }

  /** In the order of the keys, the last write to each. */
  each(visit: (key: Key, value: V) => void): void {
    if (this.settled > 0 || !this.isUniform) return this.byKey().each(visit);
    const value = this.values[0] as V;
    let last: Key | null = null;
    for (const key of this.keys.toSorted()) if (key !== last) visit((last = key), value);
  }
}

export class PartitionedMap<V> {
  private readonly partitions = new Map<number, Partition<V>>();

  get isEmpty(): boolean {
    for (const partition of this.partitions.values()) if (!partition.isEmpty) return false;
    return true;
  }

  get(key: Key): V | undefined {
    return this.partitions.get(numberOf(key))?.byKey().get(key);
  }

  /** The writes to keys that start with a number, to add one to. */
  partition(number: number): Partition<V> {
    let partition = this.partitions.get(number);
    if (partition === undefined) this.partitions.set(number, (partition = new Partition()));
    return partition;
  }

  /** Another with only so many of the first writes of each partition. */
  first(counts: ReadonlyMap<Partition<V>, number>): PartitionedMap<V> {
    const copy = new PartitionedMap<V>();
    for (const [number, partition] of this.partitions) {
      const count = counts.get(partition);
      if (count !== undefined) copy.partitions.set(number, partition.first(count));
    }
    return copy;
  }

  /** Whether any key could be in [from, to). */
  reaches(from: Key, to: Key): boolean {
    return this.between(from, to).length > 0;
  }

  /** Keys in [from, to), ascending or descending. The map must not change while iterating. */
  *range(from: Key, to: Key, reverse: boolean): Generator<Key> {
    const partitions = this.between(from, to);
    if (reverse) partitions.reverse();
    for (const partition of partitions) yield* partition.byKey().range(from, to, reverse);
  }

  /** By the number they start with. */
  columns(): Partition<V>[] {
    return [...this.partitions.keys()].sort(ascending).map((number) => this.partitions.get(number)!);
  }

  /** In the order of the keys. */
  each(visit: (key: Key, value: V) => void): void {
    for (const partition of this.columns()) partition.each(visit);
  }

  /** Those that may hold keys of the range, in order. */
  private between(from: Key, to: Key): Partition<V>[] {
    const first = numberOf(from);
    const last = numberOf(to);
    // One index, or everything in it: then `to` is where the next begins.
    if (last - first <= 1) {
      return [first, last].flatMap((number, at) => {
        const partition = at === 1 && last === first ? undefined : this.partitions.get(number);
        return partition === undefined || partition.isEmpty ? [] : [partition];
      });
    }
    return [...this.partitions.keys()]
      .filter((number) => number >= first && number <= last)
      .sort(ascending)
      .map((number) => this.partitions.get(number)!)
      .filter(({ isEmpty }) => !isEmpty);
  }
}

function ascending(a: number, b: number): number {
  return a - b;
}

/** What a shorter key lacks counts as zero bytes, which is where it stands in the order. */
export function numberOf(key: Key): number {
  return decodeUint32(key, 0);
}
