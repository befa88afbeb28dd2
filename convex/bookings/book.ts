/** Booking a departure: for a customer that is known, one that is new, or a lead (TRV-04, TRV-09, TRV-10, TRV-19). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { readPreferences } from "../consent/preferences";
import { writableCustomer } from "../customers/access";
import type { CustomerDraft } from "../customers/shape";
import { createByStaff } from "../customers/staff";
import { olderFlowFlag, requireOwnCustomers } from "../flags/set";
import { writableLead } from "../leads/access";
import { isOpen } from "../leads/stages";
import { moveLead } from "../leads/write";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { inOneTally } from "../tallies/bump";
import { reachFor } from "../tenancy/permissions";
import { quotePaid } from "../transactions/paying";
import { refreshInsights } from "../value/refresh";
import { insertBooking } from "./save";
import { bookingShape, type BookingInput } from "./shape";

export interface Booker {
  /** One of the two. */
  customerId?: string;
  newCustomer?: {
    input: CustomerDraft;
    confirmDuplicate?: boolean;
    reason?: string;
  };
}

/**
 * One transaction: the customer where it is new, the places, the booking, the lead won. VALIDATION_ERROR by field,
 * CAPACITY_EXCEEDED, LEAD_ALREADY_CONVERTED, REASON_REQUIRED for a total of one's own, NOT_FOUND, FORBIDDEN, and of a new
 * customer FLAG_OFF and what the gatekeeper says.
 */
export async function book(
  ctx: OrgMutationCtx,
  booker: Booker,
  input: BookingInput,
): Promise<Id<"bookings">> {
  const given = parse(bookingShape, input);
  const customer = await bookerOf(ctx, booker);
  const departure = await offeredDeparture(ctx, given.tourDepartureId);
  const lead = given.leadId === undefined ? null : await convertible(ctx, customer, given.leadId);
  const currency = given.currency ?? departure.currency;
  const usual = departure.price * given.numParticipants;
  if (currency !== departure.currency && given.totalAmount === undefined)
    refuse("totalAmount", "required", `Enter the total in ${currency}.`);
  const isOwnTotal =
    given.totalAmount !== undefined && (given.totalAmount !== usual || currency !== departure.currency);
  if (isOwnTotal && given.totalReason === undefined)
    fail({ code: "REASON_REQUIRED", action: "bookings.total" });
  const quote =
    given.quoteId === undefined ? null : await quotePaid(ctx, customer._id, given.quoteId, currency);
  const isOlderFlow = (await olderFlowFlag(ctx, "new-booking-integration")) !== undefined;
  const booking = await inOneTally(ctx, async () => {
    const row = await insertBooking(ctx, customer, {
      leadId: lead?._id,
      tourDepartureId: departure._id,
      tourId: departure.tourId,
      departureDate: departure.departureDate,
      endDate: departure.endDate,
      numParticipants: given.numParticipants,
      totalAmount: given.totalAmount ?? usual,
      currency,
      totalReason: isOwnTotal ? given.totalReason : undefined,
      status: (given.totalAmount ?? usual) === 0 ? "paid" : "confirmed",
      paidAmount: 0,
      soldAmount: 0,
      quoteId: quote?._id,
      ...(isOlderFlow ? { isOlderFlow } : {}),
      legacyPosCustomerId: customer.legacyId,
      preferencesSnapshot: JSON.stringify(readPreferences(customer)),
      metadata: given.metadata,
      note: given.note,
      namedParticipants: 0,
    });
    if (lead !== null && lead.status !== "won") await moveLead(ctx, lead, "won");
    return row;
  });
  await refreshInsights(ctx, customer._id);
  return booking._id;
}

async function bookerOf(ctx: OrgMutationCtx, { customerId, newCustomer }: Booker): Promise<Doc<"customers">> {
  if ((customerId === undefined) === (newCustomer === undefined))
    refuse("customerId", "required", "Choose a customer, or enter a new one.");
  if (newCustomer === undefined) return await writableCustomer(ctx, customerId!, "bookings:write");
  // A booking makes a customer only for who may make one.
  if (reachFor(ctx, "customers:create") === "none")
    fail({ code: "FORBIDDEN", permission: "customers:create" });
  await requireOwnCustomers(ctx, "new-booking-integration");
  const { customerId: id } = await createByStaff(ctx, newCustomer);
  return await ctx.db.get("customers", id);
}

async function offeredDeparture(ctx: TenantMutationCtx, key: string): Promise<Doc<"tourDepartures">> {
  const departure = await ctx.db.getNamed("tourDepartures", key);
  const tour = await ctx.db.get("tours", departure.tourId);
  if (!tour.active)
    refuse("tourDepartureId", "notOffered", "This tour is not offered any more; choose another.");
  return departure;
}

/** A lead of this customer, open or won, that no living booking came from. */
async function convertible(
  ctx: OrgMutationCtx,
  customer: Doc<"customers">,
  key: string,
): Promise<Doc<"leads">> {
  const id = ctx.db.normalizeId("leads", key);
  if (id === null) return fail({ code: "NOT_FOUND", entity: "leads" });
  const lead = await writableLead(ctx, id);
  if (lead.customerId !== customer._id) refuse("leadId", "otherCustomer", "Choose a lead of this customer.");
  await refuseConverted(ctx, lead._id);
  if (!isOpen(lead.status) && lead.status !== "won")
    fail({ code: "INVALID_STATUS_CHANGE", entity: "leads", from: lead.status, to: "won" });
  return lead;
}

/** LEAD_ALREADY_CONVERTED while a booking of the lead is alive; cancelling it makes room for another (C35). */
export async function refuseConverted(ctx: TenantMutationCtx, leadId: Id<"leads">): Promise<void> {
  for (const status of ["confirmed", "paid", "completed"] as const) {
    const booking = await ctx.db
      .query("bookings")
      .withIndex("by_lead", (q) => q.eq("leadId", leadId).eq("status", status))
      .first();
    if (booking !== null) fail({ code: "LEAD_ALREADY_CONVERTED", bookingId: booking._id });
  }
}

export function refuse(path: string, rule: string, message: string): never {
  return fail({ code: "VALIDATION_ERROR", issues: [{ path, rule, message }] });
}
