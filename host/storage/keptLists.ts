// What readers worked out of long lists of search blocks, kept in memory while commits
// go on: each commit tells of the blocks that it wrote. A reader of an older snapshot,
// or of one taken while a commit was under way, is not given what is not its own.
import type { Key } from "../values/keys";

/** As search/postings.ts names them: a partition, the part, the list's name, the block's number. */
const PARTITION_BYTES = 12;
export const FIRST_LIST_PART = 4;
const NUMBER_BYTES = 4;

/** Bytes of all lists together. */
const MAX_BYTES = 32 * 2 ** 20;
/** One list has at most this part of them. */
const LARGEST_PART = 8;
/** Partitions of which it is known when they were last written. */
const MAX_PARTITIONS = 10_000;

/** Blocks of one list in whatever form its readers want. */
export interface KeptList {
  readonly bytes: number;
  /** A commit wrote this block, or removed it. */
  change(block: number, bytes: Uint8Array | undefined): void;
}

export interface BlockWrite {
  readonly key: Key;
  readonly value: Uint8Array | undefined;
}

/** What a snapshot may use and add. */
export interface ListsOfSnapshot {
  find(name: Key): KeptList | undefined;
  keep(name: Key, list: KeptList): void;
}

interface Entry {
  readonly list: KeptList;
  /** The commit since which it is so; Infinity while one that changes it is under way. */
  since: number;
}

interface Partition {
  /** The last commit that wrote to one of its lists. */
  written: number;
  lists: number;
}

export class KeptLists {
  /** Those used last come last. */
  private readonly entries = new Map<Key, Entry>();
  private readonly partitions = new Map<Key, Partition>();
  private bytes = 0;
  private begun = 0;
  private readonly underWay = new Set<number>();
  /** Partitions that are not known were written at this commit or earlier. */
  private floor = 0;

  constructor(private readonly maxBytes = MAX_BYTES) {}

  /** For a snapshot that is taken in this turn. */
  now(): ListsOfSnapshot {
    // Whether a commit that is under way is in the snapshot nobody knows.
    let at = this.begun;
    for (const commit of this.underWay) at = Math.min(at, commit - 1);
    return { find: (name) => this.find(name, at), keep: (name, list) => this.keep(name, list, at) };
  }

  private find(name: Key, at: number): KeptList | undefined {
    const entry = this.entries.get(name);
    if (entry === undefined || entry.since > at) return undefined;
    this.entries.delete(name);
    this.entries.set(name, entry);
    return entry.list;
  }

  private keep(name: Key, list: KeptList, at: number): void {
    if (this.entries.has(name) || list.bytes > this.maxBytes / LARGEST_PART) return;
    const partition = this.partition(name);
    if (partition.written > at) return;
    partition.lists++;
    this.entries.set(name, { list, since: at });
    this.bytes += list.bytes;
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= this.maxBytes) break;
      this.drop(oldest);
    }
  }

  private partition(key: Key): Partition {
    const name = key.slice(0, PARTITION_BYTES);
    let partition = this.partitions.get(name);
    if (partition !== undefined) return partition;
    if (this.partitions.size >= MAX_PARTITIONS) {
      this.floor = this.begun;
      for (const [other, { lists }] of this.partitions) if (lists === 0) this.partitions.delete(other);
    }
    this.partitions.set(name, (partition = { written: this.floor, lists: 0 }));
    return partition;
  }

  private drop(name: Key): void {
    const entry = this.entries.get(name);
    if (entry === undefined) return;
    this.entries.delete(name);
    this.bytes -= entry.list.bytes;
    this.partition(name).lists--;
  }

  /** Before a commit; returns what is to be called after it, with whether it was made. */
  commit(writes: Iterable<BlockWrite>): (isDurable: boolean) => void {
    const number = ++this.begun;
    this.underWay.add(number);
    const changes: { name: Key; entry: Entry; write: BlockWrite }[] = [];
    let start: Key | null = null;
    let partition: Partition | null = null;
    for (const write of writes) {
      const { key } = write;
      if (key.length <= PARTITION_BYTES + NUMBER_BYTES || key.charCodeAt(PARTITION_BYTES) < FIRST_LIST_PART)
        continue;
      if (partition === null || !key.startsWith(start as Key)) {
        start = key.slice(0, PARTITION_BYTES);
        partition = this.partition(key);
        partition.written = number;
      }
      if (partition.lists === 0) continue;
      const name = key.slice(0, -NUMBER_BYTES);
      const entry = this.entries.get(name);
      if (entry === undefined) continue;
      // Two commits at once change it: who is last is not worth finding out.
      if (entry.since === Infinity && changes.at(-1)?.entry !== entry) this.drop(name);
      else {
        entry.since = Infinity;
        changes.push({ name, entry, write });
      }
    }
    return (isDurable) => {
      this.underWay.delete(number);
      for (const { name, entry, write } of changes) {
        if (this.entries.get(name) !== entry) continue;
        if (!isDurable) {
          this.drop(name);
          continue;
        }
        const before = entry.list.bytes;
        entry.list.change(numberOf(write.key), write.value);
        this.bytes += entry.list.bytes - before;
        entry.since = number;
      }
    };
  }
}

function numberOf(key: Key): number {
  let number = 0;
  for (let at = key.length - NUMBER_BYTES; at < key.length; at++) number = number * 256 + key.charCodeAt(at);
  return number;
}
