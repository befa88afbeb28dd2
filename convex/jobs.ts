/** Door: long work under way, for the tray; its watchdog; and the recount of tallies. */
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { dropKindOf } from "./fields/kindChange";
import { orgMutation, orgQuery, systemMutation, tenantMutation } from "./functions";
import {
  cancelJob,
  cancelOwnJob,
  jobActor,
  pauseJob,
  restartJob,
  resumeJob,
  runStep,
  startJob,
  stepArgs,
  stuckAfter,
} from "./jobs/run";
import { listJobs, ownJobs } from "./jobs/list";
import { recountStep, startRecount } from "./tallies/recount";

/** Running jobs and the latest finished ones, newest first (at most 20 of each). */
export const list = orgQuery({
  permission: "jobs:read",
  args: {},
  handler: (ctx) => listJobs(ctx),
});

/** The caller's own latest jobs (at most 20), for the tray of those who do not see everybody's. */
export const mine = orgQuery({
  permission: "membership:read",
  args: {},
  handler: (ctx) => ownJobs(ctx),
});

/** Stops a bulk change or an export of the caller's own; NOT_FOUND for any other, JOB_NOT_RUNNING once it has ended. */
export const cancelMine = orgMutation({
  permission: "membership:read",
  args: { jobId: v.id("jobs") },
  handler: async (ctx, { jobId }) => {
    await cancelOwnJob(ctx, jobId);
    return null;
  },
});

/** One job, live; NOT_FOUND when there is none in this organization. */
export const get = orgQuery({
  permission: "jobs:read",
  args: { jobId: v.id("jobs") },
  handler: (ctx, { jobId }) => ctx.db.get("jobs", jobId),
});

/** Stops a job after its present step (IMX-19); JOB_NOT_RUNNING once it has ended. */
export const cancel = orgMutation({
  permission: "jobs:cancel",
  args: { jobId: v.id("jobs") },
  handler: async (ctx, { jobId }) => {
    await cancelJob(ctx, jobId);
    await dropKindOf(ctx, jobId);
    return null;
  },
});

/** Has an import, or the taking back of one, wait after its present step; JOB_NOT_RUNNING for anything else (IMX-19). */
export const pause = orgMutation({
  permission: "jobs:cancel",
  args: { jobId: v.id("jobs") },
  handler: async (ctx, { jobId }) => {
    await pauseJob(ctx, jobId);
    return null;
  },
});

/** Has a job that waits go on where it stopped; JOB_NOT_RUNNING unless it waits (IMX-19). */
export const resume = orgMutation({
  permission: "jobs:cancel",
  args: { jobId: v.id("jobs") },
  handler: async (ctx, { jobId }) => {
    await resumeJob(ctx, jobId);
    return null;
  },
});

/** Rebuilds the exact counters while people go on working; returns the job. */
export const recount = orgMutation({
  permission: "settings:manage",
  args: {},
  handler: async (ctx) => {
    await startRecount(ctx);
    return await startJob(ctx, { kind: "recount", title: "", total: 0 });
  },
});

/** One batch of a recount. */
export const recountTallies = tenantMutation({
  args: stepArgs,
  actor: jobActor("schedule"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, async () => {
      const result = await recountStep(ctx);
      return { done: 1, finished: result === "done" };
    });
    return null;
  },
});

/** Cron: finds jobs of any organization that lost their step, and sets each going again in its own transaction. */
export const restartStuck = systemMutation({
  args: {},
  handler: async (ctx): Promise<null> => {
    const stuck = await ctx.db
      .query("jobs")
      .withIndex("global_status", (q) => q.eq("status", "running").lt("updatedAt", Date.now() - stuckAfter))
      .take(50);
    for (const job of stuck) {
      await ctx.scheduler.runAfter(0, internal.jobs.restart, { orgId: job.orgId, jobId: job._id });
    }
    return null;
  },
});

/** One stuck job's second chance. */
export const restart = tenantMutation({
  args: { jobId: v.id("jobs") },
  actor: { id: "system:jobs", name: "Orbit", channel: "schedule" },
  handler: async (ctx, { jobId }): Promise<null> => {
    await restartJob(ctx, jobId);
    return null;
  },
});
