/** Door: keys by which other systems use the REST API (SEC-11). */
import { v } from "convex/values";
import { createKey, listKeys, revokeKey } from "./apiKeys/write";
import type { NewKey } from "./apiKeys/shape";
import { orgMutation, orgQuery } from "./functions";

/** The keys in use (at most 50) and the last twenty revoked; never a key itself. */
export const list = orgQuery({ permission: "apiKeys:manage", args: {}, handler: (ctx) => listKeys(ctx) });

/**
 * Makes a key for a member's rows and some permissions; `key` is shown in this answer only. `days` until it expires,
 * null for never. VALIDATION_ERROR, INVALID_ASSIGNMENT for no active member, LIMIT_EXCEEDED.
 */
export const create = orgMutation({
  permission: "apiKeys:manage",
  args: {
    input: v.object({
      name: v.string(),
      scopes: v.array(v.string()),
      userId: v.string(),
      days: v.union(v.number(), v.null()),
    }),
  },
  handler: (ctx, { input }) => createKey(ctx, input as NewKey),
});

/** Ends a key at once and for good. NOT_FOUND. */
export const revoke = orgMutation({
  permission: "apiKeys:manage",
  args: { keyId: v.id("apiKeys") },
  handler: (ctx, { keyId }) => revokeKey(ctx, keyId),
});
