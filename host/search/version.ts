// One version of a document as a search index sees it.
import type { SearchIndexInfo } from "../indexes/catalog";
import type { JsonObject } from "../values/json";
import type { Key } from "../values/keys";
import { filterValues, partitionOf, searchText, weightOf } from "./postings";
import { tokenize } from "./tokenizer";

export interface Version {
  readonly partition: Key;
  /** Encoded values of the filter fields, in the index's order. */
  readonly filters: readonly Key[];
  /** Word -> weight. */
  readonly words: ReadonlyMap<string, number>;
}

/** Null when there is no document, or it has no text. */
export function versionOf(index: SearchIndexInfo, document: JsonObject | null): Version | null {
  const text = document === null ? null : searchText(index, document);
  if (document === null || text === null) return null;
  const filters = filterValues(index, document);
  const all = tokenize(text);
  const words = new Map<string, number>();
  for (const word of all) words.set(word, (words.get(word) ?? 0) + 1);
  for (const [word, count] of words) words.set(word, weightOf(count, all.length));
  return { partition: partitionOf(index, filters[0]), filters, words };
}
