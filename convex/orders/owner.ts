/** Orders follow their customer to a new owner, under whom they are listed and counted. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { tallyOrder } from "../tallies/orders";
import { inOneTally } from "../tallies/bump";

/** Orders moved per transaction. */
const batch = 50;

/** Moves one batch; true while there may be more. Repeating it is harmless. */
export async function ordersFollowOwner(
  ctx: TenantMutationCtx,
  { _id: customerId, ownerId }: Doc<"customers">,
): Promise<boolean> {
  const others = await Promise.all([
    ctx.db
      .query("orders")
      .withIndex("by_customer_owner", (q) => q.eq("customerId", customerId).lt("ownerId", ownerId))
      .take(batch),
    ctx.db
      .query("orders")
      .withIndex("by_customer_owner", (q) => q.eq("customerId", customerId).gt("ownerId", ownerId))
      .take(batch),
  ]);
  const moved = others.flat().slice(0, batch);
  await inOneTally(ctx, async () => {
    for (const order of moved) {
      await ctx.db.patch("orders", order._id, { ownerId });
      await tallyOrder(ctx, order, await ctx.db.get("orders", order._id));
    }
  });
  return moved.length === batch;
}
