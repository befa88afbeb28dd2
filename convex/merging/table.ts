/** Merges of customers: what was decided, what each record was before, and every row that moved (DUP-11, DUP-15, DUP-21). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const strategyValidator = v.object({
  keepPrimaryContact: v.boolean(),
  combineTransactionHistory: v.boolean(),
  combinePackages: v.boolean(),
  combineNotes: v.boolean(),
});

/** One row per merge, written by merging/merge.ts and merging/undo.ts; kept for ever, so that it can be undone at any time. */
export const merges = defineTable({
  orgId: v.id("organizations"),
  primaryCustomerId: v.id("customers"),
  reason: v.string(),
  strategy: strategyValidator,
  /** "undoing" while a long undo is under way. */
  status: v.union(v.literal("running"), v.literal("done"), v.literal("undoing"), v.literal("undone")),
  /** Set when the history was too long for one transaction. */
  jobId: v.optional(v.id("jobs")),
  undoJobId: v.optional(v.id("jobs")),
  /** The surviving record before and after: whole rows, by whose comparison undo finds later changes. Personal data. */
  primaryBefore: v.any(),
  primaryAfter: v.any(),
  /** Rows moved by table; shown, and checked against the manifest. */
  moved: v.record(v.string(), v.number()),
  /** Number of chunks in mergeMoves. */
  chunks: v.number(),
  /** The history entry on the survivor. */
  auditId: v.optional(v.id("auditLog")),
  mergedBy: v.string(),
  mergedByName: v.string(),
  mergedAt: v.number(),
  undoneByName: v.optional(v.string()),
  undoneAt: v.optional(v.number()),
  /** Set by an undo that found scores or values computed anew since: it ends with computing them. */
  recompute: v.optional(v.boolean()),
})
  .index("by_primary", ["orgId", "primaryCustomerId", "mergedAt"])
  .index("by_mergedAt", ["orgId", "mergedAt"]);

/** One row per record that was merged away (DUP-15). Undo sets `undoneAt`; nothing is deleted. */
export const mergedRecords = defineTable({
  orgId: v.id("organizations"),
  mergeId: v.id("merges"),
  primaryCustomerId: v.id("customers"),
  customerId: v.id("customers"),
  mergedCustomerCode: v.string(),
  /** The whole row as it was. Personal data. */
  mergedCustomerData: v.any(),
  mergeReason: v.string(),
  mergedBy: v.string(),
  mergedByName: v.string(),
  mergedAt: v.number(),
  undoneAt: v.optional(v.number()),
})
  .index("by_primary", ["orgId", "primaryCustomerId", "mergedAt"])
  .index("by_customer", ["orgId", "customerId", "mergedAt"])
  .index("by_merge", ["orgId", "mergeId"]);

/** The manifest, in the order of the moves; up to 100 of them per row. Undo walks it backwards and leaves it in place. */
export const mergeMoves = defineTable({
  orgId: v.id("organizations"),
  mergeId: v.id("merges"),
  chunk: v.number(),
  moves: v.array(
    v.object({
      kind: v.union(v.literal("changed"), v.literal("added"), v.literal("removed")),
      table: v.string(),
      id: v.string(),
      /** Fields that changed (a field without a value is absent), or the whole row that was removed. */
      before: v.optional(v.any()),
      after: v.optional(v.any()),
    }),
  ),
}).index("by_chunk", ["orgId", "mergeId", "chunk"]);
