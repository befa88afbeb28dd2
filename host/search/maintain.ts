// Keeps search indexes in step with documents, inside the writing transaction.
import type { SearchIndexInfo, TableInfo } from "../indexes/catalog";
import type { Overlay } from "../storage/overlay";
import type { JsonObject } from "../values/json";
import { decodeUint32, encodeUint32, type Key } from "../values/keys";
import {
  beginningsOf,
  blockKey,
  filterList,
  filterValues,
  numberKey,
  PART,
  partitionOf,
  prefixList,
  searchText,
  termList,
  weightOf,
  withEntry,
  withoutEntry,
} from "./postings";
import { tokenize } from "./tokenizer";

/** A document leaving or entering a search index. */
export interface SearchChange {
  readonly tokens: ReadonlySet<string>;
  /** Encoded values of the filter fields, in the index's order. */
  readonly filters: readonly Key[];
}

/** Receives what changed, for subscriptions. */
export interface ChangeSink {
  addSearch(index: number, change: SearchChange): void;
}

export function hasSearchIndexes(table: TableInfo): boolean {
  return table.searchIndexes.length + (table.building?.searchIndexes.length ?? 0) > 0;
}

export function updateSearchIndexes(
  overlay: Overlay,
  table: TableInfo,
  internal: Key,
  before: JsonObject | null,
  after: JsonObject | null,
  sink: ChangeSink,
): void {
  for (const index of table.searchIndexes) {
    for (const change of indexDocument(overlay, index, internal, before, after)) {
      sink.addSearch(index.number, change);
    }
  }
  // One that is being filled does not know every document yet.
  for (const index of table.building?.searchIndexes ?? []) {
    indexDocument(overlay, index, internal, isIndexed(overlay, index, internal) ? before : null, after);
  }
}

/** Enters a document that the index may know already. */
export function fillDocument(
  overlay: Overlay,
  index: SearchIndexInfo,
  internal: Key,
  document: JsonObject,
): void {
  if (!isIndexed(overlay, index, internal)) indexDocument(overlay, index, internal, null, document);
}

function isIndexed(overlay: Overlay, index: SearchIndexInfo, internal: Key): boolean {
  return overlay.getBytes(numberKey(index, internal)) !== undefined;
}

/** One version of a document as the index sees it. */
export interface Version {
  readonly partition: Key;
  readonly filters: readonly Key[];
  /** List -> weight. */
  readonly lists: Map<Key, number>;
  readonly tokens: ReadonlySet<string>;
}

export function versionOf(index: SearchIndexInfo, document: JsonObject | null): Version | null {
  const text = document === null ? null : searchText(index, document);
  if (document === null || text === null) return null;
  const filters = filterValues(index, document);
  const partition = partitionOf(index, filters[0]);
  const counts = new Map<string, number>();
  const words = tokenize(text);
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const lists = new Map<Key, number>();
  // Many words begin alike: the keys of the lists are made once for each beginning.
  const beginnings = new Map<string, number>();
  for (const [word, count] of counts) {
    const weight = weightOf(count, words.length);
    lists.set(termList(partition, word), weight);
    for (const beginning of beginningsOf(word)) {
      const known = beginnings.get(beginning);
      if (known === undefined || known < weight) beginnings.set(beginning, weight);
    }
  }
  for (const [beginning, weight] of beginnings) lists.set(prefixList(partition, beginning), weight);
  filters.forEach((filter, field) => lists.set(filterList(partition, field, filter), 0));
  return { partition, filters, lists, tokens: new Set(counts.keys()) };
}

/** Applies one document's change; returns what left and entered, nothing when the index does not see a difference. */
export function indexDocument(
  overlay: Overlay,
  index: SearchIndexInfo,
  internal: Key,
  before: JsonObject | null,
  after: JsonObject | null,
): SearchChange[] {
  const old = versionOf(index, before);
  const next = versionOf(index, after);
  const changes = [old, next].filter((version) => version !== null);
  if (old !== null && next !== null && old.partition === next.partition) {
    const number = numberOf(overlay, index, internal);
    for (const list of old.lists.keys()) if (!next.lists.has(list)) removeFrom(overlay, list, number);
    for (const [list, weight] of next.lists) {
      if (old.lists.get(list) !== weight) addTo(overlay, list, number, weight);
    }
    return changes;
  }
  if (old !== null) removeDocument(overlay, index, internal, old);
  if (next !== null) addDocument(overlay, index, internal, next);
  return changes;
}

function addDocument(overlay: Overlay, index: SearchIndexInfo, internal: Key, version: Version): void {
  const number = takeNumber(overlay, version.partition);
  overlay.putBytes(
    version.partition + PART.documents + encodeUint32(number),
    Buffer.from(internal, "latin1"),
  );
  overlay.putBytes(numberKey(index, internal), Buffer.from(encodeUint32(number), "latin1"));
  for (const [list, weight] of version.lists) addTo(overlay, list, number, weight);
}

function removeDocument(overlay: Overlay, index: SearchIndexInfo, internal: Key, version: Version): void {
  const number = numberOf(overlay, index, internal);
  for (const list of version.lists.keys()) removeFrom(overlay, list, number);
  overlay.remove("search", version.partition + PART.documents + encodeUint32(number));
  overlay.remove("search", numberKey(index, internal));
  overlay.putBytes(version.partition + PART.free + encodeUint32(number), new Uint8Array(1));
  const meta = readMeta(overlay, version.partition);
  writeMeta(overlay, version.partition, { ...meta, count: meta.count - 1, free: meta.free + 1 });
}

function addTo(overlay: Overlay, list: Key, number: number, weight: number): void {
  const key = blockKey(list, number);
  overlay.putBytes(key, withEntry(overlay.getBytes(key), number, weight));
}

function removeFrom(overlay: Overlay, list: Key, number: number): void {
  const key = blockKey(list, number);
  const left = withoutEntry(overlay.getBytes(key), number);
  if (left === undefined) overlay.remove("search", key);
  else overlay.putBytes(key, left);
}

function numberOf(overlay: Overlay, index: SearchIndexInfo, internal: Key): number {
  const bytes = overlay.getBytes(numberKey(index, internal));
  if (bytes === undefined)
    throw new Error(`Search index ${index.name} does not know a document it should contain`);
  return decodeUint32(Buffer.from(bytes).latin1Slice(), 0);
}

export interface PartitionMeta {
  /** Every document number is below it. */
  readonly next: number;
  readonly count: number;
  readonly free: number;
}

export function readMeta(
  view: { getBytes(key: Key): Uint8Array | undefined },
  partition: Key,
): PartitionMeta {
  const bytes = view.getBytes(partition + PART.meta);
  if (bytes === undefined) return { next: 0, count: 0, free: 0 };
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { next: data.getUint32(0), count: data.getUint32(4), free: data.getUint32(8) };
}

function writeMeta(overlay: Overlay, partition: Key, meta: PartitionMeta): void {
  const bytes = new Uint8Array(12);
  const data = new DataView(bytes.buffer);
  data.setUint32(0, meta.next);
  data.setUint32(4, meta.count);
  data.setUint32(8, meta.free);
  overlay.putBytes(partition + PART.meta, bytes);
}

/** A number nobody uses: numbers of removed documents first, so that they stay dense. */
function takeNumber(overlay: Overlay, partition: Key): number {
  const meta = readMeta(overlay, partition);
  const count = meta.count + 1;
  if (meta.free > 0) {
    for (const key of overlay.keys("search", partition + PART.free, partition + PART.documents, false)) {
      overlay.remove("search", key);
      writeMeta(overlay, partition, { ...meta, count, free: meta.free - 1 });
      return decodeUint32(key, key.length - 4);
    }
  }
  writeMeta(overlay, partition, { next: meta.next + 1, count, free: 0 });
  return meta.next;
}
