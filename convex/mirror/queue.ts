/**
 * Changes on their way between Orbit and the point of sale (POS-04, POS-05).
 * Each is carried out in a transaction of its own that also says so, so that it
 * happens once however often it is tried; a job reads both sides as they are
 * when it runs, so that the order of two jobs about one customer says nothing.
 */
import type { PaginationOptions } from "convex/server";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { recordChange } from "../history/record";
import { dayMs } from "../shared/days";
import { fail } from "../shared/errors";
import { tallySyncJob } from "../tallies/mirror";
import type { NewRow } from "../tenancy/tenantDb";
import { backOff, mostAttempts } from "./words";

type SyncJob = Doc<"syncJobs">;

/** Jobs that one run of the worker carries out before it hands over to the next. */
export const jobsAtOnce = 25;

/** Puts a change on its way; the caller calls `wake` once for all it has put. */
export async function enqueue(
  ctx: TenantMutationCtx,
  job: Omit<NewRow<"syncJobs">, "status" | "attempts" | "nextAttemptAt" | "createdAt">,
): Promise<Id<"syncJobs">> {
  const id = await ctx.db.insert("syncJobs", {
    ...job,
    status: "pending",
    attempts: 0,
    nextAttemptAt: ctx.now,
    createdAt: ctx.now,
  });
  await tallySyncJob(ctx, null, await ctx.db.get("syncJobs", id));
  return id;
}

/** Has the worker look; it finds nothing to do where the synchronization is paused. */
export async function wake(ctx: TenantMutationCtx, at = ctx.now): Promise<void> {
  await ctx.scheduler.runAt(at, internal.mirror.work, { orgId: ctx.orgId });
}

/** What is due, the longest waiting first; nothing while the synchronization is paused (POS-37). */
export async function dueJobs(ctx: TenantMutationCtx): Promise<Id<"syncJobs">[]> {
  const { transition } = await ctx.settings();
  if (transition === undefined || transition.isPaused) return [];
  const due = await ctx.db
    .query("syncJobs")
    .withIndex("by_status", (q) => q.eq("status", "pending").lte("nextAttemptAt", ctx.now))
    .take(jobsAtOnce);
  return due.map(({ _id }) => _id);
}

/** Whether the job is still to be carried out: the queue may have been paused, or a person skipped it. */
export async function claim(ctx: TenantMutationCtx, jobId: Id<"syncJobs">): Promise<SyncJob | null> {
  const job = await ctx.db.find("syncJobs", jobId);
  const { transition } = await ctx.settings();
  const isOff = transition === undefined || transition.isPaused;
  return job === null || job.status !== "pending" || isOff ? null : job;
}

type Fields = Partial<NewRow<"syncJobs">>;
async function change(ctx: TenantMutationCtx, before: SyncJob, fields: Fields): Promise<void> {
  await ctx.db.patch("syncJobs", before._id, fields);
  await tallySyncJob(ctx, before, await ctx.db.get("syncJobs", before._id));
}

export async function complete(
  ctx: TenantMutationCtx,
  job: SyncJob,
  { customerId }: { customerId?: Id<"customers"> | undefined },
): Promise<void> {
  await change(ctx, job, {
    status: "completed",
    attempts: job.attempts + 1,
    finishedAt: ctx.now,
    error: undefined,
    ...(customerId === undefined ? {} : { customerId }),
  });
}

/** The stage sends nothing that way any more. */
export async function leaveOut(ctx: TenantMutationCtx, job: SyncJob): Promise<void> {
  await change(ctx, job, { status: "skipped", finishedAt: ctx.now });
}

/** The try came to nothing: again later, and after the last one it is a person's turn. */
export async function failed(ctx: TenantMutationCtx, jobId: Id<"syncJobs">, error: string): Promise<void> {
  const job = await ctx.db.find("syncJobs", jobId);
  if (job === null || job.status !== "pending") return;
  const attempts = job.attempts + 1;
  if (attempts >= mostAttempts)
    return await change(ctx, job, { status: "manual", attempts, error, failedAt: ctx.now });
  const nextAttemptAt = ctx.now + backOff(attempts);
  await change(ctx, job, { attempts, error, nextAttemptAt });
  await wake(ctx, nextAttemptAt);
}

/** Tries a job that waits for a person once more, from the first attempt on. INVALID_STATUS_CHANGE for any other. */
export async function retry(ctx: OrgMutationCtx, jobId: Id<"syncJobs">): Promise<void> {
  const job = await waitingForPerson(ctx, jobId, "pending");
  await change(ctx, job, { status: "pending", attempts: 0, nextAttemptAt: ctx.now });
  await told(ctx, job, "retried");
  await wake(ctx);
}

/** Leaves a change out for good. INVALID_STATUS_CHANGE unless it is on its way or waits for a person. */
export async function skip(ctx: OrgMutationCtx, jobId: Id<"syncJobs">): Promise<void> {
  const job = await ctx.db.get("syncJobs", jobId);
  if (job.status !== "manual" && job.status !== "pending")
    fail({ code: "INVALID_STATUS_CHANGE", entity: "syncJobs", from: job.status, to: "skipped" });
  await change(ctx, job, { status: "skipped", finishedAt: ctx.now });
  await told(ctx, job, "skipped");
}

async function waitingForPerson(ctx: OrgMutationCtx, jobId: Id<"syncJobs">, to: string): Promise<SyncJob> {
  const job = await ctx.db.get("syncJobs", jobId);
  if (job.status !== "manual")
    fail({ code: "INVALID_STATUS_CHANGE", entity: "syncJobs", from: job.status, to });
  return job;
}

async function told(ctx: OrgMutationCtx, job: SyncJob, action: string): Promise<void> {
  await recordChange(ctx, { entity: "syncJobs", entityId: job._id, action, changes: [] });
}

export interface ListedJob extends Pick<
  SyncJob,
  | "_id"
  | "direction"
  | "entity"
  | "operationType"
  | "status"
  | "attempts"
  | "nextAttemptAt"
  | "createdAt"
  | "dataPayload"
> {
  legacyCustomerId: string | null;
  customerId: Id<"customers"> | null;
  error: string | null;
  finishedAt: number | null;
}

export function listedJob(job: SyncJob): ListedJob {
  const { _id, direction, entity, operationType, status, attempts, nextAttemptAt, createdAt, dataPayload } =
    job;
  return {
    _id,
    direction,
    entity,
    operationType,
    status,
    attempts,
    nextAttemptAt,
    createdAt,
    dataPayload,
    legacyCustomerId: job.legacyCustomerId ?? null,
    customerId: job.customerId ?? null,
    error: job.error ?? null,
    finishedAt: job.finishedAt ?? null,
  };
}

/** A page of the queue: of one status, the longest waiting first, or all of it, the newest first. */
export async function listSyncJobs(
  ctx: OrgQueryCtx,
  status: SyncJob["status"] | null,
  paginationOpts: PaginationOptions,
) {
  const jobs = ctx.db.query("syncJobs");
  const found =
    status === null
      ? jobs.withIndex("by_createdAt").order("desc")
      : jobs.withIndex("by_status", (q) => q.eq("status", status));
  const page = await found.paginate(paginationOpts);
  return { ...page, page: page.page.map(listedJob) };
}

/** Whether a change of this customer is on its way already. */
export async function isPending(ctx: TenantQueryCtx, legacyCustomerId: string): Promise<boolean> {
  const job = await ctx.db
    .query("syncJobs")
    .withIndex("by_legacy", (q) => q.eq("legacyCustomerId", legacyCustomerId).eq("status", "pending"))
    .first();
  return job !== null;
}

/** How long a finished job is kept, ms. */
const keptFor = 30 * dayMs;
const forgottenAtOnce = 200;

/** Forgets what was finished a month ago; true when there may be more. */
export async function forgetOld(ctx: TenantMutationCtx): Promise<boolean> {
  const old = await ctx.db
    .query("syncJobs")
    .withIndex("by_createdAt", (q) => q.lt("createdAt", ctx.now - keptFor))
    .take(forgottenAtOnce);
  const done = old.filter(({ status }) => status === "completed" || status === "skipped");
  for (const job of done) {
    await ctx.db.delete("syncJobs", job._id);
    await tallySyncJob(ctx, job, null);
  }
  return done.length === forgottenAtOnce;
}
