/** Local accounts: what proves a person, before any organization is known (global tables). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/** One row per person with a password. Written by sign-up, password change and reset. */
export const credentials = defineTable({
  userId: v.id("users"),
  /** "scrypt$N$r$p$salt$hash", see convex/passwords.ts; the cost is read from here, so it can be raised later. */
  passwordHash: v.string(),
  createdAt: v.number(),
  updatedAt: v.number(),
}).index("by_userId", ["userId"]);

/**
 * One row per signed-in browser. Written by accounts/sessions.ts; dies at
 * sign-out, when a used refresh token comes back, and after `expiresAt`.
 */
export const sessions = defineTable({
  userId: v.id("users"),
  /** Refresh tokens handed out, newest last, as SHA-256; at most 12, older ones are forgotten. */
  tokens: v.array(
    v.object({
      hash: v.string(),
      issuedAt: v.number(),
      /** Set once exchanged; coming back later than a grace period after this means theft. */
      usedAt: v.optional(v.number()),
    }),
  ),
  userAgent: v.optional(v.string()),
  ip: v.optional(v.string()),
  createdAt: v.number(),
  lastUsedAt: v.number(),
  /** Moves forward with every refresh. */
  expiresAt: v.number(),
})
  .index("by_userId", ["userId", "lastUsedAt"])
  .index("by_expiresAt", ["expiresAt"]);

/** One-time links by mail, as SHA-256 of their token. Used or expired rows are swept daily. */
export const accountTokens = defineTable({
  userId: v.id("users"),
  kind: v.union(v.literal("verifyEmail"), v.literal("resetPassword")),
  tokenHash: v.string(),
  /** The address it was sent to; "" when it was handed over by an administrator and so proves no address. */
  email: v.string(),
  createdAt: v.number(),
  expiresAt: v.number(),
})
  .index("by_tokenHash", ["tokenHash"])
  .index("by_userId", ["userId", "kind"])
  .index("by_expiresAt", ["expiresAt"]);
