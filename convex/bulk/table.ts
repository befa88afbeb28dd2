/** Changes of many customers at once: what was asked, and what became of every row (SRC-16, SRC-17, SRC-19). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { filtersValidator } from "../customers/filterShape";

/** One deed for all rows. */
export const deedValidator = v.union(
  v.object({ kind: v.literal("addTags"), tags: v.array(v.string()) }),
  /** A field a list shows; the value as a form would enter it. */
  v.object({
    kind: v.literal("update"),
    field: v.union(
      v.literal("status"),
      v.literal("type"),
      v.literal("customerSource"),
      v.literal("industry"),
      v.literal("preferredLanguage"),
    ),
    value: v.union(v.string(), v.null()),
    reason: v.optional(v.string()),
  }),
  v.object({ kind: v.literal("removeTags"), tags: v.array(v.string()) }),
  v.object({ kind: v.literal("assign"), ownerId: v.union(v.id("users"), v.null()) }),
  v.object({ kind: v.literal("deactivate"), reason: v.string() }),
  v.object({ kind: v.literal("reactivate") }),
);

/** One per job of kind "bulk"; written only by bulk/start.ts. */
export const bulkRuns = defineTable({
  orgId: v.id("organizations"),
  jobId: v.id("jobs"),
  /** In whose name and with whose rights every row is changed. */
  userId: v.id("users"),
  deed: deedValidator,
  /** Set when everything a filter finds is changed rather than rows named one by one. */
  filters: v.optional(filtersValidator),
  /** Rows taken out of "everything" by hand. */
  except: v.optional(v.array(v.string())),
  /** The job that takes it back. */
  undoJobId: v.optional(v.id("jobs")),
})
  .index("by_job", ["orgId", "jobId"])
  .index("by_undoJob", ["orgId", "undoJobId"]);

export const outcomeValidator = v.union(
  v.literal("waiting"),
  v.literal("changed"),
  /** It was so already. */
  v.literal("unchanged"),
  v.literal("skipped"),
  v.literal("undone"),
  /** Not taken back, because somebody changed it since or it may not be. */
  v.literal("kept"),
);

/** One per customer of a bulk job, written by its steps and by those of its undo. */
export const bulkRows = defineTable({
  orgId: v.id("organizations"),
  jobId: v.id("jobs"),
  /** Place in the job, from 0. */
  number: v.number(),
  customerId: v.id("customers"),
  outcome: outcomeValidator,
  /** Code of the error (shared/errors.ts) when skipped or kept. */
  reason: v.optional(v.string()),
  auditId: v.optional(v.id("auditLog")),
})
  .index("by_job", ["orgId", "jobId", "number"])
  .index("by_outcome", ["orgId", "jobId", "outcome", "number"]);
