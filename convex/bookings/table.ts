/** Bookings of departures, who travels on them, and what was paid (TRV-04, TRV-11, TRV-17). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { paymentMethods } from "../transactions/words";
import { bookingStatuses, paymentStatuses } from "./words";

export const bookingStatusValidator = v.union(...bookingStatuses.map((status) => v.literal(status)));
export const paymentStatusValidator = v.union(...paymentStatuses.map((status) => v.literal(status)));
const methodValidator = v.union(...paymentMethods.map((method) => v.literal(method)));

/**
 * One row per booking. Written through bookings/save.ts, which keeps seats, numbers, history and the customer's value
 * true; moved by merging/ and bookings/owner.ts. Cancelled rather than deleted, but for sample data.
 */
export const bookings = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** The lead that became it: no other booking of it is alive (TRV-10). */
  leadId: v.optional(v.id("leads")),
  tourDepartureId: v.id("tourDepartures"),
  /** Copies from the departure, for lists; a departure that was booked keeps its days. */
  tourId: v.id("tours"),
  departureDate: v.string(),
  endDate: v.string(),
  numParticipants: v.number(),
  /** Minor units of `currency`. */
  totalAmount: v.number(),
  currency: v.string(),
  /** Why the total is another than price times people; absent where it is that (TRV-07). */
  totalReason: v.optional(v.string()),
  status: bookingStatusValidator,
  /** Said to be paid by a manager, whatever payments say (C36). */
  isPaidByHand: v.optional(v.literal(true)),
  /** Completed payments less refunds, in minor units of `currency`. */
  paidAmount: v.number(),
  /** The part of it that was taken as sales, which count by themselves (C25). */
  soldAmount: v.number(),
  /** The accepted quote that it makes real: the two count once (C25). */
  quoteId: v.optional(v.id("quotes")),
  /** Made while customers were still looked for and added in the older point of sale (POS-29). */
  isOlderFlow: v.optional(v.literal(true)),
  /** The customer's id in the older system when it was booked (TRV-20). */
  legacyPosCustomerId: v.optional(v.string()),
  /** The customer's wishes as they were then, a JSON object as text (TRV-25). */
  preferencesSnapshot: v.optional(v.string()),
  /** Whatever other systems keep with it, a JSON object as text (TRV-29). */
  metadata: v.optional(v.string()),
  note: v.optional(v.string()),
  /** Rows of `tourParticipants`. */
  namedParticipants: v.number(),
  cancelledAt: v.optional(v.number()),
  cancelReason: v.optional(v.string()),
  /** Copy of the customer's owner, under whom it is listed and counted. */
  ownerId: v.optional(v.id("users")),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  createdByName: v.string(),
  updatedBy: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "departureDate"])
  .index("by_customer_created", ["orgId", "customerId", "createdAt"])
  .index("by_customer_status", ["orgId", "customerId", "status", "endDate"])
  .index("by_customer_owner", ["orgId", "customerId", "ownerId"])
  .index("by_lead", ["orgId", "leadId", "status"])
  .index("by_departure", ["orgId", "tourDepartureId", "status"])
  .index("by_tour", ["orgId", "tourId", "departureDate"])
  .index("by_date", ["orgId", "departureDate"])
  .index("by_status", ["orgId", "status", "departureDate"])
  .index("by_owner", ["orgId", "ownerId", "departureDate"])
  .index("by_owner_created", ["orgId", "ownerId", "createdAt"])
  // Trips that are over (TRV-27).
  .index("by_end", ["orgId", "status", "endDate"])
  .index("by_createdAt", ["orgId", "createdAt"]);

/** One row per customer that has bookings, kept by bookings/save.ts; it follows from the rows alone. */
export const bookingFacts = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** All of them, and those that were not cancelled. */
  bookings: v.number(),
  live: v.number(),
  /**
   * What they count for by currency, in the order of the codes, in minor units; without those that make a quote real,
   * which are kept with the quote.
   */
  totals: v.array(v.object({ currency: v.string(), count: v.number(), amount: v.number() })),
}).index("by_customer", ["orgId", "customerId"]);

/** Instalments and refunds. Written by bookings/payments.ts; never deleted, but for sample data: what did not arrive is "failed". */
export const payments = defineTable({
  orgId: v.id("organizations"),
  bookingId: v.id("bookings"),
  /** Minor units of `currency`, above 0; of a refund, what went back. */
  amount: v.number(),
  currency: v.string(),
  /** How much of the booking's currency one unit of this one was; absent where they are the same (TRV-15). */
  rate: v.optional(v.number()),
  /** What it pays of the booking, in minor units of the booking's currency. */
  bookedAmount: v.number(),
  /** Calendar day. */
  paymentDate: v.string(),
  paymentMethod: methodValidator,
  status: paymentStatusValidator,
  reference: v.optional(v.string()),
  /** The recorded sale that it was taken as. */
  transactionId: v.optional(v.id("transactions")),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  createdByName: v.string(),
})
  .index("by_booking", ["orgId", "bookingId", "paymentDate"])
  .index("by_transaction", ["orgId", "transactionId"]);

/** Who travels, as far as it is known; never more than the booking has places (TRV-17). Written by bookings/participants.ts. */
export const tourParticipants = defineTable({
  orgId: v.id("organizations"),
  bookingId: v.id("bookings"),
  tourDepartureId: v.id("tourDepartures"),
  /** A customer, or else a guest by name. */
  customerId: v.optional(v.id("customers")),
  guestName: v.optional(v.string()),
  /** Food and the like, in plain words. */
  dietary: v.optional(v.string()),
  createdAt: v.number(),
  createdBy: v.string(),
})
  .index("by_booking", ["orgId", "bookingId"])
  .index("by_customer", ["orgId", "customerId"])
  .index("by_departure", ["orgId", "tourDepartureId"]);
