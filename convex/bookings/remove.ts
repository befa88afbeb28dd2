/** Takes a customer's bookings out of everything, as sample data goes: places, payments, travellers and numbers with them. */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { settleBooking } from "./save";
import { takeSeats } from "./seats";

export async function removeBookingsOf(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const bookings = await ctx.db
    .query("bookings")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .collect();
  for (const booking of bookings) {
    const { _id, status, tourDepartureId, numParticipants } = booking;
    const payments = await ctx.db
      .query("payments")
      .withIndex("by_booking", (q) => q.eq("bookingId", _id))
      .collect();
    for (const payment of payments) await ctx.db.delete("payments", payment._id);
    const people = await ctx.db
      .query("tourParticipants")
      .withIndex("by_booking", (q) => q.eq("bookingId", _id))
      .collect();
    for (const person of people) await ctx.db.delete("tourParticipants", person._id);
    if (status !== "cancelled") await takeSeats(ctx, tourDepartureId, -numParticipants);
    await settleBooking(ctx, booking, null);
    await ctx.db.delete("bookings", _id);
  }
  const places = await ctx.db
    .query("tourParticipants")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .collect();
  for (const { _id, bookingId } of places) {
    const { namedParticipants } = await ctx.db.get("bookings", bookingId);
    await ctx.db.delete("tourParticipants", _id);
    await ctx.db.patch("bookings", bookingId, { namedParticipants: namedParticipants - 1 });
  }
}
