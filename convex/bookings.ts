/** Door: bookings, their payments and who travels (TRV). */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { book } from "./bookings/book";
import { changeBooking, completeTrips, moveBooking } from "./bookings/change";
import {
  bookingFilterValidator,
  customerBookings,
  departureBookings,
  listBookings,
  openBooking,
} from "./bookings/list";
import { addParticipant, participantsOf, removeParticipant, travellersOf } from "./bookings/participants";
import { movePayment, recordPayment } from "./bookings/payments";
import { countBookings, customerSummary } from "./bookings/summary";
import { bookingStatusValidator, paymentStatusValidator } from "./bookings/table";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import { dayOf } from "./shared/days";
import { paymentMethodValidator } from "./transactions/table";

const ownerArg = v.union(v.id("users"), v.literal("everybody"), v.null());
const schedule = { id: "system:bookings", name: "Orbit", channel: "schedule" as const };

/**
 * Books a departure for a customer, or for a new one who passes the gatekeeper first (TRV-19); from a lead it is won in
 * the same transaction (TRV-10). Amounts in minor units. VALIDATION_ERROR by field, CAPACITY_EXCEEDED,
 * LEAD_ALREADY_CONVERTED, REASON_REQUIRED for a total of one's own, DUPLICATE_CUSTOMER, NOT_FOUND, FORBIDDEN; FLAG_OFF for
 * a new customer while the caller adds people to the older point of sale (POS-20).
 */
export const create = orgMutation({
  permission: "bookings:write",
  args: {
    customerId: v.optional(v.id("customers")),
    newCustomer: v.optional(
      v.object({
        input: v.object({
          name: v.string(),
          phone: v.optional(v.string()),
          email: v.optional(v.string()),
        }),
        confirmDuplicate: v.optional(v.boolean()),
        reason: v.optional(v.string()),
      }),
    ),
    input: v.object({
      tourDepartureId: v.id("tourDepartures"),
      numParticipants: v.number(),
      totalAmount: v.optional(v.number()),
      currency: v.optional(v.string()),
      totalReason: v.optional(v.string()),
      leadId: v.optional(v.id("leads")),
      quoteId: v.optional(v.id("quotes")),
      note: v.optional(v.string()),
      metadata: v.optional(v.string()),
    }),
  },
  handler: (ctx, { input, ...booker }) => book(ctx, booker, input),
});

/** Changes people, total, note or metadata; `totalAmount: null` goes back to price times people. */
export const update = orgMutation({
  permission: "bookings:write",
  args: {
    bookingId: v.id("bookings"),
    changes: v.object({
      numParticipants: v.optional(v.number()),
      totalAmount: v.optional(v.union(v.number(), v.null())),
      totalReason: v.optional(v.string()),
      note: v.optional(v.string()),
      metadata: v.optional(v.string()),
    }),
  },
  handler: async (ctx, { bookingId, changes }): Promise<null> => {
    await changeBooking(ctx, bookingId, changes);
    return null;
  },
});

/** Moves a booking by hand; answers the status before, for undo (TRV-05). INVALID_STATUS_CHANGE, REASON_REQUIRED. */
export const move = orgMutation({
  permission: "bookings:write",
  args: { bookingId: v.id("bookings"), to: bookingStatusValidator, reason: v.optional(v.string()) },
  handler: (ctx, { bookingId, to, reason }) => moveBooking(ctx, bookingId, to, reason),
});

/** One booking with its payments. NOT_FOUND unless its customer is within reach. */
export const get = orgQuery({
  permission: "bookings:read",
  args: { bookingId: v.string() },
  handler: (ctx, { bookingId }) => openBooking(ctx, bookingId),
});

/** The organization's bookings by day of departure: everybody's, or one owner's within reach (FORBIDDEN). */
export const list = orgQuery({
  permission: "bookings:read",
  args: {
    owner: ownerArg,
    filter: bookingFilterValidator,
    order: v.union(v.literal("asc"), v.literal("desc")),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { paginationOpts, ...args }) => listBookings(ctx, args, paginationOpts),
});

/** Exact numbers by status, of all departures or of those of a range of days; kept, not scanned. */
export const counts = orgQuery({
  permission: "bookings:read",
  args: { owner: ownerArg, from: v.optional(v.string()), to: v.optional(v.string()) },
  handler: (ctx, args) => countBookings(ctx, args),
});

/** One customer's bookings; what was cancelled only among all (TRV-21). `today`: the organization's calendar day. */
export const ofCustomer = orgQuery({
  permission: "bookings:read",
  args: {
    customerId: v.id("customers"),
    when: v.union(v.literal("all"), v.literal("upcoming"), v.literal("past")),
    today: v.string(),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { paginationOpts, ...args }) => customerBookings(ctx, args, paginationOpts),
});

/** How many a customer has, how many are to come, and when the newest was made (TRV-22). */
export const summary = orgQuery({
  permission: "bookings:read",
  args: { customerId: v.id("customers"), today: v.string() },
  handler: (ctx, args) => customerSummary(ctx, args),
});

/** Bookings of one departure, as far as their customers are in reach (TRV-26). */
export const ofDeparture = orgQuery({
  permission: "bookings:read",
  args: { departureId: v.id("tourDepartures"), paginationOpts: paginationOptsValidator },
  handler: (ctx, { departureId, paginationOpts }) => departureBookings(ctx, departureId, paginationOpts),
});

/** Records an instalment, or money that went back; answers its id (TRV-11). */
export const pay = orgMutation({
  permission: "bookings:write",
  args: {
    bookingId: v.id("bookings"),
    input: v.object({
      amount: v.number(),
      currency: v.optional(v.string()),
      rate: v.optional(v.number()),
      paymentDate: v.optional(v.string()),
      paymentMethod: v.optional(paymentMethodValidator),
      status: v.optional(paymentStatusValidator),
      reference: v.optional(v.string()),
      transactionId: v.optional(v.id("transactions")),
    }),
  },
  handler: (ctx, { bookingId, input }) => recordPayment(ctx, bookingId, input),
});

/** What became of a payment: it came, or it did not. Answers the status before, for undo. */
export const movePaid = orgMutation({
  permission: "bookings:write",
  args: { paymentId: v.id("payments"), to: paymentStatusValidator },
  handler: (ctx, { paymentId, to }) => movePayment(ctx, paymentId, to),
});

/** Who travels on a booking (TRV-17). */
export const participants = orgQuery({
  permission: "bookings:read",
  args: { bookingId: v.id("bookings"), paginationOpts: paginationOptsValidator },
  handler: async (ctx, { bookingId, paginationOpts }) => {
    await openBooking(ctx, bookingId);
    return await participantsOf(ctx, bookingId, paginationOpts);
  },
});

/** Who is named on a departure; whom the caller may not see has no name. */
export const travellers = orgQuery({
  permission: "bookings:read",
  args: { departureId: v.id("tourDepartures"), paginationOpts: paginationOptsValidator },
  handler: async (ctx, { departureId, paginationOpts }) => {
    await ctx.db.get("tourDepartures", departureId);
    return await travellersOf(ctx, departureId, paginationOpts);
  },
});

/** Names a traveller: a customer, or a guest. CAPACITY_EXCEEDED beyond the booking's places. */
export const addPerson = orgMutation({
  permission: "bookings:write",
  args: {
    bookingId: v.id("bookings"),
    input: v.object({
      customerId: v.optional(v.id("customers")),
      guestName: v.optional(v.string()),
      dietary: v.optional(v.string()),
    }),
  },
  handler: (ctx, { bookingId, input }) => addParticipant(ctx, bookingId, input),
});

/** Takes a traveller off; the place stays the booking's. */
export const removePerson = orgMutation({
  permission: "bookings:write",
  args: { participantId: v.id("tourParticipants") },
  handler: async (ctx, { participantId }): Promise<null> => {
    await removeParticipant(ctx, participantId);
    return null;
  },
});

/** Cron, per organization: completes trips that were paid and are over (TRV-27). */
export const complete = tenantMutation({
  args: {},
  actor: schedule,
  handler: async (ctx): Promise<null> => {
    const { timeZone } = await ctx.settings();
    if (await completeTrips(ctx, dayOf(ctx.now, timeZone)))
      await ctx.scheduler.runAfter(0, internal.bookings.complete, { orgId: ctx.orgId });
    return null;
  },
});
