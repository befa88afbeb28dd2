/**
 * Pages of the customer list (SRC-10..13, 23..25): sorted and filtered by
 * index, under the caller's row scope, reading at most 200 documents
 * whatever the size of the organization.
 */
import { v, type Infer } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import { filtersValidator, select, type Selection } from "./filters";
import { toRows, type CustomerRow } from "./row";
import {
  comparePositions,
  decodeCursor,
  encodeCursor,
  mergeRanges,
  type Direction,
  type Position,
  type ReadRange,
} from "./streams";

export const sortValidator = v.union(
  v.literal("name"),
  v.literal("createdAt"),
  v.literal("lastContactAt"),
  v.literal("lifetimeValue"),
);
export const listArgs = {
  filters: v.optional(filtersValidator),
  sort: v.optional(sortValidator),
  order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
  /** Where the page begins: null, or `continueCursor` of the page before. */
  cursor: v.optional(v.union(v.string(), v.null())),
  /** Where the page ends, once a following page is shown: keeps pages adjacent while rows come and go. */
  endCursor: v.optional(v.union(v.string(), v.null())),
  numItems: v.optional(v.number()),
};

type Sort = Infer<typeof sortValidator>;
const fieldOf = {
  name: "nameSort",
  createdAt: "createdAt",
  lastContactAt: "lastContactAt",
  lifetimeValue: "lifetimeValue",
} as const satisfies Record<Sort, keyof Doc<"customers">>;

const largestPage = 50;
/** Documents one page may read in all: rows, team mates for the scope, owners for their names. */
const pageReads = 185;
/** More owners than this are read as one range with a filter: each range costs two documents before it gives a row. */
const mostRanges = 24;
/** Largest team and the unassigned pool (tenancy/scope.ts). */
const mostPeople = 51;

export interface CustomerPage {
  page: CustomerRow[];
  isDone: boolean;
  /** Pass as `cursor` of the next page. A page may be shorter than asked for, even empty, and still continue. */
  continueCursor: string;
}

const endOfList = "end";

export async function listCustomers(
  ctx: OrgQueryCtx,
  args: {
    filters?: Infer<typeof filtersValidator>;
    sort?: Sort;
    order?: Direction;
    cursor?: string | null;
    endCursor?: string | null;
    numItems?: number;
  },
): Promise<CustomerPage> {
  const selection = await select(ctx, args.filters ?? {});
  const sort = args.sort ?? "name";
  const order = args.order ?? "asc";
  const want = Math.max(1, Math.min(largestPage, Math.floor(args.numItems ?? largestPage) || 1));
  const request: PageRequest = {
    sort,
    order,
    want,
    after: position(args.cursor),
    until: args.endCursor === endOfList ? null : position(args.endCursor),
  };
  const { rows, next } =
    selection.scope.kind === "customers"
      ? await linkedPage(ctx, selection, selection.scope.ids, request)
      : await indexedPage(ctx, selection, request);
  return {
    page: await toRows(ctx, rows),
    isDone: next === null,
    continueCursor: next === null ? endOfList : encodeCursor(next),
  };
}

interface PageRequest {
  sort: Sort;
  order: Direction;
  want: number;
  after: Position | null;
  until: Position | null;
}

function position(cursor: string | null | undefined): Position | null {
  if (cursor === null || cursor === undefined) return null;
  return (
    decodeCursor(cursor) ??
    fail({
      code: "VALIDATION_ERROR",
      issues: [{ path: "cursor", rule: "invalidCursor", message: "Start again from the first page." }],
    })
  );
}

/** Brand users reach a short list of customers named in their membership: read, filtered and sorted here. */
async function linkedPage(
  ctx: OrgQueryCtx,
  selection: Selection,
  ids: readonly Doc<"customers">["_id"][],
  { sort, order, want, after, until }: PageRequest,
): Promise<{ rows: Doc<"customers">[]; next: Position | null }> {
  const found = await Promise.all(ids.map(async (id) => await ctx.db.find("customers", id)));
  const rows = found
    .filter((row) => row !== null)
    .filter((row) => selection.matches(row))
    .filter((row) => after === null || comparePositions(at(row, sort), after, order) > 0)
    .filter((row) => until === null || comparePositions(at(row, sort), until, order) <= 0)
    .sort((a, b) => comparePositions(at(a, sort), at(b, sort), order));
  const page = until === null ? rows.slice(0, want) : rows;
  const last = page.at(-1);
  if (until !== null) return { rows: page, next: until };
  return { rows: page, next: page.length === rows.length || last === undefined ? null : at(last, sort) };
}

function at(row: Doc<"customers"> | Doc<"customerTags">, sort: Sort): Position {
  return { value: row[fieldOf[sort]], creationTime: row._creationTime, id: row._id };
}

async function indexedPage(
  ctx: OrgQueryCtx,
  selection: Selection,
  { sort, order, want, after, until }: PageRequest,
): Promise<{ rows: Doc<"customers">[]; next: Position | null }> {
  const people = selection.owners?.length ?? 0;
  const budget = pageReads - Math.min(people, mostPeople) - want;
  const common = { order, after, until, want, budget };
  const { tagKey } = selection;
  if (tagKey !== undefined && selection.owners === undefined) {
    const customers = new Map<string, Doc<"customers">>();
    const { rows, next } = await mergeRanges<Doc<"customerTags">>({
      ...common,
      ranges: [tagRange(ctx, tagKey, sort, order)],
      positionOf: (row) => at(row, sort),
      costPerRow: 1,
      accept: async (row) => {
        const customer = await ctx.db.find("customers", row.customerId);
        if (customer === null || !selection.matches(customer)) return null;
        customers.set(row._id, customer);
        return row;
      },
    });
    return { rows: rows.map((row) => customers.get(row._id)!), next };
  }
  return await mergeRanges<Doc<"customers">>({
    ...common,
    ranges: customerRanges(ctx, selection, sort, order),
    positionOf: (row) => at(row, sort),
    costPerRow: 0,
    accept: (row) => (selection.matches(row) ? row : null),
  });
}

/** The narrowest index for this selection: one range per owner, else per status, else per type, else all. */
function customerRanges(
  ctx: OrgQueryCtx,
  { owners, statuses, types, isActive }: Selection,
  sort: Sort,
  order: Direction,
): ReadRange<Doc<"customers">>[] {
  if (owners !== undefined && owners.length <= mostRanges) {
    return owners.map((owner) =>
      customerRange(ctx, `by_owner_${sort}`, ["ownerId", owner ?? undefined], sort, order),
    );
  }
  // A record that was switched off is always "inactive" too (activation.ts), and few of those are switched on.
  const among = isActive === false ? ["inactive" as const] : statuses;
  if (among.length > 0) {
    return among.map((status) => customerRange(ctx, `by_status_${sort}`, ["status", status], sort, order));
  }
  if (types.length > 0) {
    return types.map((type) => customerRange(ctx, `by_type_${sort}`, ["type", type], sort, order));
  }
  return [customerRange(ctx, `by_${sort}`, null, sort, order)];
}

function customerRange(
  ctx: OrgQueryCtx,
  index: string,
  equal: [field: string, value: string | undefined] | null,
  sort: Sort,
  order: Direction,
): ReadRange<Doc<"customers">> {
  return readRange(
    (range) =>
      ctx.db
        .query("customers")
        .withIndex(
          index as "by_name",
          (q) =>
            range(equal === null ? (q as unknown as Bounds) : (q as unknown as Bounds).eq(...equal)) as never,
        )
        .order(order),
    sort,
    order,
  );
}

function tagRange(
  ctx: OrgQueryCtx,
  tagKey: string,
  sort: Sort,
  order: Direction,
): ReadRange<Doc<"customerTags">> {
  return readRange(
    (range) =>
      ctx.db
        .query("customerTags")
        .withIndex(
          `by_tag_${sort}` as "by_tag_name",
          (q) => range((q as unknown as Bounds).eq("key", tagKey)) as never,
        )
        .order(order),
    sort,
    order,
  );
}

/** Convex types a range step by step for one named index; here the index is chosen at run time, so the steps are typed loosely. */
interface Bounds {
  eq(field: string, value: unknown): Bounds;
  gt(field: string, value: unknown): Bounds;
  gte(field: string, value: unknown): Bounds;
  lt(field: string, value: unknown): Bounds;
  lte(field: string, value: unknown): Bounds;
}

/** Continues an index range after a position: the rest of the rows with an equal value, then larger (or smaller) ones. */
function readRange<Row extends Doc<"customers"> | Doc<"customerTags">>(
  open: (range: (q: Bounds) => Bounds) => { take(limit: number): Promise<Row[]> },
  sort: Sort,
  order: Direction,
): ReadRange<Row> {
  const field = fieldOf[sort];
  const read: ReadRange<Row> = async (after, limit) => {
    if (after === null) {
      const rows = await open((q) => q).take(limit);
      return { rows, isEnd: rows.length < limit, reads: rows.length };
    }
    const { value, creationTime } = after;
    // The row at the position itself is read again, because rows may share a creation time.
    const equals = await open((q) =>
      order === "asc"
        ? q.eq(field, value).gte("_creationTime", creationTime)
        : q.eq(field, value).lte("_creationTime", creationTime),
    ).take(limit + 1);
    const rest = equals.filter((row) => comparePositions(at(row, sort), after, order) > 0);
    if (equals.length > limit) {
      if (rest.length === 0) return await read(after, limit * 2 + 1);
      return { rows: rest, isEnd: false, reads: equals.length };
    }
    const missing = Math.max(1, limit - rest.length);
    const others = await open((q) => (order === "asc" ? q.gt(field, value) : q.lt(field, value))).take(
      missing,
    );
    return {
      rows: [...rest, ...others],
      isEnd: others.length < missing,
      reads: equals.length + others.length,
    };
  };
  return read;
}
