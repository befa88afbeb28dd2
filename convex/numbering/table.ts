/** Running numbers of an organization: customer codes, quote numbers. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/** Written only by numbering/next.ts. One row per organization and key; never deleted, so no number comes twice. */
export const counters = defineTable({
  orgId: v.id("organizations"),
  /** "customerCode", "quote:2026", … */
  key: v.string(),
  /** The last number given out. */
  value: v.number(),
}).index("by_key", ["orgId", "key"]);
