// Reads documents in relevance order.
import type { TableInfo } from "../indexes/catalog";
import type { Row } from "./scan";
import type { Transaction } from "./transaction";
import type { Json } from "../values/json";

export type SearchExpression =
  | { readonly type: "Search"; readonly fieldPath: string; readonly value: string }
  | { readonly type: "Eq"; readonly fieldPath: string; readonly value: Json };

export class SearchScan {
  constructor(
    _transaction: Transaction,
    table: TableInfo,
    source: { indexName: string; filters: readonly SearchExpression[] },
  ) {
    throw new Error(`Search index ${source.indexName} on ${table.name} is not built`);
  }
  next(): Row | null {
    return null;
  }

  between(_start: string | null, _end: string | null): this {
    return this;
  }
}
