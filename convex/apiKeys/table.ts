/** Keys by which other systems use the REST API (SEC-11). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/** Written by apiKeys/write.ts; a revoked key stays, so that the history can still name it. */
export const apiKeys = defineTable({
  orgId: v.id("organizations"),
  name: v.string(),
  /** SHA-256 of the key, which is shown once and kept nowhere. */
  hash: v.string(),
  /** Its first and last characters, to tell keys apart. */
  hint: v.string(),
  /** The member whose rows it reaches and whose role bounds it; the key rests while they are no active member. */
  userId: v.id("users"),
  /** Names of permissions (tenancy/permissions.ts); one that is gone by now allows nothing. */
  scopes: v.array(v.string()),
  /** Epoch ms. */
  expiresAt: v.optional(v.number()),
  revokedAt: v.optional(v.number()),
  /** Epoch ms, moved at most once in five minutes. */
  lastUsedAt: v.optional(v.number()),
  createdAt: v.number(),
  createdBy: v.string(),
  createdByName: v.string(),
})
  .index("by_revokedAt", ["orgId", "revokedAt"])
  .index("global_hash", ["hash"]);
