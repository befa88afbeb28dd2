// Keeps search indexes in step with documents, inside the writing transaction.
import type { SearchIndexInfo, TableInfo } from "../indexes/catalog";
import type { Overlay } from "../storage/overlay";
import type { JsonObject } from "../values/json";
import type { Key } from "../values/keys";

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
  return table.searchIndexes.length > 0;
}

export function updateSearchIndexes(
  overlay: Overlay,
  table: TableInfo,
  internal: Key,
  before: JsonObject | null,
  after: JsonObject | null,
  writes: ChangeSink,
): void {
  for (const index of table.searchIndexes) {
    for (const change of indexDocument(overlay, index, internal, before, after))
      writes.addSearch(index.number, change);
  }
}

export function indexDocument(
  _overlay: Overlay,
  _index: SearchIndexInfo,
  _internal: Key,
  _before: JsonObject | null,
  _after: JsonObject | null,
): SearchChange[] {
  return [];
}
