// A `db.query(...)` as the syscalls describe it: a source and operators, read one
// document at a time.
import { rangeOf, type RangeExpression } from "../indexes/bounds";
import type { TableInfo } from "../indexes/catalog";
import type { Gather } from "../storage/gather";
import { passesFilter } from "../indexes/filter";
import { IndexScan, type Row } from "./scan";
import { SearchScan, type SearchExpression } from "./searchScan";
import type { Json, JsonObject } from "../values/json";
import type { Transaction } from "./transaction";

export type Source =
  | { type: "FullTableScan"; tableName: string; order: "asc" | "desc" | null }
  | {
      type: "IndexRange";
      indexName: string;
      range: readonly RangeExpression[];
      order: "asc" | "desc" | null;
    }
  | { type: "Search"; indexName: string; filters: readonly SearchExpression[] };

export interface SerializedQuery {
  readonly source: Source;
  readonly operators: readonly ({ filter: Json } | { limit: number })[];
}

/** Rows a source yields, in order. */
export interface RowSource {
  next(): Row | null;
  /** Whether all that is met is a row, so that rows can be gathered without a look at them. */
  readonly isWhole: boolean;
  /** Gathers the next row; false when there are no more. */
  gatherNext(into: Gather): boolean;
}

export function tableNameOf(source: Source): string {
  return source.type === "FullTableScan" ? source.tableName : (source.indexName.split(".")[0] as string);
}

const NO_ROWS: RowSource = { next: () => null, isWhole: true, gatherNext: () => false };

const UNBOUNDED = 64;

/** How many rows to fetch first: exactly the limit when nothing filters rows out before it. */
function fetchHint(query: SerializedQuery): number {
  const first = query.operators[0];
  return first !== undefined && "limit" in first ? first.limit : UNBOUNDED;
}

export function openSource(
  transaction: Transaction,
  table: TableInfo | undefined,
  query: SerializedQuery,
  hint = fetchHint(query),
): RowSource {
  transaction.budget.spend("databaseQueries", 1);
  const { source } = query;
  if (table === undefined) return NO_ROWS;
  if (source.type === "Search") return new SearchScan(transaction, table, source, hint);
  const range =
    source.type === "FullTableScan"
      ? rangeOf(table, "by_creation_time", [])
      : rangeOf(table, source.indexName.slice(table.name.length + 1), source.range);
  return new IndexScan(transaction, table, range, source.order === "desc", hint);
}

const SHORT = 2;

function isLimit(operator: { filter: Json } | { limit: number }): boolean {
  return "limit" in operator;
}

/** Applies filters and limits to a source. */
export class QueryStream {
  private readonly remaining: number[];

  constructor(
    private readonly source: RowSource,
    private readonly query: SerializedQuery,
  ) {
    this.remaining = query.operators.map((operator) => ("limit" in operator ? operator.limit : Infinity));
  }

  /** Whether it ends after one row or two, as `unique` and `first` do. */
  get isShort(): boolean {
    return this.remaining.some((left) => left <= SHORT);
  }

  /** JSON text of the next document, or null. */
  next(): string | null {
    if (this.remaining.some((left) => left <= 0)) return null;
    for (;;) {
      const row = this.source.next();
      if (row === null) return null;
      if (this.passes(row.text)) return row.text;
      if (this.remaining.some((left) => left <= 0)) return null;
    }
  }

  /**
   * Gathers rows until there are so many of them or so many bytes; false when there are no more. Rows that have to be
   * looked at on the way are gathered as texts.
   */
  gather(into: Gather, rows: number, bytes: number): boolean {
    const { source } = this;
    const isPlain = source.isWhole && this.query.operators.every(isLimit);
    while (into.count < rows && into.bytes < bytes) {
      if (!isPlain) {
        const text = this.next();
        if (text === null) return false;
        into.addText(text);
        continue;
      }
      if (this.remaining.some((left) => left <= 0) || !source.gatherNext(into)) return false;
      for (let i = 0; i < this.remaining.length; i++) this.remaining[i] = (this.remaining[i] as number) - 1;
    }
    return true;
  }

  private passes(text: string): boolean {
    let document: JsonObject | null = null;
    for (let i = 0; i < this.query.operators.length; i++) {
      const operator = this.query.operators[i] as { filter: Json } | { limit: number };
      if ("limit" in operator) {
        this.remaining[i] = (this.remaining[i] as number) - 1;
        continue;
      }
      document ??= JSON.parse(text) as JsonObject;
      if (!passesFilter(operator.filter, document)) return false;
    }
    return true;
  }
}
