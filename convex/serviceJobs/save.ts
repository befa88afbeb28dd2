/** The one write path of jobs: row, counts, what the customer is worth, and history move together. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { diff, recordChange, type Change } from "../history/record";
import { takeNumbers } from "../numbering/next";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { tallyServiceJob } from "../tallies/serviceJobs";
import type { NewRow } from "../tenancy/tenantDb";
import { refreshInsights } from "../value/refresh";
import { settleRevenue } from "../value/revenue";
import { mayMove, type ServiceJobStatus } from "./lifecycle";
import { serviceJobShape, type ServiceJobInput } from "./shape";

type Job = Doc<"serviceJobs">;

const watched = [
  "jobNumber",
  "title",
  "description",
  "status",
  "totalAmount",
  "currency",
  "scheduledAt",
  "ownerId",
] as const;

/** A scheduled job with the next number. VALIDATION_ERROR by field, NOT_FOUND, FORBIDDEN. */
export async function createServiceJob(
  ctx: OrgMutationCtx,
  customerId: string,
  input: ServiceJobInput,
): Promise<Id<"serviceJobs">> {
  const customer = await writableCustomer(ctx, customerId, "serviceJobs:write");
  return (await insertServiceJob(ctx, customer, input))._id;
}

/** For rooms: schedules a job without asking who may. */
export async function insertServiceJob(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  input: ServiceJobInput,
): Promise<Job> {
  const { currency, ...fields } = parse(serviceJobShape, input);
  const number = await takeNumbers(ctx, "serviceJob");
  const id = await ctx.db.insert("serviceJobs", {
    ...fields,
    currency: currency ?? (await ctx.settings()).currency,
    customerId: customer._id,
    ownerId: customer.ownerId,
    jobNumber: `JOB-${String(number).padStart(4, "0")}`,
    status: "scheduled",
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
  });
  const job = await ctx.db.get("serviceJobs", id);
  await settleServiceJob(ctx, null, job);
  await record(ctx, job, "created", [
    { field: "title", to: job.title },
    { field: "totalAmount", to: job.totalAmount },
    { field: "currency", to: job.currency },
  ]);
  return job;
}

/** Replaces what was entered; the value of a completed job moves with it. */
export async function updateServiceJob(
  ctx: OrgMutationCtx,
  jobId: string,
  input: ServiceJobInput,
): Promise<void> {
  const job = await changeableServiceJob(ctx, jobId);
  const { currency, description, scheduledAt, ...fields } = parse(serviceJobShape, input);
  await save(ctx, job, "updated", {
    ...fields,
    description,
    scheduledAt,
    currency: currency ?? job.currency,
  });
  await refreshInsights(ctx, job.customerId);
}

const stamps = { in_progress: "startedAt", completed: "completedAt", cancelled: "cancelledAt" } as const;

/** A move of the lifecycle (INT-20); INVALID_STATUS_CHANGE for any other, VERSION_CONFLICT when it is not `from` any more. */
export async function moveServiceJob(
  ctx: OrgMutationCtx,
  jobId: string,
  { to, from }: { to: ServiceJobStatus; from?: ServiceJobStatus },
): Promise<void> {
  const job = await changeableServiceJob(ctx, jobId);
  if (from !== undefined && from !== job.status) fail({ code: "VERSION_CONFLICT", entity: "serviceJobs" });
  await advanceServiceJob(ctx, job, to);
  await refreshInsights(ctx, job.customerId);
}

/** For rooms: the same without asking who may; returns the job as it is now. INVALID_STATUS_CHANGE. */
export async function advanceServiceJob(
  ctx: TenantMutationCtx,
  job: Job,
  to: ServiceJobStatus,
): Promise<Job> {
  if (!mayMove(job.status, to)) {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "serviceJobs", from: job.status, to });
  }
  const isReopened = job.status === "completed" || job.status === "cancelled";
  await save(ctx, job, isReopened ? "reopened" : to === "in_progress" ? "started" : to, {
    status: to,
    ...(isReopened ? { completedAt: undefined, cancelledAt: undefined } : {}),
    ...(to !== "scheduled" && !isReopened ? { [stamps[to]]: ctx.now } : {}),
    realizedAt: to === "completed" ? ctx.now : undefined,
  });
  return await ctx.db.get("serviceJobs", job._id);
}

/** The job, if the caller may write jobs of its customer. */
async function changeableServiceJob(ctx: OrgMutationCtx, jobId: string): Promise<Job> {
  const job = await ctx.db.getNamed("serviceJobs", jobId);
  await writableCustomer(ctx, job.customerId, ctx.permission);
  return job;
}

async function save(
  ctx: TenantMutationCtx,
  before: Job,
  action: string,
  fields: Partial<NewRow<"serviceJobs">>,
): Promise<void> {
  const changes = diff<Job>(before, { ...before, ...fields }, watched);
  if (changes.length === 0) return;
  await ctx.db.patch("serviceJobs", before._id, { ...fields, updatedAt: ctx.now });
  const after = await ctx.db.get("serviceJobs", before._id);
  await settleServiceJob(ctx, before, after);
  // What was completed is told with its value (INT-19).
  const worth =
    action === "completed"
      ? [
          { field: "totalAmount", to: after.totalAmount },
          { field: "currency", to: after.currency },
        ]
      : [];
  await record(ctx, after, action, [...changes, ...worth]);
}

/** What counts a job, from how it was to how it is; null is "not there". */
export async function settleServiceJob(
  ctx: TenantMutationCtx,
  before: Job | null,
  after: Job | null,
): Promise<void> {
  await tallyServiceJob(ctx, before, after);
  await settleRevenue(ctx, "jobs", before, after);
}

async function record(ctx: TenantMutationCtx, job: Job, action: string, changes: Change[]): Promise<void> {
  await recordChange(ctx, {
    entity: "serviceJobs",
    entityId: job._id,
    customerId: job.customerId,
    action,
    changes,
  });
}
