/** Which numbers an order counts in; every write of one calls `tallyOrder` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import { earnedByWork } from "../value/earned";
import { ownerKey, type TallyChange } from "./metrics";
import { moveByDay } from "./move";
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
export const tallyOrder = moveByDay("orders", orderTallies);
