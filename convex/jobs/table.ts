/** Long work with progress: import, sample data, recompute, reassignment. Shown live in the tray. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/** Written by the room that runs the job through jobs/progress.ts; kept as the record of what was done. */
export const jobs = defineTable({
  orgId: v.id("organizations"),
  kind: v.union(
    v.literal("import"),
    v.literal("undoImport"),
    v.literal("sampleData"),
    v.literal("removeSampleData"),
    v.literal("recompute"),
    v.literal("reassign"),
    v.literal("seed"),
  ),
  status: v.union(
    v.literal("waiting"),
    v.literal("running"),
    v.literal("done"),
    v.literal("failed"),
    v.literal("cancelled"),
  ),
  title: v.string(),
  /** Rows or records; 0 while unknown. */
  total: v.number(),
  done: v.number(),
  /** Outcome counts by word, e.g. created, updated, duplicate, rejected. */
  counts: v.record(v.string(), v.number()),
  error: v.optional(v.string()),
  /** Where to go on after a crash; the running room's own format. */
  cursor: v.optional(v.string()),
  createdBy: v.string(),
  createdAt: v.number(),
  updatedAt: v.number(),
  finishedAt: v.optional(v.number()),
})
  .index("global_status", ["status", "updatedAt"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_status", ["orgId", "status", "createdAt"])
  .index("by_kind", ["orgId", "kind", "createdAt"]);
