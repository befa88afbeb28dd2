/** Drop-in widgets of an organization: one row per embeddable form. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/** Written by staff with widgets:manage; counters by the submit pipeline. Never deleted, only disabled. */
export const widgets = defineTable({
  orgId: v.id("organizations"),
  kind: v.literal("leadForm"),
  name: v.string(),
  /** Publishable key: identifies, never authorises. Unique over all organizations. */
  publicKey: v.string(),
  active: v.boolean(),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("global_key", ["publicKey"])
  .index("by_createdAt", ["orgId", "createdAt"]);
