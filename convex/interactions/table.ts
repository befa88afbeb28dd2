/** What was said and done with a customer (INT-01), and how often. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const interactionTypeValidator = v.union(
  v.literal("call"),
  v.literal("email"),
  v.literal("meeting"),
  v.literal("visit"),
  v.literal("quote"),
  v.literal("order"),
  v.literal("support"),
  v.literal("note"),
  v.literal("booking"),
  v.literal("sms"),
  v.literal("whatsapp"),
);

/** Written only through interactions/log.ts and interactions/edit.ts; kept for ever (INT-25). */
export const interactions = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  contactId: v.optional(v.id("contacts")),
  type: interactionTypeValidator,
  subject: v.string(),
  description: v.string(),
  outcome: v.optional(v.string()),
  /** Epoch ms when it happened, or will happen for a meeting that is planned. */
  interactionDate: v.number(),
  /** Minutes. */
  duration: v.optional(v.number()),
  /** Number or address used (INT-05). */
  contactMethod: v.optional(v.string()),
  /** Of a call: who rang whom; absent is outbound (COM-18). */
  direction: v.optional(v.union(v.literal("inbound"), v.literal("outbound"))),
  /** What it was for: a booking, a follow-up, marketing (INT-05). */
  purpose: v.optional(v.string()),
  /** False for a call nobody answered. */
  successful: v.boolean(),
  assignedTo: v.id("users"),
  requiresFollowUp: v.boolean(),
  relatedQuoteId: v.optional(v.id("quotes")),
  relatedOrderId: v.optional(v.id("orders")),
  relatedItemId: v.optional(v.id("items")),
  /** Logged by Orbit itself, e.g. a quote that was sent (INT-21); such entries are not edited. */
  automatic: v.boolean(),
  /** Of a visit that has taken place: its calendar day when it was counted (transactions/facts.ts). */
  visitDay: v.optional(v.string()),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  updatedBy: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "interactionDate"])
  .index("by_assigned", ["orgId", "assignedTo", "interactionDate"])
  .index("by_author", ["orgId", "createdBy", "interactionDate"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_customer_type", ["orgId", "customerId", "type", "interactionDate"])
  .index("by_customer_visit", ["orgId", "customerId", "type", "visitDay", "interactionDate"]);

/**
 * One row per customer that has interactions; kept exact in the transaction of
 * each entry, so that the filter chips show true counts without a scan (INT-23).
 */
export const interactionCounts = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** Type -> number of entries; a type without entries is absent. */
  counts: v.record(v.string(), v.number()),
}).index("by_customer", ["orgId", "customerId"]);
