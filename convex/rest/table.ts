/** Answers given to requests that carried an Idempotency-Key (API-44). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/** Written by rest/replies.ts in the transaction of the change it answers; gone after a day. */
export const apiReplies = defineTable({
  orgId: v.id("organizations"),
  /** "key:<id>" or "user:<id>": two callers never meet in one key. */
  caller: v.string(),
  key: v.string(),
  /** Hash of method, path and body: the same key with another request is refused. */
  fingerprint: v.string(),
  status: v.number(),
  /** JSON. */
  body: v.string(),
  createdAt: v.number(),
})
  .index("by_key", ["orgId", "caller", "key"])
  .index("global_createdAt", ["createdAt"]);
