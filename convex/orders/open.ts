/** Orders that keep their customer from being deleted (C14). */
import type { Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { openStatuses } from "./lifecycle";

/** At most `most` of them. */
export async function openOrders(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
  most: number,
): Promise<string[]> {
  const found = await Promise.all(
    openStatuses.map((status) =>
      ctx.db
        .query("orders")
        .withIndex("by_customer_status", (q) => q.eq("customerId", customerId).eq("status", status))
        .take(most),
    ),
  );
  return found
    .flat()
    .slice(0, most)
    .map(({ _id }) => _id);
}
