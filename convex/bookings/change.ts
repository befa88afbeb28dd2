/** What becomes of a booking: other people, another total, another status (TRV-05, TRV-07, TRV-16). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { optional } from "../shared/entry";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import type { Permission } from "../tenancy/permissions";
import { reachFor } from "../tenancy/permissions";
import { refreshInsights } from "../value/refresh";
import { refuse, refuseConverted } from "./book";
import { saveBooking } from "./save";
import { bookingChangesShape, type BookingChanges } from "./shape";
import { mayMove, type BookingStatus } from "./words";

type Booking = Doc<"bookings">;

/** The booking, if the caller may change those of its customer. NOT_FOUND, FORBIDDEN. */
export async function changeableBooking(
  ctx: OrgMutationCtx,
  key: string,
  permission: Permission = "bookings:write",
): Promise<Booking> {
  const booking = await ctx.db.getNamed("bookings", key);
  await writableCustomer(ctx, booking.customerId, permission);
  return booking;
}

/**
 * Changes people, total, note or metadata. A total of one's own needs a reason; null goes back to price times people.
 * VALIDATION_ERROR, REASON_REQUIRED, CAPACITY_EXCEEDED, INVALID_STATUS_CHANGE for a trip that is over or cancelled.
 */
export async function changeBooking(
  ctx: OrgMutationCtx,
  bookingId: string,
  input: BookingChanges,
): Promise<void> {
  const before = await changeableBooking(ctx, bookingId);
  const given = parse(bookingChangesShape, input);
  const fields: Partial<Booking> = {
    ...("note" in input ? { note: given.note } : {}),
    ...("metadata" in input ? { metadata: given.metadata } : {}),
  };
  const asksForMoney = given.numParticipants !== undefined || given.totalAmount !== undefined;
  if (asksForMoney) {
    if (before.status === "cancelled" || before.status === "completed")
      fail({ code: "INVALID_STATUS_CHANGE", entity: "bookings", from: before.status, to: before.status });
    Object.assign(fields, await priced(ctx, before, given));
  }
  const after = await saveBooking(ctx, before, withStatus({ ...before, ...fields }, fields), {
    action: "updated",
    ...(fields.totalReason === undefined ? {} : { reason: fields.totalReason }),
  });
  if (after.totalAmount !== before.totalAmount) await refreshInsights(ctx, before.customerId);
}

async function priced(
  ctx: TenantMutationCtx,
  before: Booking,
  { numParticipants = before.numParticipants, totalAmount, totalReason }: ReturnType<typeof parsed>,
): Promise<Partial<Booking>> {
  if (numParticipants < before.namedParticipants)
    refuse(
      "numParticipants",
      "named",
      `${before.namedParticipants} people are named; take somebody off first.`,
    );
  const departure = await ctx.db.get("tourDepartures", before.tourDepartureId);
  const usual = departure.price * numParticipants;
  const isUsualCurrency = before.currency === departure.currency;
  // Who set a total of their own keeps it when people come or go, until they say otherwise.
  const keepsOwn = totalAmount === undefined && (before.totalReason !== undefined || !isUsualCurrency);
  const total = keepsOwn ? before.totalAmount : (totalAmount ?? usual);
  if (totalAmount === null && !isUsualCurrency)
    refuse("totalAmount", "required", `Enter the total in ${before.currency}.`);
  const isOwn = total !== usual || !isUsualCurrency;
  if (isOwn && !keepsOwn && totalReason === undefined)
    fail({ code: "REASON_REQUIRED", action: "bookings.total" });
  if (total < before.paidAmount)
    refuse("totalAmount", "belowPaid", "More than this has been paid; give the difference back first.");
  return {
    numParticipants,
    totalAmount: total,
    totalReason: isOwn ? (totalReason ?? before.totalReason) : undefined,
  };
}
const parsed = (input: BookingChanges) => parse(bookingChangesShape, input);

/** A living booking is paid when nothing is owed, unless a manager has said so (TRV-12, C36). */
export function withStatus<Fields extends Partial<Booking>>(
  next: Pick<Booking, "status" | "paidAmount" | "totalAmount" | "isPaidByHand">,
  fields: Fields,
): Fields & { status?: BookingStatus } {
  const { status, paidAmount, totalAmount, isPaidByHand } = next;
  if (status !== "confirmed" && status !== "paid") return fields;
  return { ...fields, status: paidAmount >= totalAmount || isPaidByHand ? "paid" : "confirmed" };
}

/**
 * Moves a booking by hand. Cancelling gives its places back; bringing it back takes them again (CAPACITY_EXCEEDED,
 * LEAD_ALREADY_CONVERTED). "paid" against what payments say needs a manager and a reason. INVALID_STATUS_CHANGE.
 */
export async function moveBooking(
  ctx: OrgMutationCtx,
  bookingId: string,
  to: BookingStatus,
  reason?: string,
): Promise<{ from: BookingStatus }> {
  const before = await changeableBooking(ctx, bookingId);
  const why = parse(optional(500), reason);
  if (!mayMove(before.status, to))
    fail({ code: "INVALID_STATUS_CHANGE", entity: "bookings", from: before.status, to });
  if (to === "paid") {
    if (reachFor(ctx, "bookings:override") === "none")
      fail({ code: "FORBIDDEN", permission: "bookings:override" });
    if (why === undefined) fail({ code: "REASON_REQUIRED", action: "bookings.paid" });
  }
  await applyMove(ctx, before, to, why);
  await refreshInsights(ctx, before.customerId);
  return { from: before.status };
}

async function applyMove(
  ctx: TenantMutationCtx,
  before: Booking,
  to: BookingStatus,
  reason: string | undefined,
): Promise<void> {
  const deed = { action: "moved", reason };
  switch (to) {
    case "cancelled":
      await saveBooking(ctx, before, { status: to, cancelledAt: ctx.now, cancelReason: reason }, deed);
      return;
    case "confirmed": {
      if (before.leadId !== undefined) await refuseConverted(ctx, before.leadId);
      const again = { status: to, cancelledAt: undefined, cancelReason: undefined };
      await saveBooking(ctx, before, withStatus({ ...before, ...again }, again), deed);
      return;
    }
    case "paid":
      await saveBooking(ctx, before, { status: to, isPaidByHand: true }, deed);
      return;
    case "completed":
      await saveBooking(ctx, before, { status: to }, deed);
  }
}

/** Trips ended per transaction. */
const batch = 40;

/** Completes what was paid and is over by the organization's calendar (TRV-27); true while there may be more. */
export async function completeTrips(ctx: TenantMutationCtx, today: string): Promise<boolean> {
  const over = await ctx.db
    .query("bookings")
    .withIndex("by_end", (q) => q.eq("status", "paid").lt("endDate", today))
    .take(batch);
  for (const booking of over) await applyMove(ctx, booking, "completed", undefined);
  for (const customerId of new Set<Id<"customers">>(over.map((booking) => booking.customerId)))
    await refreshInsights(ctx, customerId);
  return over.length === batch;
}
