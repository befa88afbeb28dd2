// Pending writes over a base view, with an undo log: savepoints make nested
// mutations and failed mutations of a batch roll back without touching the rest.
import type { Key } from "../values/keys";
import type { Gather } from "./gather";
import type { BlockWrite } from "./keptLists";
import { packBytes, packTexts, type Column, type PackedWrites, type Steps } from "./packed";
import { numberOf, PartitionedMap, type Partition } from "./partitionedMap";
import type { PendingWrites, ReadView } from "./store";
import type { Space, TextSpace, Write } from "./writes";

type Pending = string | Uint8Array | null;

export class Overlay implements ReadView, PendingWrites {
  private pending: Record<Space, PartitionedMap<Pending>> = {
    documents: new PartitionedMap(),
    entries: new PartitionedMap(),
    system: new PartitionedMap(),
    search: new PartitionedMap(),
  };
  /** Where each write went, in the order they came. */
  private readonly undo: Partition<Pending>[] = [];

  constructor(private base: ReadView) {}

  /** Reads on through another view of what is below it, which must show the same. */
  standOn(base: ReadView): void {
    this.base = base;
  }

  get isEmpty(): boolean {
    const { documents, entries, system, search } = this.pending;
    return documents.isEmpty && entries.isEmpty && system.isEmpty && search.isEmpty;
  }

  get(space: TextSpace, key: Key): string | undefined {
    const pending = this.pending[space].get(key);
    if (pending === undefined) return this.base.get(space, key);
    return pending === null ? undefined : (pending as string);
  }

  getBytes(key: Key): Uint8Array | undefined {
    const pending = this.pending.search.get(key);
    if (pending === undefined) return this.base.getBytes(key);
    return pending === null ? undefined : (pending as Uint8Array);
  }

  peekBytes(key: Key): Uint8Array | undefined {
    const pending = this.pending.search.get(key);
    if (pending === undefined) return this.base.peekBytes(key);
    return pending === null ? undefined : (pending as Uint8Array);
  }

  gather(key: Key, into: Gather): number | undefined {
    const pending = this.pending.documents.get(key);
    if (pending === undefined) return this.base.gather(key, into);
    if (pending === null) return undefined;
    const before = into.bytes;
    into.addText(pending as string);
    // Without the character between two records.
    return into.bytes - before - 1;
  }

  put(space: TextSpace, key: Key, value: string): void {
    this.set(space, key, value);
  }

  putBytes(key: Key, value: Uint8Array): void {
    this.set("search", key, value);
  }

  remove(space: Space, key: Key): void {
    this.set(space, key, null);
  }

  /** An entry of the index with that number, which its key starts with. */
  putEntry(index: number, key: Key): void {
    this.push(this.pending.entries.partition(index), key, "");
  }

  removeEntry(index: number, key: Key): void {
    this.push(this.pending.entries.partition(index), key, null);
  }

  private set(space: Space, key: Key, value: Pending): void {
    this.push(this.pending[space].partition(numberOf(key)), key, value);
  }

  private push(partition: Partition<Pending>, key: Key, value: Pending): void {
    this.undo.push(partition);
    partition.push(key, value);
  }

  *keys(space: Space, from: Key, to: Key, reverse: boolean): Generator<Key> {
    const map = this.pending[space];
    if (!map.reaches(from, to)) {
      yield* this.base.keys(space, from, to, reverse);
      return;
    }
    const mine = map.range(from, to, reverse);
    let own = mine.next();
    for (const key of this.base.keys(space, from, to, reverse)) {
      while (!own.done && (reverse ? own.value > key : own.value < key)) {
        if (map.get(own.value) !== null) yield own.value;
        own = mine.next();
      }
      if (!own.done && own.value === key) {
        if (map.get(key) !== null) yield key;
        own = mine.next();
      } else yield key;
    }
    while (!own.done) {
      if (map.get(own.value) !== null) yield own.value;
      own = mine.next();
    }
  }

  *blocks(from: Key, to: Key): Generator<{ readonly key: Key; readonly bytes: Uint8Array }> {
    if (!this.pending.search.reaches(from, to)) {
      yield* this.base.blocks(from, to);
      return;
    }
    for (const key of this.keys("search", from, to, false))
      yield { key, bytes: this.getBytes(key) as Uint8Array };
  }

  savepoint(): number {
    return this.undo.length;
  }

  /** What there was at the savepoint, whatever is written or rolled back to it later. */
  at(savepoint: number): ReadView {
    if (savepoint === 0) return this.base;
    const counts = new Map<Partition<Pending>, number>();
    for (const partition of this.undo.slice(0, savepoint))
      counts.set(partition, (counts.get(partition) ?? 0) + 1);
    const { documents, entries, system, search } = this.pending;
    const copy = new Overlay(this.base);
    copy.pending = {
      documents: documents.first(counts),
      entries: entries.first(counts),
      system: system.first(counts),
      search: search.first(counts),
    };
    return copy;
  }

  rollback(savepoint: number): void {
    while (this.undo.length > savepoint) this.undo.pop()!.pop();
  }

  get size(): number {
    return this.undo.length;
  }

  *blockWrites(): Generator<BlockWrite> {
    for (const { keys, values } of this.pending.search.columns())
      for (let i = 0; i < keys.length; i++)
        yield { key: keys[i] as Key, value: (values[i] as Uint8Array | null) ?? undefined };
  }

  *packed(): Steps<PackedWrites> {
    const texts = (space: TextSpace) =>
      packTexts(this.pending[space].columns() as readonly Column<string | null>[]);
    return {
      documents: yield* texts("documents"),
      entries: yield* texts("entries"),
      system: yield* texts("system"),
      search: yield* packBytes(this.pending.search.columns() as readonly Column<Uint8Array | null>[]),
    };
  }

  /** Every pending write, for `Store.commit`; in key order, which touches each page of the store once. */
  writes(): Write[] {
    const writes: Write[] = [];
    for (const space of ["documents", "entries", "system"] as const) {
      this.pending[space].each((key, value) => {
        writes.push({ space, key, value: value === null ? undefined : (value as string) });
      });
    }
    this.pending.search.each((key, value) => {
      writes.push({ space: "search", key, value: value === null ? undefined : (value as Uint8Array) });
    });
    return writes;
  }
}
