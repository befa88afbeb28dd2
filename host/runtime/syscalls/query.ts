// db.query: streams and pages.
import { readPage, type Page } from "../../transaction/paginate";
import { openSource, QueryStream, tableNameOf, type SerializedQuery } from "../../transaction/query";
import type { Execution } from "../execution";
import { TABLE_NAME } from "./database";
import type { AsyncSyscalls, SyncSyscalls } from "./types";

const MAX_PAGE_SIZE = 2 ** 31;

/**
 * A table nobody has written to yet is made here, in memory: a live query has to know the ranges it
 * watches before the first row is inserted.
 */
function tableOf(execution: Execution, query: SerializedQuery) {
  const { catalog } = execution.host;
  const { path } = execution.component;
  const name = tableNameOf(query.source);
  return catalog.table(path, name) ?? (TABLE_NAME.test(name) ? catalog.ensureTable(path, name) : undefined);
}

/** The id when it is one of that table, else null. */
export function normalizedId(execution: Execution, table: string, id: string): string | null {
  return execution.host.catalog.tableOfId(execution.component.path, id) === table ? id : null;
}

/** Returns its number. */
export function openStream(execution: Execution, query: SerializedQuery): number {
  const source = openSource(execution.database, tableOf(execution, query), query);
  return execution.addStream(new QueryStream(source, query));
}

export function streamOf(execution: Execution, queryId: number): QueryStream {
  const stream = execution.streams.get(queryId);
  if (stream === undefined) throw new Error("in-progress query not found");
  return stream;
}

export interface PageArguments {
  readonly query: SerializedQuery;
  readonly cursor: string | null;
  readonly endCursor: string | null;
  readonly pageSize: number;
  readonly maximumRowsRead: number | null;
  readonly maximumBytesRead?: number | null;
}

export function pageOf(execution: Execution, args: PageArguments): Page {
  if (execution.component.path !== "") {
    throw new Error(
      "paginate() is only supported in the app. Learn more at https://docs.convex.dev/components/authoring#pagination",
    );
  }
  if (execution.paginated) {
    throw new Error(
      "This query or mutation function ran multiple paginated queries. Convex only supports a single paginated query in each function.",
    );
  }
  if (args.pageSize > MAX_PAGE_SIZE) throw new Error(`Requested too many items: ${args.pageSize}`);
  execution.paginated = true;
  const page = readPage(execution.database, tableOf(execution, args.query), {
    ...args,
    // A subscription that runs again must end where the client last saw it end.
    endCursor: args.endCursor ?? execution.journal,
    maximumRowsRead: args.maximumRowsRead ?? null,
    maximumBytesRead: args.maximumBytesRead ?? null,
  });
  execution.nextJournal = page.continueCursor;
  return page;
}

export const querySyncSyscalls: SyncSyscalls = {
  "1.0/queryStream": (execution, { query }: { query: SerializedQuery }) =>
    `{"queryId":${openStream(execution, query)}}`,
  "1.0/queryCleanup"(execution, { queryId }: { queryId: number }) {
    execution.streams.delete(queryId);
    return "{}";
  },
  "1.0/db/normalizeId": (execution, { table, idString }: { table: string; idString: string }) =>
    JSON.stringify({ id: normalizedId(execution, table, idString) }),
};

export const querySyscalls: AsyncSyscalls = {
  "1.0/queryStreamNext"(execution, { queryId }: { queryId: number }) {
    const text = streamOf(execution, queryId).next();
    return text === null ? '{"value":null,"done":true}' : `{"value":${text},"done":false}`;
  },
  "1.0/queryPage"(execution, args: PageArguments) {
    const page = pageOf(execution, args);
    return `{"page":[${page.documents.join(",")}],"isDone":${page.isDone},"continueCursor":${JSON.stringify(page.continueCursor)},"splitCursor":${JSON.stringify(page.splitCursor)},"pageStatus":${JSON.stringify(page.pageStatus)}}`;
  },
};
