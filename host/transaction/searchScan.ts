// `withSearchIndex`: checks the expression with Convex's words, ranks once, then
// reads documents in relevance order as the caller asks for them.
import type { SearchIndexInfo, TableInfo } from "../indexes/catalog";
import { documentKey } from "../indexes/entries";
import { mayBeFound } from "../search/pending";
import { hitKey, rank, type Hit, type Search } from "../search/rank";
import { tokenize } from "../search/tokenizer";
import { kindOf, type Json } from "../values/json";
import { encodeFloat, encodeUint32, encodeValue, type Key } from "../values/keys";
import type { Gather } from "../storage/gather";
import type { Row } from "./scan";
import type { Transaction } from "./transaction";

export type SearchExpression =
  | { readonly type: "Search"; readonly fieldPath: string; readonly value: string }
  | { readonly type: "Eq"; readonly fieldPath: string; readonly value: Json };

interface SearchSource {
  readonly indexName: string;
  readonly filters: readonly SearchExpression[];
}

const MAX_RESULTS = 1_024;
/** As many as most callers take: putting more in order would be most of the work. */
const FIRST_RESULTS = 80;
/** Who takes more is given so many times as many. */
const MORE = 4;
const MAX_TERMS = 16;
const MAX_FILTERS = 8;

export class SearchScan {
  private readonly index: SearchIndexInfo;
  private readonly search: Search;
  private hits: readonly Hit[];
  /** How many hits were asked for. */
  private ranked: number;
  private at = 0;
  private after: Key | null = null;
  private upTo: Key | null = null;

  constructor(
    private readonly transaction: Transaction,
    private readonly table: TableInfo,
    source: SearchSource,
    /** Rows the reader probably wants. */
    hint = FIRST_RESULTS,
  ) {
    const index = (this.index = findIndex(table, source.indexName));
    const search = (this.search = compile(index, source));
    // What a mutation writes while it reads must not come in between.
    this.ranked = transaction.canWrite ? MAX_RESULTS : Math.max(1, Math.min(hint, FIRST_RESULTS));
    this.hits = rank(transaction.view, index, search, this.ranked);
    transaction.reads.searches.push({
      index: index.number,
      matches: (version) => mayBeFound(version, index, search.filters, search.terms),
    });
  }

  /** Limits the scan to the results after one position, up to and including another. */
  between(after: Key | null, upTo: Key | null): this {
    this.after = after;
    this.upTo = upTo;
    return this;
  }

  /** Every document of a hit is a row. */
  readonly isWhole = true;

  next(): Row | null {
    for (;;) {
      const hit = this.nextHit();
      if (hit === null) return null;
      const key = this.documentOf(hit);
      const text = key === null ? undefined : this.transaction.view.get("documents", key);
      if (text === undefined) continue;
      this.transaction.budget.spendRead(Buffer.byteLength(text));
      return { key: positionOf(hit), text };
    }
  }

  gatherNext(into: Gather): boolean {
    for (;;) {
      const hit = this.nextHit();
      if (hit === null) return false;
      const key = this.documentOf(hit);
      const bytes = key === null ? undefined : this.transaction.view.gather(key, into);
      if (bytes === undefined) continue;
      this.transaction.budget.spendRead(bytes);
      return true;
    }
  }

  private nextHit(): Hit | null {
    for (;;) {
      if (this.at >= MAX_RESULTS) {
        throw new Error(
          `Search query scanned too many documents (fetched ${MAX_RESULTS}). Consider using a smaller limit, paginating the query, or using a filter field to limit the number of documents pulled from the search index.`,
        );
      }
      const hit = this.hitAt(this.at++);
      if (hit === undefined) return null;
      if (this.after === null && this.upTo === null) return hit;
      const key = positionOf(hit);
      if (this.after !== null && key <= this.after) continue;
      return this.upTo !== null && key > this.upTo ? null : hit;
    }
  }

  /** The same order however many were asked for. */
  private hitAt(at: number): Hit | undefined {
    if (at >= this.ranked && this.hits.length === this.ranked && this.ranked < MAX_RESULTS) {
      this.ranked = Math.min(MORE * this.ranked, MAX_RESULTS);
      this.hits = rank(this.transaction.view, this.index, this.search, this.ranked);
    }
    return this.hits[at];
  }

  private documentOf(hit: Hit): Key | null {
    const internal = this.transaction.view.getBytes(hitKey(hit));
    return internal === undefined ? null : documentKey(this.table, Buffer.from(internal).latin1Slice());
  }
}

/** Ascending positions are descending relevance. */
function positionOf(hit: Hit): Key {
  return encodeFloat(-hit.score) + encodeUint32(0xffffffff - hit.document) + hit.partition;
}

function findIndex(table: TableInfo, indexName: string): SearchIndexInfo {
  const name = indexName.slice(table.name.length + 1);
  const index = table.searchIndexes.find((candidate) => candidate.name === name);
  if (index === undefined) {
    throw new Error(
      table.indexes.some((candidate) => candidate.name === name)
        ? `Index ${indexName} is not a search index`
        : `Index ${indexName} not found.`,
    );
  }
  if (index.staged) throw new Error(`Index ${indexName} is staged and not yet enabled.`);
  return index;
}

function compile(index: SearchIndexInfo, source: SearchSource): Search {
  const label = source.indexName;
  let text: string | null = null;
  const filters = new Map<number, Key>();
  let conditions = 0;
  let impossible = false;
  for (const expression of source.filters) {
    if (expression.type === "Search") {
      if (expression.fieldPath !== index.searchField) {
        throw new Error(
          `Search query against ${label} contains a search filter against "${expression.fieldPath}", which doesn't match the indexed \`searchField\` "${index.searchField}".`,
        );
      }
      if (text !== null) {
        throw new Error(
          `Search query against ${label} contains multiple search filters against "${expression.fieldPath}". Only one is allowed.`,
        );
      }
      text = expression.value;
      continue;
    }
    const field = index.filterFields.indexOf(expression.fieldPath);
    if (field < 0) {
      throw new Error(
        `Search query against ${label} contains an equality filter on "${expression.fieldPath}" but that field isn't indexed for filtering in \`filterFields\`.`,
      );
    }
    conditions++;
    const value = encodeValue(kindOf(expression.value) === "undefined" ? undefined : expression.value);
    // Two different values for one field: nothing matches both.
    if ((filters.get(field) ?? value) !== value) impossible = true;
    filters.set(field, value);
  }
  if (text === null) {
    throw new Error(
      `Search query against ${label} does not contain any search filters. You must include a search filter like \`q.search("${index.searchField}", searchText)\`.`,
    );
  }
  if (conditions > MAX_FILTERS) {
    throw new Error(
      `Search query against ${label} has too many filter conditions. Max: ${MAX_FILTERS} Actual: ${conditions}`,
    );
  }
  return { terms: impossible ? [] : tokenize(text).slice(0, MAX_TERMS), filters };
}
