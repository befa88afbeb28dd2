/** Sales follow their customer to a new owner, under whom they are listed and counted. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { tallyTransaction } from "../tallies/transactions";
import { inOneTally } from "../tallies/bump";

/** Sales moved per transaction. */
const batch = 50;

/** Moves one batch; true while there may be more. Repeating it is harmless. */
export async function salesFollowOwner(
  ctx: TenantMutationCtx,
  { _id: customerId, ownerId }: Doc<"customers">,
): Promise<boolean> {
  const others = await Promise.all([
    ctx.db
      .query("transactions")
      .withIndex("by_customer_owner", (q) => q.eq("customerId", customerId).lt("ownerId", ownerId))
      .take(batch),
    ctx.db
      .query("transactions")
      .withIndex("by_customer_owner", (q) => q.eq("customerId", customerId).gt("ownerId", ownerId))
      .take(batch),
  ]);
  const moved = others.flat().slice(0, batch);
  await inOneTally(ctx, async () => {
    for (const sale of moved) {
      await ctx.db.patch("transactions", sale._id, { ownerId });
      await tallyTransaction(ctx, sale, await ctx.db.get("transactions", sale._id));
    }
  });
  return moved.length === batch;
}
