/** Quotes, and the links that let a customer read one without an account (QUO-01, QUO-14). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const quoteStatusValidator = v.union(
  v.literal("draft"),
  v.literal("sent"),
  v.literal("viewed"),
  v.literal("accepted"),
  v.literal("rejected"),
  v.literal("expired"),
  v.literal("discarded"),
);

export const quoteLineValidator = v.object({
  /** The item of the catalogue it was written from. */
  itemId: v.optional(v.id("items")),
  sku: v.optional(v.string()),
  description: v.string(),
  /** Thousandths: 1500 is 1.5. */
  quantity: v.number(),
  /** Minor units of the quote's currency. */
  unitPrice: v.number(),
  /** Basis points: 1200 is 12 %. */
  taxRate: v.number(),
  /** quantity x unitPrice, rounded to minor units; computed by quotes/pricing.ts. */
  net: v.number(),
  tax: v.number(),
});

/** Written only through quotes/drafting.ts, sending.ts, answering.ts and expiring.ts. Never deleted. */
export const quotes = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  contactId: v.optional(v.id("contacts")),
  /** Whose quote it is in lists: the customer's owner, else the person who wrote it. */
  ownerId: v.optional(v.id("users")),
  /** "QUO-0001": unique in the organization, given once, never reused (QUO-04). */
  quoteNumber: v.string(),
  status: quoteStatusValidator,
  /** Sent or viewed, so that one index range holds all that may still be answered. */
  isOpen: v.boolean(),
  subject: v.string(),
  description: v.optional(v.string()),
  lines: v.array(quoteLineValidator),
  /** Minor units; always equal to the recomputation of `lines`. */
  subtotal: v.number(),
  taxAmount: v.number(),
  totalAmount: v.number(),
  /** What recorded sales paid of it (transactions/paying.ts), minor units; absent for nothing. */
  paidAmount: v.optional(v.number()),
  /** The order it became; of several, where one was cancelled, the newest (orders/entering.ts). */
  orderId: v.optional(v.id("orders")),
  /** True once that order is fulfilled, cancelled or refunded: the order counts in its place (value/facts.ts). */
  isOrdered: v.optional(v.boolean()),
  /** What was booked of it, cancelled or not, and what of that counts (bookings/worth.ts); minor units. Absent while nothing was. */
  booked: v.optional(v.object({ amount: v.number(), worth: v.number() })),
  currency: v.string(),
  /** Last calendar day, in the organization's zone, on which it may be accepted. */
  validUntil: v.string(),
  paymentTerms: v.optional(v.string()),
  deliveryTerms: v.optional(v.string()),
  notes: v.optional(v.string()),
  /** Grows with every change of content; an acceptance names the one it read. */
  revision: v.number(),
  /** The quote this one replaces. */
  revisionOf: v.optional(v.id("quotes")),
  sentTo: v.optional(v.string()),
  sentAt: v.optional(v.number()),
  viewedAt: v.optional(v.number()),
  respondedAt: v.optional(v.number()),
  acceptedAt: v.optional(v.number()),
  expiredAt: v.optional(v.number()),
  /** Name the customer gave when answering. */
  respondedBy: v.optional(v.string()),
  rejectReason: v.optional(v.string()),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "createdAt"])
  .index("by_customer_status", ["orgId", "customerId", "status", "acceptedAt"])
  .index("by_number", ["orgId", "quoteNumber"])
  .index("by_revisionOf", ["orgId", "revisionOf"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_status", ["orgId", "status", "createdAt"])
  .index("by_open", ["orgId", "isOpen", "validUntil"])
  .index("by_owner", ["orgId", "ownerId", "createdAt"])
  .index("by_owner_status", ["orgId", "ownerId", "status", "createdAt"])
  .index("by_owner_accepted", ["orgId", "ownerId", "acceptedAt"])
  .index("by_owner_open", ["orgId", "ownerId", "isOpen", "validUntil"]);

/**
 * A secret address that opens one quote. Written by quotes/links.ts; a row
 * lives 180 days after its end, so that a dead link can still say why.
 */
export const accessLinks = defineTable({
  orgId: v.id("organizations"),
  kind: v.literal("quote"),
  /** SHA-256 of the token, hex; the token itself is kept nowhere. */
  tokenHash: v.string(),
  quoteId: v.id("quotes"),
  /** Address it was mailed to; absent for a link that was copied. */
  recipient: v.optional(v.string()),
  expiresAt: v.number(),
  /** Set by staff, by a newer version, or by the cron once expiresAt has passed: queries read no clock. */
  closedAt: v.optional(v.number()),
  createdAt: v.number(),
})
  .index("global_token", ["tokenHash"])
  .index("by_quote", ["orgId", "quoteId", "closedAt"])
  .index("by_end", ["orgId", "closedAt", "expiresAt"]);
