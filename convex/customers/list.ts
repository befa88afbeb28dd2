/**
 * Pages of the customer list (SRC-03..15, 23..25): sorted and filtered by
 * index, under the caller's row scope, reading at most 200 documents
 * whatever the size of the organization.
 *
 * Few matches are fetched by their slots and sorted here. Many are found by
 * walking the shortest index range that is in the order asked for and leaving
 * out what does not match; where that takes long, a page ends early and says
 * how many customers it looked at.
 */
import { v, type Infer } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { isSortable, registryWith } from "../fields/filtering";
import { fieldsOf, visibleFields } from "../fields/sets";
import { indexed } from "../fields/values";
import { fail } from "../shared/errors";
import { compile, type Leaf } from "./compile";
import { select, type Selection } from "./filters";
import { standardFields, type FieldRegistry } from "./fields";
import { filtersValidator } from "./filterShape";
import { matchingOf, type Matching } from "./matching";
import { ownPosition, walkValues, withoutValue } from "./ownOrder";
import { pack, type PackedRows } from "./packed";
import { boundsOf, customerRange, tagRange } from "./ranges";
import { toRows, type CustomerRow } from "./row";
import { sortNames, type SortName } from "./sortNames";
import { positionIn, sorts, sortValidator } from "./sorts";
import { visitOrders, visitSortNames } from "./visitOrders";
import {
  comparePositions,
  cursorOf,
  decodeCursor,
  encodeCursor,
  mergeRanges,
  type Direction,
  type Merged,
  type Position,
} from "./streams";
import { expectedOn, isServedByOneIndex, lengthOf, mostRanges, shortestWays, type Way } from "./ways";

export const listArgs = {
  filters: v.optional(filtersValidator),
  /** One of these, "lastVisitAt", "totalVisits", or the key of a field of the organization's own (fields/filtering.ts `isSortable`). */
  sort: v.optional(v.union(sortValidator, v.string())),
  order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
  /** Where the page begins: null, or `continueCursor` of the page before. */
  cursor: v.optional(v.union(v.string(), v.null())),
  /** Where the page ends, once a following page is shown: keeps pages adjacent while rows come and go. */
  endCursor: v.optional(v.union(v.string(), v.null())),
  numItems: v.optional(v.number()),
};

const largestPage = 50;
/** Documents one page may read in all: facets, rows, team mates for the scope, owners for their names. */
const pageReads = 185;
/** Of these, so many for finding out from the facets which customers match. */
const facetReads = 80;
/** Largest team and the unassigned pool (tenancy/scope.ts). */
const mostPeople = 51;

/** Where a page is in the list. */
interface Place {
  isDone: boolean;
  /** Pass as `cursor` of the next page. A page may be shorter than asked for, even empty, and still continue. */
  continueCursor: string;
  /** Customers this page looked at, matching or not. */
  looked: number;
  /** Of how many, over all pages; null when that is not known. */
  among: number | null;
}

export interface CustomerPage extends Place {
  page: CustomerRow[];
}

export interface PackedPage extends Place {
  packed: PackedRows;
}

const endOfList = "end";

export interface ListRequest {
  filters?: Infer<typeof filtersValidator>;
  sort?: string;
  order?: Direction;
  cursor?: string | null;
  endCursor?: string | null;
  numItems?: number;
}

export async function listCustomers(ctx: OrgQueryCtx, args: ListRequest): Promise<CustomerPage> {
  const { rows, ...place } = await pageOfCustomers(ctx, args, largestPage);
  return { page: await toRows(ctx, rows), ...placeOf(place) };
}

/** The same page with only the fields asked for (packed.ts). */
export async function listPackedCustomers(
  ctx: OrgQueryCtx,
  { fields, ...args }: ListRequest & { fields: readonly string[] },
): Promise<PackedPage> {
  const { rows, ...place } = await pageOfCustomers(ctx, args, largestPage);
  return { packed: pack(await toRows(ctx, rows), fields), ...placeOf(place) };
}

function placeOf({ next, looked, among }: Omit<Page, "rows">): Place {
  return {
    isDone: next === null,
    continueCursor: next === null ? endOfList : cursorOf(next),
    looked,
    among,
  };
}

export interface Page {
  rows: Doc<"customers">[];
  /** A text where the order has a second part (ownOrder.ts). */
  next: Position | string | null;
  looked: number;
  among: number | null;
}

/** The rows themselves, as many as `most`, for rooms that work through a list (bulk changes, exports, counting). */
export async function pageOfCustomers(ctx: OrgQueryCtx, args: ListRequest, most = pageReads): Promise<Page> {
  const selection = await select(ctx, args.filters ?? {});
  const sort = args.sort ?? "name";
  if (!isSortName(sort)) return await pageByOwnField(ctx, selection, { ...args, sort }, most);
  return await pageOfSelection(ctx, selection, { ...args, sort }, most);
}

const isSortName = (sort: string): sort is SortName => (sortNames as readonly string[]).includes(sort);

/** Behind the customers that have a value in the field stand those without, by name. */
const withoutMark = "without:";

/** An order that rows of fieldValues hold: of a field of the organization's own, or of visits. */
interface RowOrder {
  /** In fieldValues. */
  key: string;
  /** As filters name it, for "is empty". */
  filter: string;
  registry: FieldRegistry;
  read(customer: Doc<"customers">): string | number | undefined;
}

async function sortedByRows(ctx: OrgQueryCtx, sort: string): Promise<RowOrder | null> {
  const visits = visitSortNames.find((name) => name === sort);
  if (visits !== undefined) {
    const { key, field: filter, read } = visitOrders[visits];
    return { key, filter, registry: standardFields, read };
  }
  const field = visibleFields(await fieldsOf(ctx), ctx.member.role).find(({ key }) => key === sort);
  if (field === undefined || !isSortable(field)) return null;
  const { country } = await ctx.settings();
  return {
    key: field.key,
    filter: field.key,
    registry: registryWith([field]),
    read: ({ custom }) => {
      const stored = custom?.[field.key];
      return stored === undefined ? undefined : (indexed(field, stored, country) ?? undefined);
    },
  };
}

function noSuchField(): never {
  const message = "There is no such field to sort by.";
  return fail({ code: "VALIDATION_ERROR", issues: [{ path: "sort", rule: "unknownField", message }] });
}

async function pageByOwnField(
  ctx: OrgQueryCtx,
  selection: Selection,
  args: ListRequest & { sort: string },
  most: number,
): Promise<Page> {
  const { order = "asc", cursor = null, endCursor = null } = args;
  const sorted = (await sortedByRows(ctx, args.sort)) ?? noSuchField();
  const rest = (text: string) => text.slice(withoutMark.length) || null;
  if (cursor?.startsWith(withoutMark)) {
    const [empty] = compile(
      { match: "all", rules: [{ field: sorted.filter, op: "empty", values: [] }] },
      { fields: sorted.registry, today: "", resolveOwner: (word) => [word] },
    ).parts as Leaf[];
    const page = await pageOfSelection(
      ctx,
      withoutValue(selection, empty!, sorted.read),
      {
        ...args,
        sort: "name",
        order: "asc",
        cursor: rest(cursor),
        endCursor: endCursor?.startsWith(withoutMark) ? rest(endCursor) : endCursor,
      },
      most,
    );
    const { next } = page;
    return { ...page, next: next === null ? null : withoutMark + encodeCursor(next as Position) };
  }
  const positionOf = ownPosition(sorted.read);
  const toEnd = endCursor === endOfList || endCursor?.startsWith(withoutMark) === true;
  const want = Math.max(1, Math.min(most, Math.floor(args.numItems ?? most) || 1));
  const request = {
    order,
    want: toEnd ? most : want,
    after: position(cursor),
    until: toEnd ? null : position(endCursor),
  };
  if (selection.owners?.length === 0) return { rows: [], next: null, looked: 0, among: 0 };
  if (selection.scope.kind === "customers") {
    return await pageAmong(selection, { ...request, positionOf }, selection.scope.ids, (id) =>
      ctx.db.find("customers", id),
    );
  }
  const people = Math.min(selection.scope.kind === "owners" ? selection.scope.owners.length : 0, mostPeople);
  const names = most === largestPage ? want : 0;
  const budget = pageReads - people - names;
  const { rows, next, passed } = await walkValues(ctx, sorted.key, selection, {
    ...request,
    budget,
    mostRanges,
  });
  return { rows, next: next ?? withoutMark, looked: passed, among: null };
}

/** A page of a selection in one of the orders that customers have an index for. */
async function pageOfSelection(
  ctx: OrgQueryCtx,
  selection: Selection,
  args: ListRequest & { sort: SortName },
  most: number,
): Promise<Page> {
  const request: PageRequest = {
    sort: args.sort,
    order: args.order ?? "asc",
    want: Math.max(1, Math.min(most, Math.floor(args.numItems ?? most) || 1)),
    after: position(args.cursor),
    until: args.endCursor === endOfList ? null : position(args.endCursor),
  };
  if (selection.owners?.length === 0) return { rows: [], next: null, looked: 0, among: 0 };
  if (selection.scope.kind === "customers") {
    // Brand users reach a short list of customers named in their membership.
    const positionOf = (row: Doc<"customers">) => positionIn(row, request.sort);
    return await pageAmong(selection, { ...request, positionOf }, selection.scope.ids, (id) =>
      ctx.db.find("customers", id),
    );
  }
  const people = Math.min(selection.scope.kind === "owners" ? selection.scope.owners.length : 0, mostPeople);
  // Each row may have another owner, who is read for the name.
  const names = most === largestPage ? request.want : 0;
  let left = pageReads - people - names;
  const isServed = isServedByOneIndex(selection, request.sort);
  const matching = isServed ? null : await matchingOf(ctx, selection, { budget: facetReads, enough: left });
  left -= matching === null ? 0 : matching.reads;
  if (matching !== null && matching.isWhole && matching.count <= left) {
    const positionOf = (row: Doc<"customers">) => positionIn(row, request.sort);
    return await pageAmong(selection, { ...request, positionOf }, [...matching.slots()], (slot) =>
      ctx.db
        .query("customers")
        .withIndex("by_slot", (q) => q.eq("slot", slot))
        .first(),
    );
  }
  // Facets that were given up half way have cost their share too.
  if (!isServed && matching === null) left -= facetReads + 2;
  return await walk(ctx, selection, matching, request, left);
}

interface PageRequest {
  sort: SortName;
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

/** All of a short list, sorted here. */
async function pageAmong<Key>(
  selection: Selection,
  {
    positionOf: at,
    order,
    want,
    after,
    until,
  }: Omit<PageRequest, "sort"> & { positionOf: (row: Doc<"customers">) => Position },
  keys: readonly Key[],
  read: (key: Key) => Promise<Doc<"customers"> | null>,
): Promise<Page> {
  const found = await Promise.all(keys.map(read));
  const rows = found
    .filter((row) => row !== null)
    .filter((row) => selection.matches(row))
    .filter((row) => after === null || comparePositions(at(row), after, order) > 0)
    .filter((row) => until === null || comparePositions(at(row), until, order) <= 0)
    .sort((a, b) => comparePositions(at(a), at(b), order));
  const looked = { looked: rows.length, among: rows.length };
  if (until !== null) return { rows, next: until, ...looked };
  const page = rows.slice(0, want);
  const last = page.at(-1);
  return { rows: page, next: page.length === rows.length || last === undefined ? null : at(last), ...looked };
}

/**
 * Along the shortest way; where that turns out to hold next to nothing of what is wanted (a hundred thousand customers
 * imported yesterday, all active and nobody's), on from there along the one that should hold more. Every way has all
 * that match in the same order, so that a place on one is a place on the others.
 */
async function walk(
  ctx: OrgQueryCtx,
  selection: Selection,
  matching: Matching | null,
  request: PageRequest,
  budget: number,
): Promise<Page> {
  const [way, other] = shortestWays(selection, matching, request.sort);
  const expected = other === undefined ? null : expectedOn(other, matching);
  const first = await along(ctx, selection, way!, request, {
    budget,
    isPoor: ({ accepted, passed }) =>
      expected !== null && passed >= fewestTelling && 2 * accepted < expected * passed,
  });
  const isOver = !first.isPoor || other === undefined;
  const second = isOver
    ? null
    : await along(
        ctx,
        selection,
        other,
        { ...request, after: first.next, want: request.want - first.rows.length },
        { budget: first.left },
      );
  const rows = [...first.rows, ...(second?.rows ?? [])];
  const passed = first.passed + (second?.passed ?? 0);
  const among = await lengthOf(ctx, second === null ? way! : other!, { rows: rows.length, passed });
  return { rows, next: (second ?? first).next, looked: passed, among };
}

/** Customers that tell how much a way holds. */
const fewestTelling = 32;

type Walked = Omit<Merged<Doc<"customers">>, "rows"> & { rows: Doc<"customers">[] };

async function along(
  ctx: OrgQueryCtx,
  selection: Selection,
  way: Way,
  { sort, order, want, after, until }: PageRequest,
  limits: { budget: number; isPoor?: (progress: { accepted: number; passed: number }) => boolean },
): Promise<Walked> {
  const bounds = boundsOf(selection.demanded, sort);
  const common = { order, after, until, want, ...limits };
  const { tagKey } = selection;
  if (way.by === "tag" && tagKey !== undefined) {
    const customers = new Map<string, Doc<"customers">>();
    const merged = await mergeRanges<Doc<"customerTags">>({
      ...common,
      ranges: [tagRange(ctx, tagKey, { sort, order }, bounds)],
      positionOf: (row) => positionIn(row, sort),
      costPerRow: 1,
      accept: async (row) => {
        const customer = await ctx.db.find("customers", row.customerId);
        if (customer === null || !selection.matches(customer)) return null;
        customers.set(row._id, customer);
        return row;
      },
    });
    return { ...merged, rows: merged.rows.map((row) => customers.get(row._id)!) };
  }
  const ranges =
    way.by === "words"
      ? way.ranges.map((equals) => customerRange(ctx, way.index, equals, { sort, order }, bounds))
      : [customerRange(ctx, sorts[sort].index, [], { sort, order }, bounds)];
  return await mergeRanges<Doc<"customers">>({
    ...common,
    ranges,
    positionOf: (row) => positionIn(row, sort),
    costPerRow: 0,
    accept: (row) => (selection.matches(row) ? row : null),
  });
}
