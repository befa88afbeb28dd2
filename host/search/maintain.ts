// Keeps search indexes in step with documents, inside the writing transaction.
import type { SearchIndexInfo, TableInfo } from "../indexes/catalog";
import type { Overlay } from "../storage/overlay";
import type { JsonObject } from "../values/json";
import { decodeUint32, encodeUint32, type Key } from "../values/keys";
import { decodePending, encodePending, packed, pendingKey, type Packed } from "./pending";
import { numberKey, PART } from "./postings";
import { versionOf } from "./version";

/** Receives what left or entered an index, for subscriptions. */
export interface ChangeSink {
  addSearch(index: number, version: Packed): void;
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
    for (const version of indexDocument(overlay, index, internal, before, after))
      sink.addSearch(index.number, version);
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

/** Applies one document's change; returns what left and entered. */
export function indexDocument(
  overlay: Overlay,
  index: SearchIndexInfo,
  internal: Key,
  before: JsonObject | null,
  after: JsonObject | null,
): Packed[] {
  const [old, next] = [packedOf(index, before), packedOf(index, after)];
  if (old !== null && next !== null && old.partition === next.partition) {
    const [was, is] = [old.version, next.version];
    if (was !== is) setPending(overlay, old.partition, numberOf(overlay, index, internal), was, is);
    return [was, is];
  }
  if (old !== null) removeDocument(overlay, index, internal, old);
  if (next !== null) addDocument(overlay, index, internal, next);
  return [old, next].flatMap((one) => (one === null ? [] : [one.version]));
}

interface Placed {
  readonly partition: Key;
  readonly version: Packed;
}

/** Packed at once: a commit keeps it, and one string is less to keep than a map of words. */
function packedOf(index: SearchIndexInfo, document: JsonObject | null): Placed | null {
  const version = versionOf(index, document);
  return version === null ? null : { partition: version.partition, version: packed(version) };
}

/** `before`: what the lists hold, unless a record already says what that is. */
function setPending(
  overlay: Overlay,
  partition: Key,
  number: number,
  before: Packed | null,
  after: Packed | null,
): void {
  const key = pendingKey(partition, number);
  const known = overlay.getBytes(key);
  const listed = known === undefined ? before : decodePending(key, known).listed;
  if (listed === after) {
    if (known !== undefined) overlay.remove("search", key);
  } else overlay.putBytes(key, encodePending(listed, after));
}

function addDocument(
  overlay: Overlay,
  index: SearchIndexInfo,
  internal: Key,
  { partition, version }: Placed,
): void {
  const { number, isNew } = takeNumber(overlay, partition);
  overlay.putBytes(partition + PART.documents + encodeUint32(number), Buffer.from(internal, "latin1"));
  overlay.putBytes(numberKey(index, internal), Buffer.from(encodeUint32(number), "latin1"));
  // Nobody has changed a number that was never given out.
  if (isNew) overlay.putBytes(pendingKey(partition, number), encodePending(null, version));
  else setPending(overlay, partition, number, null, version);
}

function removeDocument(
  overlay: Overlay,
  index: SearchIndexInfo,
  internal: Key,
  { partition, version }: Placed,
): void {
  const number = numberOf(overlay, index, internal);
  setPending(overlay, partition, number, version, null);
  overlay.remove("search", partition + PART.documents + encodeUint32(number));
  overlay.remove("search", numberKey(index, internal));
  overlay.putBytes(partition + PART.free + encodeUint32(number), new Uint8Array(1));
  const meta = readMeta(overlay, partition);
  writeMeta(overlay, partition, { ...meta, count: meta.count - 1, free: meta.free + 1 });
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
function takeNumber(overlay: Overlay, partition: Key): { readonly number: number; readonly isNew: boolean } {
  const meta = readMeta(overlay, partition);
  const count = meta.count + 1;
  if (meta.free > 0) {
    for (const key of overlay.keys("search", partition + PART.free, partition + PART.documents, false)) {
      overlay.remove("search", key);
      writeMeta(overlay, partition, { ...meta, count, free: meta.free - 1 });
      return { number: decodeUint32(key, key.length - 4), isNew: false };
    }
  }
  writeMeta(overlay, partition, { next: meta.next + 1, count, free: 0 });
  return { number: meta.next, isNew: true };
}
