/** Orders: what a customer bought or is about to get (ORD-01, ORD-02, ORD-05, ORD-24). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { quoteLineValidator } from "../quotes/table";
import { orderStatuses } from "./lifecycle";

export const orderStatusValidator = v.union(...orderStatuses.map((status) => v.literal(status)));

export const orderAddressValidator = v.object({
  line1: v.optional(v.string()),
  line2: v.optional(v.string()),
  city: v.optional(v.string()),
  state: v.optional(v.string()),
  postalCode: v.optional(v.string()),
  country: v.optional(v.string()),
});

/** Written only through orders/save.ts, moved by merging/ and orders/owner.ts. Never deleted, but for sample data; erasing a person takes its words. */
export const orders = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** Copy of the customer's owner, under whom it is listed and counted. */
  ownerId: v.optional(v.id("users")),
  /** "ORD-0001": unique in the organization, given once, never reused. */
  orderNumber: v.string(),
  status: orderStatusValidator,
  lines: v.array(quoteLineValidator),
  /** Minor units; always equal to the recomputation of `lines`. */
  subtotal: v.number(),
  taxAmount: v.number(),
  totalAmount: v.number(),
  /** What recorded sales paid of it, by itself or through its quote (transactions/paying.ts); absent for nothing. */
  paidAmount: v.optional(v.number()),
  currency: v.string(),
  /** The accepted quote it was made from; its lines are the quote's. */
  quoteId: v.optional(v.id("quotes")),
  note: v.optional(v.string()),
  /** Where it goes: the customer's address as it was when the order was written, or another (ORD-02). */
  address: v.optional(orderAddressValidator),
  /** What the customer wished when the order was placed, or last while it is a draft (ORD-05). */
  wishes: v.optional(
    v.object({
      dietary: v.optional(v.array(v.string())),
      travel_preferences: v.optional(
        v.object({ seat: v.optional(v.string()), class: v.optional(v.string()) }),
      ),
      smsReceipts: v.optional(v.boolean()),
      emailReceipts: v.optional(v.boolean()),
    }),
  ),
  /** Grows with every change of content. */
  revision: v.number(),
  placedAt: v.optional(v.number()),
  processingAt: v.optional(v.number()),
  fulfilledAt: v.optional(v.number()),
  cancelledAt: v.optional(v.number()),
  refundedAt: v.optional(v.number()),
  /** While it counts as revenue: when it was fulfilled. */
  realizedAt: v.optional(v.number()),
  /** Why it was cancelled or refunded. */
  reason: v.optional(v.string()),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "createdAt"])
  .index("by_customer_status", ["orgId", "customerId", "status", "createdAt"])
  .index("by_customer_realized", ["orgId", "customerId", "realizedAt"])
  .index("by_customer_owner", ["orgId", "customerId", "ownerId"])
  .index("by_number", ["orgId", "orderNumber"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_status", ["orgId", "status", "createdAt"])
  .index("by_owner", ["orgId", "ownerId", "createdAt"])
  .index("by_owner_realized", ["orgId", "ownerId", "realizedAt"])
  .index("by_owner_status", ["orgId", "ownerId", "status", "createdAt"]);
