/** Bookings follow their customer to a new owner, under whom they are listed and counted. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { inOneTally } from "../tallies/bump";
import { tallyBooking } from "../tallies/bookings";

/** Bookings moved per transaction. */
const batch = 50;

/** Moves one batch; true while there may be more. Repeating it is harmless. */
export async function bookingsFollowOwner(
  ctx: TenantMutationCtx,
  { _id: customerId, ownerId }: Doc<"customers">,
): Promise<boolean> {
  const others = await Promise.all([
    ctx.db
      .query("bookings")
      .withIndex("by_customer_owner", (q) => q.eq("customerId", customerId).lt("ownerId", ownerId))
      .take(batch),
    ctx.db
      .query("bookings")
      .withIndex("by_customer_owner", (q) => q.eq("customerId", customerId).gt("ownerId", ownerId))
      .take(batch),
  ]);
  const moved = others.flat().slice(0, batch);
  await inOneTally(ctx, async () => {
    for (const booking of moved) {
      await ctx.db.patch("bookings", booking._id, { ownerId });
      await tallyBooking(ctx, booking, await ctx.db.get("bookings", booking._id));
    }
  });
  return moved.length === batch;
}
