/**
 * Places on a departure. Taken and given back on the departure's own row, in the booking's transaction: two bookings
 * that ask at once for the last place read the same row, and Convex lets one of them see what the other took (TRV-06).
 */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { fail } from "../shared/errors";

/** Takes `seats` places, or gives them back when below zero. CAPACITY_EXCEEDED. */
export async function takeSeats(
  ctx: TenantMutationCtx,
  departureId: Id<"tourDepartures">,
  seats: number,
): Promise<void> {
  if (seats === 0) return;
  const { capacity, seatsTaken } = await ctx.db.get("tourDepartures", departureId);
  const seatsLeft = capacity - seatsTaken;
  if (seats > seatsLeft) fail({ code: "CAPACITY_EXCEEDED", seatsLeft });
  await ctx.db.patch("tourDepartures", departureId, { seatsTaken: seatsTaken + seats });
}
