/** Sold packages follow their customer to a new owner, under whom they are listed. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";

/** Packages moved per transaction. */
const batch = 50;

/** Moves one batch; true while there may be more. Repeating it is harmless. */
export async function packagesFollowOwner(
  ctx: TenantMutationCtx,
  { _id: customerId, ownerId }: Doc<"customers">,
): Promise<boolean> {
  const others = await Promise.all([
    ctx.db
      .query("customerPackages")
      .withIndex("by_customer_owner", (q) => q.eq("customerId", customerId).lt("ownerId", ownerId))
      .take(batch),
    ctx.db
      .query("customerPackages")
      .withIndex("by_customer_owner", (q) => q.eq("customerId", customerId).gt("ownerId", ownerId))
      .take(batch),
  ]);
  const moved = others.flat().slice(0, batch);
  for (const { _id } of moved) await ctx.db.patch("customerPackages", _id, { ownerId });
  return moved.length === batch;
}
