// Ranks in a large partition without looking at all that matches. No document of a
// block scores more than its heaviest entries together; blocks are looked at in that
// order, and the search ends where no further block can reach the best that were found.
import type { ReadView } from "../storage/store";
import type { Key } from "../values/keys";
import { Best } from "./best";
import type { PendingPart, Visit } from "./pending";
import { readList, type PostingList } from "./postingList";
import { BLOCK_BITS, BLOCK_SIZE, blockKey, ENTRY, filterList, hashValue } from "./postings";

/** A word, or a beginning: what is found by it. */
export interface Source {
  /** Its lists, by name. */
  readonly lists: readonly Key[];
  /** Of a beginning less than of a word. */
  readonly share: number;
  /** Visits what is pending and found by it; returns how many entries its lists will have. */
  pending(visit: Visit): number;
  /** How many entries its lists have of documents that changed since. */
  outdated(): number;
}

/** A source with its lists read. */
interface Reading {
  readonly lists: readonly PostingList[];
  readonly rarity: number;
  readonly pending: readonly (readonly [document: number, weight: number])[];
}

export interface Asked {
  readonly view: ReadView;
  readonly partition: Key;
  /** Documents of the partition. */
  readonly count: number;
  readonly pending: PendingPart;
  readonly sources: readonly Source[];
  /** Filter field number -> encoded value. */
  readonly filters: readonly (readonly [field: number, value: Key])[];
}

/** As `rank` does by looking at everything: the same hits, scores and order. */
export function rankLong(asked: Asked, limit: number): { score: number; document: number }[] {
  const readings = asked.sources.flatMap((source) => reading(asked, source));
  const best = new Best(limit);
  if (readings.length === 0) return [];
  addPending(asked, readings, best);
  const bounds = boundsOf(readings);
  const order = new HeaviestFirst(bounds);
  const filters = asked.filters.map(([field, value]) => filterList(asked.partition, field, hashValue(value)));
  for (let block = order.next(); block >= 0; block = order.next()) {
    if (!best.takes(bounds[block] as number, ((block + 1) << BLOCK_BITS) - 1)) break;
    look(asked, readings, filters, block, best);
  }
  return best.sorted();
}

function reading({ view, count }: Asked, source: Source): Reading[] {
  const lists = source.lists.map((list) => readList(view, list));
  const pending: [number, number][] = [];
  let found = source.pending((document, weight) => pending.push([document, weight]));
  for (const { entries } of lists) found += entries;
  found -= source.outdated();
  if (found <= 0) return [];
  return [{ lists, pending, rarity: rarityOf(found, count) * source.share }];
}

/** What a word that is found so often says about a document. */
export function rarityOf(found: number, count: number): number {
  return Math.log(1 + (count - found + 0.5) / (found + 0.5));
}

/** Documents whose lists are not up to date are few, and looked at one by one. */
function addPending({ pending, filters }: Asked, readings: readonly Reading[], best: Best): void {
  const scores = new Map<number, number>();
  for (const { pending: found, rarity } of readings) {
    const weights = new Map<number, number>();
    for (const [document, weight] of found)
      if (weight > (weights.get(document) ?? 0)) weights.set(document, weight);
    for (const [document, weight] of weights)
      scores.set(document, Math.fround((scores.get(document) ?? 0) + rarity * weight));
  }
  if (scores.size === 0) return;
  const passing = filters.map(([field, value]) => {
    const documents = new Set<number>();
    pending.withFilter(field, hashValue(value), (document) => documents.add(document));
    return documents;
  });
  for (const [document, score] of scores)
    if (best.takes(score, document) && passing.every((documents) => documents.has(document)))
      best.add(score, document);
}

/** The most that a document of each block can score, worked out as scores are. */
function boundsOf(readings: readonly Reading[]): Float32Array {
  const blocks = Math.max(
    ...readings.flatMap(({ lists }) => lists.map(({ heaviest }) => heaviest.length)),
    0,
  );
  const bounds = new Float32Array(blocks);
  const heaviest = new Uint8Array(blocks);
  for (const { lists, rarity } of readings) {
    heaviest.fill(0);
    for (const list of lists) {
      const own = list.heaviest;
      for (let block = 0; block < own.length; block++)
        if ((own[block] as number) > (heaviest[block] as number)) heaviest[block] = own[block] as number;
    }
    for (let block = 0; block < blocks; block++)
      if (heaviest[block] !== 0)
        bounds[block] = (bounds[block] as number) + rarity * (heaviest[block] as number);
  }
  return bounds;
}

/** Document numbers have 32 bits. */
const MOST_BLOCKS = 2 ** (32 - BLOCK_BITS);

/** Blocks with the highest bound first, among equals the newest. Few of them are asked for, so they are not sorted. */
class HeaviestFirst {
  /** A heap; each number's lower part is the block's. */
  private readonly heap: Float64Array;
  private size = 0;

  constructor(bounds: Float32Array) {
    // Floats of 0 and more are in the order of their bits.
    const bits = new Uint32Array(bounds.buffer);
    const heap = (this.heap = new Float64Array(bounds.length));
    for (let block = 0; block < bounds.length; block++)
      if (bits[block] !== 0) heap[this.size++] = (bits[block] as number) * MOST_BLOCKS + block;
    for (let at = (this.size >> 1) - 1; at >= 0; at--) this.sink(at, heap[at] as number);
  }

  /** -1 when there are no more. */
  next(): number {
    if (this.size === 0) return -1;
    const first = this.heap[0] as number;
    this.size--;
    if (this.size > 0) this.sink(0, this.heap[this.size] as number);
    return first % MOST_BLOCKS;
  }

  private sink(from: number, value: number): void {
    const { heap, size } = this;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && (heap[child + 1] as number) > (heap[child] as number)) child++;
      if (value >= (heap[child] as number)) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = value;
  }
}

// For one block at a time; empty between two.
const scores = new Float32Array(BLOCK_SIZE);
const weights = new Uint8Array(BLOCK_SIZE);
const seen = new Uint16Array(BLOCK_SIZE);
const met = new Uint16Array(BLOCK_SIZE);
const passed = new Uint8Array(BLOCK_SIZE);
let seenSize = 0;

function see(bytes: Uint8Array, from: number, to: number): void {
  let size = seenSize;
  for (let at = from; at < to; at += ENTRY) {
    const offset = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    const weight = bytes[at + 2] as number;
    const known = weights[offset] as number;
    if (known === 0) seen[size++] = offset;
    if (weight > known) weights[offset] = weight;
  }
  seenSize = size;
}

function look(
  { view, pending }: Asked,
  readings: readonly Reading[],
  filters: readonly Key[],
  block: number,
  best: Best,
): void {
  const base = block << BLOCK_BITS;
  const filtering: Uint8Array[] = [];
  for (const list of filters) {
    const bytes = view.getBytes(blockKey(list, base));
    if (bytes === undefined) return;
    filtering.push(bytes);
  }
  let size = 0;
  for (const { lists, rarity } of readings) {
    for (const list of lists) list.read(block, see);
    for (let i = 0; i < seenSize; i++) {
      const offset = seen[i] as number;
      const before = scores[offset] as number;
      if (before === 0) met[size++] = offset;
      scores[offset] = before + rarity * (weights[offset] as number);
      weights[offset] = 0;
    }
    seenSize = 0;
  }
  for (const bytes of filtering)
    for (let at = 0; at < bytes.length; at += ENTRY)
      (passed[(bytes[at] as number) | ((bytes[at + 1] as number) << 8)] as number)++;
  for (let i = 0; i < size; i++) {
    const offset = met[i] as number;
    const score = scores[offset] as number;
    scores[offset] = 0;
    const document = base + offset;
    if (!best.takes(score, document) || passed[offset] !== filtering.length) continue;
    if (!pending.has(document)) best.add(score, document);
  }
  if (filtering.length > 0) passed.fill(0);
}
