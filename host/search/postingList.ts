// One posting list as a whole, with the heaviest entry of each block: what tells which
// blocks need not be looked at. Long ones stay in memory (storage/keptLists.ts).
import type { KeptList } from "../storage/keptLists";
import type { ReadView } from "../storage/store";
import type { Key } from "../values/keys";
import { blockNumber, ENTRY } from "./postings";

/** Shorter lists are read as fast as they are found. */
const FEWEST_BLOCKS = 16;
/** So many changed blocks are looked up one by one before all are laid side by side again. */
const MOST_CHANGED = 64;

export class PostingList implements KeptList {
  /** Blocks one after another. */
  private data = new Uint8Array(0);
  /** Where each block begins, and the end; by block number. */
  private starts = new Uint32Array(1);
  private readonly changed = new Map<number, Uint8Array>();
  /** Bytes of all entries, those of changed blocks included. */
  private length = 0;
  /** By block number; 0 where there is none. */
  heaviest: Uint8Array = new Uint8Array(0);

  constructor(blocks: Iterable<readonly [number: number, bytes: Uint8Array]>) {
    this.lay(blocks);
  }

  /** How many documents are in it. */
  get entries(): number {
    return this.length / ENTRY;
  }

  get bytes(): number {
    return this.length + 5 * this.heaviest.length + 200;
  }

  /** A block's bytes, in which its entries stand from `from` to `to`. */
  read(block: number, visit: (bytes: Uint8Array, from: number, to: number) => void): void {
    if (this.changed.size > 0) {
      const bytes = this.changed.get(block);
      if (bytes !== undefined) return visit(bytes, 0, bytes.length);
    }
    if (block + 1 < this.starts.length)
      visit(this.data, this.starts[block] as number, this.starts[block + 1] as number);
  }

  change(block: number, bytes: Uint8Array | undefined): void {
    let before = 0;
    this.read(block, (_bytes, from, to) => (before = to - from));
    // The writer's buffer may be a part of a far larger one.
    const own = bytes === undefined ? new Uint8Array(0) : Uint8Array.prototype.slice.call(bytes);
    this.changed.set(block, own);
    this.length += own.length - before;
    if (block >= this.heaviest.length) {
      const longer = new Uint8Array(Math.max(block + 1, Math.ceil(1.25 * this.heaviest.length)));
      longer.set(this.heaviest);
      this.heaviest = longer;
    }
    this.heaviest[block] = heaviestOf(own, 0, own.length);
    if (this.changed.size > MOST_CHANGED) this.lay(this.blocks());
  }

  private blocks(): [number, Uint8Array][] {
    const all: [number, Uint8Array][] = [];
    for (let block = 0; block < this.heaviest.length; block++)
      this.read(block, (bytes, from, to) => {
        if (to > from) all.push([block, bytes.subarray(from, to)]);
      });
    return all;
  }

  private lay(blocks: Iterable<readonly [number: number, bytes: Uint8Array]>): void {
    const all = [...blocks];
    const last = all.at(-1)?.[0] ?? -1;
    const data = new Uint8Array(all.reduce((sum, [, { length }]) => sum + length, 0));
    const starts = new Uint32Array(last + 2);
    const heaviest = new Uint8Array(last + 1);
    let at = 0;
    let next = 0;
    for (const [block, bytes] of all) {
      while (next <= block) starts[next++] = at;
      data.set(bytes, at);
      at += bytes.length;
      heaviest[block] = heaviestOf(data, at - bytes.length, at);
    }
    starts[next] = at;
    this.data = data;
    this.starts = starts;
    this.heaviest = heaviest;
    this.length = at;
    this.changed.clear();
  }
}

function heaviestOf(bytes: Uint8Array, from: number, to: number): number {
  let heaviest = 0;
  for (let at = from + 2; at < to; at += ENTRY) {
    const weight = bytes[at] as number;
    if (weight > heaviest) heaviest = weight;
  }
  return heaviest;
}

/** The list as the view shows it. */
export function readList(view: ReadView, list: Key): PostingList {
  const known = view.lists?.find(list);
  if (known !== undefined) return known as PostingList;
  const blocks: [number, Uint8Array][] = [];
  for (const { key, bytes } of view.blocks(list, `${list}\xff`)) blocks.push([blockNumber(key), bytes]);
  const read = new PostingList(blocks);
  if (blocks.length >= FEWEST_BLOCKS) view.lists?.keep(list, read);
  return read;
}
