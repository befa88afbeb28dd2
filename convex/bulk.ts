/** Door: one change for many customers, as a job with a result for every row. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import { bulkResults, getBulk } from "./bulk/results";
import { bulkStep, undoStep as undoBatch } from "./bulk/run";
import { cancelBulk, startBulk, startUndo } from "./bulk/start";
import { deedValidator, outcomeValidator } from "./bulk/table";
import { targetValidator } from "./bulk/target";
import { jobActor, runStep, stepArgs } from "./jobs/run";

/**
 * Starts a bulk change of named rows (at most 1,000) or of everything a filter
 * finds, and returns its job (SRC-16, SRC-17, SRC-19). Rows the caller may not
 * change are skipped with the reason. FORBIDDEN, REASON_REQUIRED,
 * VALIDATION_ERROR, LIMIT_EXCEEDED.
 */
export const start = orgMutation({
  permission: "customers:bulk",
  args: { target: targetValidator, deed: deedValidator },
  handler: (ctx, args) => startBulk(ctx, args),
});

/** A bulk change with its progress, live. */
export const get = orgQuery({
  permission: "customers:bulk",
  args: { jobId: v.id("jobs") },
  handler: (ctx, { jobId }) => getBulk(ctx, jobId),
});

/** Stops a bulk job after its present step; what is done stays done and can be taken back. */
export const cancel = orgMutation({
  permission: "customers:bulk",
  args: { jobId: v.id("jobs") },
  handler: async (ctx, { jobId }) => {
    await cancelBulk(ctx, jobId);
    return null;
  },
});

/** Its rows in order, or those with one outcome (at most 100 a page). */
export const rows = orgQuery({
  permission: "customers:bulk",
  args: {
    jobId: v.id("jobs"),
    outcome: v.optional(outcomeValidator),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, args) => bulkResults(ctx, args),
});

/** Takes all its changes back, but for rows that were changed since; returns the job. JOB_NOT_RUNNING while it runs or when done before. */
export const undo = orgMutation({
  permission: "customers:bulk",
  args: { jobId: v.id("jobs") },
  handler: (ctx, { jobId }) => startUndo(ctx, jobId),
});

/** One batch of a bulk change. */
export const step = tenantMutation({
  args: stepArgs,
  actor: jobActor("app"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => bulkStep(ctx, job));
    return null;
  },
});

/** One batch of taking a bulk change back. */
export const undoStep = tenantMutation({
  args: stepArgs,
  actor: jobActor("app"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => undoBatch(ctx, job));
    return null;
  },
});
