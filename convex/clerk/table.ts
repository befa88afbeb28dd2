/** What the identity provider told us, kept so that nothing is done twice and nothing deleted comes back. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/** Written by clerk/receive.ts. Deliveries are swept after 30 days; tombstones stay. */
export const providerEvents = defineTable({
  kind: v.union(
    /** One webhook call; `key` is its svix-id. */
    v.literal("delivery"),
    /** Something deleted at the provider, which must not be created again; `key` is the provider's id. */
    v.literal("tombstone"),
  ),
  key: v.string(),
  type: v.string(),
  createdAt: v.number(),
})
  .index("by_key", ["kind", "key"])
  .index("by_kind", ["kind", "createdAt"]);
