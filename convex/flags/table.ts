/** Which part of the transition is switched on for whom, and what was rolled back (POS-18, POS-26). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { flagKeys } from "./words";

export const flagKeyValidator = v.union(...flagKeys.map((key) => v.literal(key)));
export const flagSetting = {
  audience: v.union(v.literal("everyone"), v.literal("some"), v.literal("nobody")),
  userIds: v.array(v.id("users")),
  teamIds: v.array(v.id("teams")),
};

/** At most one row per flag, written by flags/set.ts; none: the flag is on for everyone. */
export const featureFlags = defineTable({
  orgId: v.id("organizations"),
  key: flagKeyValidator,
  ...flagSetting,
  updatedAt: v.number(),
}).index("by_key", ["orgId", "key"]);

/** What a rollback switched off, and why; kept as its report (POS-26). Written by flags/rollBack.ts. */
export const rollbacks = defineTable({
  orgId: v.id("organizations"),
  kind: v.union(v.literal("emergency"), v.literal("partial")),
  /** Of a partial one: "customer-creation" or "booking-integration". */
  feature: v.optional(v.string()),
  reason: v.string(),
  /** What each flag was before, so that it can be put back. */
  before: v.array(v.object({ key: flagKeyValidator, ...flagSetting })),
  /** The queue was paused by it. */
  pausedSync: v.boolean(),
  /** How things stood: rows there, customers here, what was on its way, and what waited for a person. */
  counts: v.object({
    legacy: v.number(),
    new: v.number(),
    pending: v.number(),
    manual: v.number(),
    differences: v.number(),
  }),
  actor: v.string(),
  actorName: v.string(),
  at: v.number(),
  reversedAt: v.optional(v.number()),
}).index("by_at", ["orgId", "at"]);
