/**
 * The list in the order of one of the organization's own fields, or of visits: first the
 * customers with a value, by the index over values, then those without, by
 * name.
 */
import type { Doc } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import type { Branch, Leaf } from "./compile";
import type { Selection } from "./filters";
import {
  comparePositions,
  mergeRanges,
  type Direction,
  type Merged,
  type Position,
  type ReadRange,
} from "./streams";

type ValueRow = Doc<"fieldValues">;

/** Where a customer stands in this order. */
export function ownPosition(read: (customer: Doc<"customers">) => string | number | undefined) {
  return (customer: Doc<"customers">): Position => ({
    value: read(customer) ?? null,
    creationTime: customer._creationTime,
    id: customer._id,
  });
}

/** The customers with a value, as many as the budget allows to look at. */
export async function walkValues(
  ctx: OrgQueryCtx,
  key: string,
  selection: Selection,
  request: {
    order: Direction;
    after: Position | null;
    until: Position | null;
    want: number;
    budget: number;
    /** More owners than this are read as one range with a filter. */
    mostRanges: number;
  },
): Promise<Merged<Doc<"customers">>> {
  const { owners } = selection;
  const customers = new Map<string, Doc<"customers">>();
  const { rows, ...rest } = await mergeRanges<ValueRow>({
    ...request,
    ranges:
      owners !== undefined && owners.length <= request.mostRanges
        ? owners.map((owner) => valueRange(ctx, key, request.order, owner ?? undefined, true))
        : [valueRange(ctx, key, request.order, undefined, false)],
    positionOf: at,
    costPerRow: 1,
    accept: async (row) => {
      const customer = await ctx.db.find("customers", row.customerId);
      if (customer === null || !selection.matches(customer)) return null;
      customers.set(row._id, customer);
      return row;
    },
  });
  return { ...rest, rows: rows.map((row) => customers.get(row._id)!) };
}

/** The same selection without the customers that have a value. */
export function withoutValue(
  selection: Selection,
  empty: Leaf,
  read: (customer: Doc<"customers">) => string | number | undefined,
): Selection {
  const tree: Branch = { kind: "all", parts: [selection.tree, empty] };
  return {
    ...selection,
    tree,
    demanded: [...selection.demanded, empty],
    isPlain: false,
    matches: (customer) => read(customer) === undefined && selection.matches(customer),
  };
}

const at = (row: ValueRow): Position => ({ value: row.value, creationTime: row._creationTime, id: row._id });

function valueRange(
  ctx: OrgQueryCtx,
  key: string,
  order: Direction,
  owner: ValueRow["ownerId"],
  byOwner: boolean,
): ReadRange<ValueRow> {
  const open = (range: (q: Steps) => Steps) =>
    ctx.db
      .query("fieldValues")
      .withIndex((byOwner ? "by_owner_value" : "by_value") as "by_value", (q) => {
        const opened = (q as unknown as Steps).eq("fieldKey", key);
        return range(byOwner ? opened.eq("ownerId", owner) : opened) as never;
      })
      .order(order);
  const read: ReadRange<ValueRow> = async (after, limit) => {
    if (after === null) {
      const rows = await open((q) => q).take(limit);
      return { rows, isEnd: rows.length < limit, reads: rows.length };
    }
    const { value, creationTime } = after;
    // The row at the position itself is read again, because rows may share a creation time.
    const equals = await open((q) => {
      const same = q.eq("value", value);
      return order === "asc"
        ? same.gte("_creationTime", creationTime)
        : same.lte("_creationTime", creationTime);
    }).take(limit + 1);
    const rest = equals.filter((row) => comparePositions(at(row), after, order) > 0);
    if (equals.length > limit) {
      if (rest.length === 0) return await read(after, limit * 2 + 1);
      return { rows: rest, isEnd: false, reads: equals.length };
    }
    const missing = Math.max(1, limit - rest.length);
    const others = await open((q) => (order === "asc" ? q.gt("value", value) : q.lt("value", value))).take(
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

/** Convex types a range step by step for one named index; here the index is chosen at run time. */
interface Steps {
  eq(field: string, value: unknown): Steps;
  gt(field: string, value: unknown): Steps;
  gte(field: string, value: unknown): Steps;
  lt(field: string, value: unknown): Steps;
  lte(field: string, value: unknown): Steps;
}
