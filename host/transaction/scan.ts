// Reads documents along a key range. Keys are fetched ahead in growing chunks so
// that no store cursor stays open while user code runs; the read set grows only
// with what was really consumed.
import { DamagedStoreError } from "../storage/damage";
import type { Gather } from "../storage/gather";
import type { ReadRange } from "./readSet";
import type { Transaction } from "./transaction";
import type { JsonObject } from "../values/json";
import { encodeUint32, type Key } from "../values/keys";
import type { KeyRange } from "../indexes/bounds";
import type { TableInfo } from "../indexes/catalog";
import { exactFields, ID_BYTES } from "../indexes/entries";

export interface Row {
  /** Position for cursors: the entry's key, or the document's for by_id. */
  readonly key: Key;
  readonly text: string;
}

export class IndexScan {
  private readonly read: ReadRange;
  private ahead: Key[] = [];
  private at = 0;
  private chunk: number;
  private seenVersion: number;
  private done = false;
  /** What the keys of the table's documents start with. */
  private readonly tableKey: Key;

  constructor(
    private readonly transaction: Transaction,
    private readonly table: TableInfo,
    private readonly range: KeyRange,
    private readonly reverse: boolean,
    /** Rows the reader probably wants; more are fetched when it goes on. */
    hint: number,
  ) {
    this.tableKey = encodeUint32(table.number);
    this.chunk = Math.min(Math.max(hint, 1), 256);
    this.seenVersion = transaction.version;
    // Nothing consumed yet: an empty range at the near end.
    const edge = reverse ? range.to : range.from;
    this.read = { from: edge, to: edge };
    transaction.reads.ranges.push(this.read);
  }

  /** The next document, or null at the end of the range. */
  next(): Row | null {
    for (;;) {
      const key = this.nextKey();
      if (key === null) return null;
      const text = this.transaction.textOf(this.documentKey(key));
      if (text === undefined) throw this.missing();
      if (this.range.exact !== null && !this.isExact(text)) continue;
      this.transaction.budget.spendRead(Buffer.byteLength(text));
      return { key, text };
    }
  }

  /** Whether every document of the range is one of the rows, so that they can be gathered without a look at them. */
  get isWhole(): boolean {
    return this.range.exact === null;
  }

  /** Gathers the next document; false at the end of the range. */
  gatherNext(into: Gather): boolean {
    const key = this.nextKey();
    if (key === null) return false;
    const bytes = this.transaction.view.gather(this.documentKey(key), into);
    if (bytes === undefined) throw this.missing();
    this.transaction.budget.spendRead(bytes);
    return true;
  }

  private documentKey(key: Key): Key {
    return this.range.space === "documents" ? key : this.tableKey + key.slice(-ID_BYTES);
  }

  private missing(): Error {
    return new DamagedStoreError(`an index of ${this.table.name} names a document that is not there`);
  }

  private nextKey(): Key | null {
    if (this.at >= this.ahead.length || this.seenVersion !== this.transaction.version) {
      const isExhausted = this.done && this.seenVersion === this.transaction.version;
      if (!isExhausted) this.fetch();
    }
    const key = this.ahead[this.at++];
    if (key === undefined) {
      // The whole rest of the range was seen to be empty.
      if (this.reverse) this.read.from = this.range.from;
      else this.read.to = this.range.to;
      return null;
    }
    if (this.reverse) this.read.from = key;
    else this.read.to = `${key}\x00`;
    return key;
  }

  private fetch(): void {
    const { from, to } = this.range;
    const start = this.reverse ? from : maximum(from, this.read.to);
    const end = this.reverse ? minimum(to, this.read.from) : to;
    const keys: Key[] = [];
    if (start < end) {
      for (const key of this.transaction.view.keys(this.range.space, start, end, this.reverse)) {
        keys.push(key);
        if (keys.length >= this.chunk) break;
      }
    }
    this.done = keys.length < this.chunk;
    this.ahead = keys;
    this.at = 0;
    this.seenVersion = this.transaction.version;
    this.chunk = Math.min(this.chunk * 4, 1_024);
  }

  private isExact(text: string): boolean {
    const { fields, from, to } = this.range.exact as NonNullable<KeyRange["exact"]>;
    const key = exactFields(fields, JSON.parse(text) as JsonObject);
    return key >= from && key < to;
  }
}

function maximum(a: Key, b: Key): Key {
  return a > b ? a : b;
}

function minimum(a: Key, b: Key): Key {
  return a < b ? a : b;
}
