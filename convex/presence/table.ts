/** Who has a record open just now, and which field they are in. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/**
 * Ephemeral: one row per person and record, told again every quarter of a minute while it is open, and swept when it
 * is not. Never read by the query of the record itself, so that a heartbeat re-runs nothing but `presence.here`.
 */
export const presence = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  userId: v.id("users"),
  name: v.string(),
  /** The field being edited; absent while just looking. */
  field: v.optional(v.string()),
  /** Epoch ms of the latest heartbeat. */
  seenAt: v.number(),
})
  .index("by_customer", ["orgId", "customerId", "userId"])
  .index("global_seenAt", ["seenAt"]);

/**
 * What identifies the person in a colleague's open form for a new customer, one row per person; swept with presence.
 * Never shown to anybody: only whether it is the same.
 */
export const customerDrafts = defineTable({
  orgId: v.id("organizations"),
  userId: v.id("users"),
  userName: v.string(),
  email: v.optional(v.string()),
  /** E.164. */
  phone: v.optional(v.string()),
  /** The name's words sorted, as in customerKeys. */
  nameKey: v.optional(v.string()),
  seenAt: v.number(),
})
  .index("by_user", ["orgId", "userId"])
  .index("by_email", ["orgId", "email"])
  .index("by_phone", ["orgId", "phone"])
  .index("by_name", ["orgId", "nameKey"])
  .index("global_seenAt", ["seenAt"]);
