/** What somebody promised to do next for a customer (FUP-01..04). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const followUpStatusValidator = v.union(v.literal("open"), v.literal("done"), v.literal("cancelled"));

/** Written only through followUps/write.ts, which keeps customer.nextFollowUpAt true. Never deleted. */
export const followUps = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** The interaction that asked for it. */
  interactionId: v.optional(v.id("interactions")),
  quoteId: v.optional(v.id("quotes")),
  /** What to do. */
  title: v.string(),
  /** Epoch ms. */
  dueAt: v.number(),
  /** Who does it. */
  ownerId: v.id("users"),
  status: followUpStatusValidator,
  /** How often it was put off. */
  snoozes: v.number(),
  doneAt: v.optional(v.number()),
  /** The interaction logged as its outcome. */
  outcomeId: v.optional(v.id("interactions")),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "status", "dueAt"])
  .index("by_owner", ["orgId", "ownerId", "status", "dueAt"])
  .index("by_customer_owner", ["orgId", "customerId", "status", "ownerId"])
  .index("by_due", ["orgId", "status", "dueAt"])
  .index("by_interaction", ["orgId", "interactionId"])
  .index("by_outcome", ["orgId", "outcomeId"])
  .index("by_createdAt", ["orgId", "createdAt"]);

/** A customer that was given to somebody by somebody else; Today shows the newest. Written only by followUps/handOver.ts, dropped after 60 days. */
export const arrivals = defineTable({
  orgId: v.id("organizations"),
  userId: v.id("users"),
  customerId: v.id("customers"),
  /** Who gave it. */
  byName: v.string(),
  at: v.number(),
})
  .index("by_user", ["orgId", "userId", "at"])
  .index("by_customer", ["orgId", "customerId"])
  .index("by_at", ["orgId", "at"]);
