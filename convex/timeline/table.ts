/** The feed of one customer: an index over everything that happened, whichever table keeps it (INT-22). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/**
 * Written only through timeline/write.ts, in the transaction of what it tells. Holds no facts of its own but who and
 * when. A record that an import created has none until more happens with it; the history tells of it meanwhile.
 */
export const timelineEntries = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** One of `timelineKinds`. */
  kind: v.string(),
  /** Epoch ms when it happened, or will happen for a meeting that is planned. */
  at: v.number(),
  /** When it was told, where that was before this row was written (write.ts, creationOf); otherwise its _creationTime. */
  toldAt: v.optional(v.number()),
  /** Where it is kept: a table and the row's id. */
  entity: v.string(),
  entityId: v.string(),
  auditId: v.id("auditLog"),
  actor: v.string(),
  /** The customer's owner at the time, for the streams of people who see only some customers (INT-28). */
  ownerId: v.optional(v.id("users")),
})
  .index("by_customer", ["orgId", "customerId", "at"])
  .index("by_customer_kind", ["orgId", "customerId", "kind", "at"])
  // In the order of telling, which Convex appends to every index.
  .index("by_customer_told", ["orgId", "customerId"])
  .index("by_told", ["orgId"])
  .index("by_owner_told", ["orgId", "ownerId"])
  .index("by_entity", ["orgId", "entity", "entityId", "kind"]);

/** One row per customer of whom more is told than that it was created; exact in the transaction of each entry, so that the chips show true counts (INT-23). */
export const timelineCounts = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** Kind -> number of entries; a kind without entries is absent. */
  counts: v.record(v.string(), v.number()),
}).index("by_customer", ["orgId", "customerId"]);

/** When a person last opened a record: at most one write per visit. Dropped with nothing; small. */
export const customerVisits = defineTable({
  orgId: v.id("organizations"),
  userId: v.id("users"),
  customerId: v.id("customers"),
  /** Epoch ms of the opening. */
  openedAt: v.number(),
  /** The visit before; absent on the first. */
  before: v.optional(v.number()),
})
  .index("by_user_customer", ["orgId", "userId", "customerId"])
  .index("by_customer", ["orgId", "customerId"]);
