/** The append-only record of who changed what (INT-15..17). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const channelValidator = v.union(
  v.literal("app"),
  v.literal("api"),
  v.literal("import"),
  v.literal("widget"),
  v.literal("portal"),
  v.literal("schedule"),
  v.literal("sample"),
  v.literal("pos"),
);

export const changeValidator = v.object({
  field: v.string(),
  /** Absent means the field had no value. */
  from: v.optional(v.any()),
  to: v.optional(v.any()),
});

/** Written only by history/record.ts, in the transaction of the change itself; never deleted, and edited only when a person is erased (erasing/): then what was said goes. */
export const auditLog = defineTable({
  orgId: v.id("organizations"),
  at: v.number(),
  /** "user:<id>", "widget:<id>", "job:<id>", "system:<name>" */
  actor: v.string(),
  /** Name at the time, so that the past reads the same after a rename. */
  actorName: v.string(),
  channel: channelValidator,
  /** Table name of the changed row and its id. */
  entity: v.string(),
  entityId: v.string(),
  /** The customer whose history this belongs to. */
  customerId: v.optional(v.id("customers")),
  /** "created", "updated", "deactivated", "sent", … as a verb in the past. */
  action: v.string(),
  changes: v.array(changeValidator),
  reason: v.optional(v.string()),
  /** Set on the row that took another back. */
  undoes: v.optional(v.id("auditLog")),
})
  .index("by_customer", ["orgId", "customerId", "at"])
  .index("by_customer_actor", ["orgId", "customerId", "actor", "at"])
  .index("by_customer_entity", ["orgId", "customerId", "entity", "at"])
  .index("by_customer_entity_actor", ["orgId", "customerId", "entity", "actor", "at"])
  .index("by_entity", ["orgId", "entity", "entityId", "at"]);
