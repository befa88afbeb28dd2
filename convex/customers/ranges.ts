/** Index ranges of customers in one order, each readable from any position on (streams.ts merges them). */
import type { Doc } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { dayMs } from "../shared/days";
import type { Leaf } from "./compile";
import type { SortName } from "./sortNames";
import { positionIn, sorts } from "./sorts";
import { comparePositions, type Direction, type ReadRange } from "./streams";

export interface Order {
  sort: SortName;
  order: Direction;
}
/** Values of the sort field outside are of no interest. Both included; wider than the condition, never narrower. */
export interface Bounds {
  from?: string | number;
  to?: string | number;
}
type Row = Doc<"customers"> | Doc<"customerTags">;

/** A field of an index and the one value of it that a range is about. */
export type Equal = readonly [field: string, value: string | undefined];

/** One range of customers: all, or those with `equals`, which begin the index. */
export function customerRange(
  ctx: OrgQueryCtx,
  index: string,
  equals: readonly Equal[],
  order: Order,
  bounds: Bounds,
): ReadRange<Doc<"customers">> {
  return readRange(
    (range) =>
      ctx.db
        .query("customers")
        .withIndex(
          index as "by_name",
          (q) => range(equals.reduce((steps, equal) => steps.eq(...equal), q as unknown as Steps)) as never,
        )
        .order(order.order),
    order,
    bounds,
  );
}

/** The rows of one tag. */
export function tagRange(
  ctx: OrgQueryCtx,
  tagKey: string,
  order: Order,
  bounds: Bounds,
): ReadRange<Doc<"customerTags">> {
  return readRange(
    (range) =>
      ctx.db
        .query("customerTags")
        .withIndex(
          `by_tag_${order.sort}` as "by_tag_name",
          (q) => range((q as unknown as Steps).eq("key", tagKey)) as never,
        )
        .order(order.order),
    order,
    bounds,
  );
}

/** What the demanded conditions say of the sort field. An instant's day depends on the time zone: a day more at each end. */
export function boundsOf(leaves: readonly Leaf[], sort: SortName): Bounds {
  const bounds: Bounds = {};
  for (const { field, from, to } of leaves) {
    if (field.sort !== sort) continue;
    const isInstant = field.kind === "day" && sort !== "dateJoined";
    const low = isInstant && from !== undefined ? Date.parse(`${from}T00:00:00Z`) - dayMs : from;
    const high = isInstant && to !== undefined ? Date.parse(`${to}T00:00:00Z`) + 2 * dayMs : to;
    if (low !== undefined && (bounds.from === undefined || low > bounds.from)) bounds.from = low;
    if (high !== undefined && (bounds.to === undefined || high < bounds.to)) bounds.to = high;
    // 0 stands for "never": no day.
    if (sort === "lastContactAt" && bounds.from === undefined) bounds.from = 1;
  }
  return bounds;
}

/** Convex types a range step by step for one named index; here the index is chosen at run time, so the steps are typed loosely. */
interface Steps {
  eq(field: string, value: unknown): Steps;
  gt(field: string, value: unknown): Steps;
  gte(field: string, value: unknown): Steps;
  lt(field: string, value: unknown): Steps;
  lte(field: string, value: unknown): Steps;
}

/** Continues a range after a position: the rest of the rows with an equal value, then larger (or smaller) ones, then those without. */
function readRange<R extends Row>(
  open: (range: (q: Steps) => Steps) => { take(limit: number): Promise<R[]> },
  { sort, order }: Order,
  bounds: Bounds,
): ReadRange<R> {
  const { field, hasBlanks } = sorts[sort];
  const endsWithBlanks = hasBlanks && bounds.from === undefined && bounds.to === undefined;
  /** Rows with a value, after `value` where one is given. */
  const valued = async (value: unknown, limit: number) =>
    await open((q) => {
      const low = order === "asc" && value !== undefined ? value : undefined;
      const high = order === "desc" && value !== undefined ? value : undefined;
      let steps = q;
      if (low !== undefined) steps = steps.gt(field, low);
      else if (bounds.from !== undefined) steps = steps.gte(field, bounds.from);
      else if (hasBlanks) steps = steps.gt(field, undefined);
      if (high !== undefined) steps = steps.lt(field, high);
      else if (bounds.to !== undefined) steps = steps.lte(field, bounds.to);
      return steps;
    }).take(limit);

  const read: ReadRange<R> = async (after, limit) => {
    if (after === null) {
      const rows = await valued(undefined, limit);
      if (rows.length === limit || !endsWithBlanks) {
        return { rows, isEnd: rows.length < limit, reads: rows.length };
      }
      const blanks = await open((q) => q.eq(field, undefined)).take(limit - rows.length);
      const all = [...rows, ...blanks];
      return { rows: all, isEnd: all.length < limit, reads: all.length };
    }
    const { value, creationTime } = after;
    // The row at the position itself is read again, because rows may share a creation time.
    const equals = await open((q) => {
      const same = q.eq(field, value ?? undefined);
      return order === "asc"
        ? same.gte("_creationTime", creationTime)
        : same.lte("_creationTime", creationTime);
    }).take(limit + 1);
    const rest = equals.filter((row) => comparePositions(positionIn(row, sort), after, order) > 0);
    if (equals.length > limit) {
      if (rest.length === 0) return await read(after, limit * 2 + 1);
      return { rows: rest, isEnd: false, reads: equals.length };
    }
    if (value === null) return { rows: rest, isEnd: true, reads: equals.length };
    const missing = Math.max(1, limit - rest.length);
    const others = await valued(value, missing);
    const known = rest.length + others.length;
    const blanks =
      others.length < missing && endsWithBlanks
        ? await open((q) => q.eq(field, undefined)).take(missing - others.length)
        : [];
    return {
      rows: [...rest, ...others, ...blanks],
      isEnd: others.length + blanks.length < missing,
      reads: equals.length + known - rest.length + blanks.length,
    };
  };
  return read;
}
