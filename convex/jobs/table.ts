/** Long work with progress: import, sample data, recompute, reassignment. Shown live in the tray. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const jobKindValidator = v.union(
  v.literal("import"),
  v.literal("undoImport"),
  v.literal("sampleData"),
  v.literal("removeSampleData"),
  v.literal("recompute"),
  v.literal("recomputeDue"),
  v.literal("recount"),
  v.literal("reindex"),
  v.literal("fields"),
  v.literal("changeKind"),
  v.literal("reassign"),
  v.literal("bulk"),
  v.literal("undoBulk"),
  v.literal("export"),
  v.literal("exportAll"),
  v.literal("seed"),
  v.literal("merge"),
  v.literal("unmerge"),
  v.literal("erase"),
  v.literal("scanDuplicates"),
  v.literal("vipTiers"),
  v.literal("reconcile"),
  v.literal("campaignCheck"),
  v.literal("campaign"),
);
export const jobStatusValidator = v.union(
  v.literal("waiting"),
  v.literal("running"),
  v.literal("paused"),
  v.literal("done"),
  v.literal("failed"),
  v.literal("cancelled"),
);

/** Written by the room that runs the job through jobs/run.ts; kept as the record of what was done. */
export const jobs = defineTable({
  orgId: v.id("organizations"),
  kind: jobKindValidator,
  status: jobStatusValidator,
  /** What it works on, in the user's words: the name of a file. "" when the kind says it all. */
  title: v.string(),
  /** Rows or records; 0 while unknown. */
  total: v.number(),
  done: v.number(),
  /** Outcome counts by word, e.g. created, updated, duplicate, rejected. */
  counts: v.record(v.string(), v.number()),
  error: v.optional(v.string()),
  /** Where to go on after a crash; the running room's own format. */
  cursor: v.optional(v.string()),
  /** Number of the next step: a step that was scheduled twice runs once. */
  step: v.optional(v.number()),
  /** How often the watchdog has set it going again since it last got on. */
  restarts: v.optional(v.number()),
  createdBy: v.string(),
  /** Name of the person who started it, for the history of what it changes. */
  createdByName: v.optional(v.string()),
  createdAt: v.number(),
  updatedAt: v.number(),
  finishedAt: v.optional(v.number()),
  /** Set while somebody has it wait. */
  pausedAt: v.optional(v.number()),
  /** How long it has waited so far, ms: not a part of its pace. */
  pausedMs: v.optional(v.number()),
})
  .index("global_status", ["status", "updatedAt"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_status", ["orgId", "status", "createdAt"])
  .index("by_createdBy", ["orgId", "createdBy", "createdAt"])
  .index("by_kind", ["orgId", "kind", "createdAt"]);
