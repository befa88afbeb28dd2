// `.paginate()`: pages that are stable under re-runs. A cursor is the last key a
// page consumed; a re-run reads to the recorded end instead of counting items.
import { createHash } from "node:crypto";
import { rangeOf, type KeyRange } from "../indexes/bounds";
import type { TableInfo } from "../indexes/catalog";
import { passesFilter } from "../indexes/filter";
import { IndexScan } from "./scan";
import { SearchScan } from "./searchScan";
import type { Json, JsonObject } from "../values/json";
import type { Key } from "../values/keys";
import { LimitError } from "./limits";
import type { RowSource, SerializedQuery } from "./query";
import type { Transaction } from "./transaction";

export interface PageRequest {
  readonly query: SerializedQuery;
  readonly cursor: string | null;
  readonly endCursor: string | null;
  readonly pageSize: number;
  readonly maximumRowsRead: number | null;
  readonly maximumBytesRead: number | null;
}

export interface Page {
  /** JSON texts. */
  readonly documents: readonly string[];
  readonly isDone: boolean;
  readonly continueCursor: string;
  readonly splitCursor: string | null;
  readonly pageStatus: "SplitRecommended" | "SplitRequired" | null;
}

/** Reported to the client as a ConvexError so that usePaginatedQuery starts over. */
class InvalidCursorError extends Error {
  readonly data = { isConvexSystemError: true, paginationError: "InvalidCursor" };
  constructor() {
    super(
      "InvalidCursor: Tried to run a query starting from a cursor, but it looks like this cursor is from a different query.",
    );
  }
}

type Position = { readonly kind: "key"; readonly key: Key } | { readonly kind: "end" };

const SOFT_MAX_PAGE = 6_144;

export function readPage(transaction: Transaction, table: TableInfo | undefined, request: PageRequest): Page {
  const { query, pageSize } = request;
  if (!(pageSize >= 1)) throw new Error("Must request at least 1 document while paginating");
  if ((request.maximumRowsRead ?? 1) <= 0 || (request.maximumBytesRead ?? 1) <= 0) {
    throw new Error("maximumRowsRead and maximumBytesRead must be greater than 0");
  }
  const fingerprint = fingerprintOf(query);
  const start = request.cursor === null ? null : decodeCursor(request.cursor, fingerprint);
  const end = request.endCursor === null ? null : decodeCursor(request.endCursor, fingerprint);
  transaction.budget.spend("databaseQueries", 1);
  const done = (documents: readonly string[] = []): Page => ({
    documents,
    isDone: true,
    continueCursor: encodeCursor({ kind: "end" }, fingerprint),
    splitCursor: null,
    pageStatus: null,
  });
  if (table === undefined || start?.kind === "end") return done();

  const source = openFrom(transaction, table, query, start, end, pageSize);
  const filters = query.operators.flatMap((operator) => ("filter" in operator ? [operator.filter] : []));
  const documents: string[] = [];
  const positions: Key[] = [];
  let bytes = 0;
  let status: Page["pageStatus"] = null;
  let exhausted = false;
  while (end !== null || documents.length < pageSize) {
    let row;
    try {
      row = source.next();
    } catch (error) {
      if (!(error instanceof LimitError) || positions.length === 0) throw error;
      status = "SplitRequired";
      break;
    }
    if (row === null) {
      exhausted = true;
      break;
    }
    positions.push(row.key);
    bytes += row.text.length;
    if (passes(filters, row.text)) documents.push(row.text);
    if (
      positions.length >= (request.maximumRowsRead ?? Infinity) ||
      bytes >= (request.maximumBytesRead ?? Infinity)
    ) {
      status = "SplitRequired";
      break;
    }
  }
  const last = positions[positions.length - 1];
  const middle = positions[(positions.length - 1) >> 1];
  if (status === null && isLarge(transaction, documents.length, positions.length, pageSize)) {
    status = "SplitRecommended";
  }
  const splitCursor =
    positions.length >= 2 && middle !== undefined && middle !== last
      ? encodeCursor({ kind: "key", key: middle }, fingerprint)
      : null;
  let position: Position;
  // A pinned page ends where it ended before, whatever now lies there.
  if (end !== null && status !== "SplitRequired") position = end;
  else if (exhausted || last === undefined) position = { kind: "end" };
  else position = { kind: "key", key: last };
  return {
    documents,
    isDone: position.kind === "end",
    continueCursor: encodeCursor(position, fingerprint),
    splitCursor,
    pageStatus: status,
  };
}

function isLarge(transaction: Transaction, length: number, rows: number, pageSize: number): boolean {
  const nearLimit =
    Math.max(transaction.budget.share("documentsRead"), transaction.budget.share("bytesRead")) > 0.75;
  return rows > 1 && (nearLimit || length > Math.max(SOFT_MAX_PAGE, 4 * pageSize));
}

function passes(filters: readonly Json[], text: string): boolean {
  if (filters.length === 0) return true;
  const document = JSON.parse(text) as JsonObject;
  return filters.every((filter) => passesFilter(filter, document));
}

function openFrom(
  transaction: Transaction,
  table: TableInfo,
  query: SerializedQuery,
  start: Position | null,
  end: Position | null,
  pageSize: number,
): RowSource {
  const { source } = query;
  if (source.type === "Search") {
    return new SearchScan(transaction, table, source).between(
      start?.kind === "key" ? start.key : null,
      end?.kind === "key" ? end.key : null,
    );
  }
  const reverse = source.order === "desc";
  const whole =
    source.type === "FullTableScan"
      ? rangeOf(table, "by_creation_time", [])
      : rangeOf(table, source.indexName.slice(table.name.length + 1), source.range);
  const hint = query.operators.some((operator) => "filter" in operator) ? pageSize * 2 : pageSize;
  return new IndexScan(transaction, table, cut(whole, reverse, start, end), reverse, hint);
}

/** The part of the range after `start` up to and including `end`, in reading direction. */
function cut(range: KeyRange, reverse: boolean, start: Position | null, end: Position | null): KeyRange {
  let { from, to } = range;
  if (start?.kind === "key") {
    if (start.key < from || start.key >= to) throw new InvalidCursorError();
    if (reverse) to = start.key;
    else from = `${start.key}\x00`;
  }
  if (end?.kind === "key") {
    if (reverse) from = end.key > from ? end.key : from;
    else to = `${end.key}\x00` < to ? `${end.key}\x00` : to;
  }
  return { ...range, from, to };
}

function fingerprintOf(query: SerializedQuery): string {
  return createHash("sha256").update(JSON.stringify(query)).digest("base64url").slice(0, 11);
}

function encodeCursor(position: Position, fingerprint: string): string {
  const body = position.kind === "end" ? "" : Buffer.from(position.key, "latin1").toString("base64url");
  return `${position.kind === "end" ? "e" : "k"}${fingerprint}${body}`;
}

function decodeCursor(cursor: string, fingerprint: string): Position {
  if (cursor.slice(1, 12) !== fingerprint) throw new InvalidCursorError();
  if (cursor.startsWith("e")) return { kind: "end" };
  if (!cursor.startsWith("k")) throw new InvalidCursorError();
  return { kind: "key", key: Buffer.from(cursor.slice(12), "base64url").latin1Slice() };
}
