/** Bookings that keep their customer from being deleted (CUS-44, TRV-18, C14). */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { dayOf } from "../shared/days";

/** At most `most` trips that were booked, not cancelled, and are not over by the organization's calendar (C72). */
export async function activeBookings(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  most: number,
): Promise<string[]> {
  const today = dayOf(ctx.now, (await ctx.settings()).timeZone);
  const found = await Promise.all(
    (["confirmed", "paid"] as const).map((status) =>
      ctx.db
        .query("bookings")
        .withIndex("by_customer_status", (q) =>
          q.eq("customerId", customerId).eq("status", status).gte("endDate", today),
        )
        .take(most),
    ),
  );
  return found
    .flat()
    .slice(0, most)
    .map(({ _id }) => _id);
}
