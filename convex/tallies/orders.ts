/** Which numbers an order counts in; every write of one calls `tallyOrder` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { earnedByWork } from "../value/earned";
import { bump } from "./bump";
import { difference } from "./difference";
import { ownerKey, type TallyChange } from "./metrics";
import { earnedTallies } from "./performance";

export function orderTallies(order: Doc<"orders">, timeZone: string): TallyChange[] {
  const one = { part: "", cell: `${order.status}.${order.currency}`, count: 1, sum: order.totalAmount };
  return [
    { metric: "orders", key: "", ...one },
    { metric: "ordersByOwner", key: ownerKey(order.ownerId), ...one },
    ...earnedTallies(order, earnedByWork("orders", order), timeZone),
  ];
}

/** Moves an order's numbers from `before` to `after`; null is "not there". */
export async function tallyOrder(
  ctx: TenantMutationCtx,
  before: Doc<"orders"> | null,
  after: Doc<"orders"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "orders", at: row.createdAt, creationTime: row._creationTime };
  const { timeZone } = await ctx.settings();
  const was = before ? orderTallies(before, timeZone) : [];
  await bump(ctx, place, difference(was, after ? orderTallies(after, timeZone) : []));
}
