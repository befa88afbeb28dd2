/**
 * Runs long work as a chain of short transactions. Each step does one batch,
 * moves the job's cursor in the same transaction and schedules the next one, so
 * a crash loses nothing and a step never counts twice.
 */
import { v } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { Actor, OrgMutationCtx, TenantMutationCtx } from "../functions";
import type { Channel } from "../history/channel";
import { fail } from "../shared/errors";
import { isPersonal } from "./list";
import { runnerOf } from "./runners";
import { isPausable, isUnderWay } from "./status";

export type JobKind = Doc<"jobs">["kind"];

/** Arguments of every step: a tenantMutation with these calls `runStep`. */
export const stepArgs = { jobId: v.id("jobs"), step: v.number(), startedBy: v.string() };
export interface StepArgs {
  jobId: Id<"jobs">;
  step: number;
  startedBy: string;
}

/** In whose name a step writes: the job's, under the name of the person who started it. */
export function jobActor(channel: Channel): (args: StepArgs) => Actor {
  return ({ jobId, startedBy }) => ({ id: `job:${jobId}`, name: startedBy, channel });
}

/** Starts a job and schedules its first step. `total` is 0 while unknown. */
export async function startJob(
  ctx: TenantMutationCtx,
  job: { kind: JobKind; title: string; total: number; cursor?: string },
): Promise<Id<"jobs">> {
  const jobId = await ctx.db.insert("jobs", {
    ...job,
    status: "running",
    done: 0,
    counts: {},
    step: 0,
    createdBy: ctx.actor.id,
    createdByName: ctx.actor.name,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  await scheduleStep(ctx, await ctx.db.get("jobs", jobId));
  return jobId;
}

export interface StepResult {
  /** Rows dealt with by this step. */
  done: number;
  /** Outcomes of this step by word; added to the job's. */
  counts?: Record<string, number>;
  /** Where the next step goes on. */
  cursor?: string;
  /** Set when the whole is better known now. */
  total?: number;
  /** How long the next step waits; below `stuckAfter`, or the watchdog takes the job for lost. */
  waitMs?: number;
  finished: boolean;
}

/** Runs one batch unless the job was cancelled or the step has run already. */
export async function runStep(
  ctx: TenantMutationCtx,
  { jobId, step }: StepArgs,
  work: (job: Doc<"jobs">) => Promise<StepResult>,
): Promise<void> {
  const job = await ctx.db.find("jobs", jobId);
  if (job === null || job.status !== "running" || (job.step ?? 0) !== step) return;
  const result = await work(job);
  const counts = { ...job.counts };
  for (const [word, count] of Object.entries(result.counts ?? {})) counts[word] = (counts[word] ?? 0) + count;
  await ctx.db.patch("jobs", jobId, {
    done: job.done + result.done,
    counts,
    step: step + 1,
    restarts: 0,
    updatedAt: ctx.now,
    ...(result.cursor === undefined ? {} : { cursor: result.cursor }),
    ...(result.total === undefined ? {} : { total: result.total }),
    ...(result.finished ? { status: "done" as const, finishedAt: ctx.now } : {}),
  });
  if (!result.finished) await scheduleStep(ctx, await ctx.db.get("jobs", jobId), result.waitMs);
}

/** Stops a running job after the step under way. What is done stays done. */
export async function cancelJob(ctx: TenantMutationCtx, jobId: Id<"jobs">): Promise<void> {
  const job = await ctx.db.get("jobs", jobId);
  if (!isUnderWay(job) && job.status !== "waiting") {
    fail({ code: "JOB_NOT_RUNNING", status: job.status });
  }
  // Half an erasure is none: what was promised to a person is carried out.
  if (job.kind === "erase") fail({ code: "FORBIDDEN", permission: "jobs:cancel" });
  await ctx.db.patch("jobs", jobId, { status: "cancelled", updatedAt: ctx.now, finishedAt: ctx.now });
}

/** Has a job wait after the step under way, until somebody has it go on; a restart of the server changes nothing about that. */
export async function pauseJob(ctx: TenantMutationCtx, jobId: Id<"jobs">): Promise<void> {
  const job = await ctx.db.get("jobs", jobId);
  if (job.status !== "running" || !isPausable(job.kind)) {
    fail({ code: "JOB_NOT_RUNNING", status: job.status });
  }
  await ctx.db.patch("jobs", jobId, { status: "paused", pausedAt: ctx.now });
}

/** A step that was scheduled before the pause and comes late does nothing twice: it has the same number. */
export async function resumeJob(ctx: TenantMutationCtx, jobId: Id<"jobs">): Promise<void> {
  const job = await ctx.db.get("jobs", jobId);
  if (job.status !== "paused") fail({ code: "JOB_NOT_RUNNING", status: job.status });
  await ctx.db.patch("jobs", jobId, {
    status: "running",
    pausedAt: undefined,
    pausedMs: (job.pausedMs ?? 0) + ctx.now - (job.pausedAt ?? ctx.now),
    updatedAt: ctx.now,
  });
  await scheduleStep(ctx, job);
}

/** Sets a job going again that was cancelled or failed: it begins at the row it stopped before, and its counts go on. */
export async function reviveJob(ctx: TenantMutationCtx, jobId: Id<"jobs">): Promise<void> {
  const job = await ctx.db.get("jobs", jobId);
  if (job.status !== "cancelled" && job.status !== "failed") {
    fail({ code: "JOB_NOT_RUNNING", status: job.status });
  }
  await ctx.db.patch("jobs", jobId, {
    status: "running",
    error: undefined,
    restarts: 0,
    finishedAt: undefined,
    pausedAt: undefined,
    pausedMs: (job.pausedMs ?? 0) + ctx.now - (job.pausedAt ?? job.finishedAt ?? job.updatedAt),
    updatedAt: ctx.now,
  });
  await scheduleStep(ctx, job);
}

/** Stops what a person started for themselves; anything else does not exist for them. */
export async function cancelOwnJob(ctx: OrgMutationCtx, jobId: Id<"jobs">): Promise<void> {
  const job = await ctx.db.get("jobs", jobId);
  if (!isPersonal(job, ctx.member.userId)) fail({ code: "NOT_FOUND", entity: "jobs" });
  await cancelJob(ctx, jobId);
}

/** A job that made no progress for so long has lost its step (ms). */
export const stuckAfter = 60_000;
/** After so many restarts without progress a job is failed rather than tried for ever. */
const restartLimit = 3;

/** Sets a job going again that lost its step, or fails it when that did not help. */
export async function restartJob(ctx: TenantMutationCtx, jobId: Id<"jobs">): Promise<void> {
  const job = await ctx.db.get("jobs", jobId);
  if (job.status !== "running" || ctx.now - job.updatedAt < stuckAfter) return;
  if (runnerOf(job.kind) === null) return;
  const restarts = (job.restarts ?? 0) + 1;
  if (restarts > restartLimit) {
    await ctx.db.patch("jobs", jobId, {
      status: "failed",
      error: "It stopped several times at the same place.",
      updatedAt: ctx.now,
      finishedAt: ctx.now,
    });
    return;
  }
  await ctx.db.patch("jobs", jobId, { restarts, updatedAt: ctx.now });
  await scheduleStep(ctx, job);
}

async function scheduleStep(ctx: TenantMutationCtx, job: Doc<"jobs">, waitMs = 0): Promise<void> {
  const runner = runnerOf(job.kind);
  if (runner === null) throw new Error(`No room has registered a step for jobs of kind ${job.kind}`);
  await ctx.scheduler.runAfter(waitMs, runner, {
    orgId: ctx.orgId,
    jobId: job._id,
    step: job.step ?? 0,
    startedBy: job.createdByName ?? "Orbit",
  });
}
