/** What the identity provider told us, kept so that nothing is done twice and nothing deleted comes back. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/** Written by clerk/receive.ts. Delivery ids are swept after 30 days; tombstones stay. */
export const providerEvents = defineTable({
  /** "delivery:<svix-id>", or "deleted:<kind>:<provider id>" for something that must not be created again. */
  key: v.string(),
  type: v.string(),
  createdAt: v.number(),
})
  .index("by_key", ["key"])
  .index("by_createdAt", ["createdAt"]);
