/** Begins a bulk change, and its taking back. */
import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { countSelected } from "../customers/count";
import type { CustomerFilters } from "../customers/filterShape";
import { reasonSchema, tagsSchema } from "../customers/shape";
import { cancelJob, startJob } from "../jobs/run";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { reachFor } from "../tenancy/permissions";
import { permissionOf, type Deed } from "./deeds";
import type { targetValidator } from "./target";

/** Most rows named one by one; more are selected by their filter. */
export const mostNamed = 1000;

/**
 * Starts the job and returns it. FORBIDDEN when the caller may not do this to
 * any customer; rows they may not change are skipped one by one.
 */
export async function startBulk(
  ctx: OrgMutationCtx,
  { target, deed }: { target: Infer<typeof targetValidator>; deed: Deed },
): Promise<Id<"jobs">> {
  const permission = permissionOf[deed.kind];
  if (reachFor(ctx, permission) === "none") fail({ code: "FORBIDDEN", permission });
  checkDeed(deed);
  const named = target.kind === "rows" ? target.customerIds : (target.except ?? []);
  if (named.length > mostNamed) fail({ code: "LIMIT_EXCEEDED", what: "selected rows", limit: mostNamed });
  const ids = target.kind === "rows" ? idsIn(ctx, target.customerIds) : [];
  const filters: CustomerFilters | undefined =
    target.kind === "rows" ? undefined : { ...target.filters, now: target.filters.now ?? ctx.now };
  const total = filters === undefined ? ids.length : ((await countSelected(ctx, filters)) ?? 0);
  const jobId = await startJob(ctx, { kind: "bulk", title: "", total });
  await ctx.db.insert("bulkRuns", {
    jobId,
    userId: ctx.member.userId,
    deed,
    ...(filters === undefined ? {} : { filters, except: [...named] }),
  });
  for (const [number, customerId] of ids.entries()) {
    await ctx.db.insert("bulkRows", { jobId, number, customerId, outcome: "waiting" });
  }
  return jobId;
}

/** What would fail on every row is refused at once. */
function checkDeed(deed: Deed): void {
  if (deed.kind === "deactivate" && parse(reasonSchema, deed.reason) === "") {
    fail({ code: "REASON_REQUIRED", action: "deactivate" });
  }
  if ((deed.kind === "addTags" || deed.kind === "removeTags") && parse(tagsSchema, deed.tags).length === 0) {
    const message = "Name at least one tag.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "deed.tags", rule: "required", message }] });
  }
}

/** Rows that are there, each once; what is not is nobody's row. */
function idsIn(ctx: OrgQueryCtx, given: readonly string[]): Id<"customers">[] {
  const ids = [...new Set(given)].map((id) => ctx.db.normalizeId("customers", id));
  return ids.filter((id) => id !== null);
}

/** Starts taking a bulk change back; JOB_NOT_RUNNING while it runs, or when it was taken back already. */
export async function startUndo(ctx: OrgMutationCtx, jobId: Id<"jobs">): Promise<Id<"jobs">> {
  const { run, job } = await findRun(ctx, jobId);
  if (job.status === "running" || run.undoJobId !== undefined) {
    return fail({ code: "JOB_NOT_RUNNING", status: job.status });
  }
  const undoJobId = await startJob(ctx, {
    kind: "undoBulk",
    title: "",
    total: job.counts["changed"] ?? 0,
  });
  await ctx.db.patch("bulkRuns", run._id, { undoJobId });
  return undoJobId;
}

/** Stops a bulk job, or its taking back, after the step under way; NOT_FOUND for somebody else's. */
export async function cancelBulk(ctx: OrgMutationCtx, jobId: Id<"jobs">): Promise<void> {
  const job = await ctx.db.get("jobs", jobId);
  const isBulk = job.kind === "bulk" || job.kind === "undoBulk";
  const isTheirs = job.createdBy === ctx.actor.id || reachFor(ctx, "jobs:cancel") === "all";
  if (!isBulk || !isTheirs) fail({ code: "NOT_FOUND", entity: "jobs" });
  await cancelJob(ctx, jobId);
}

/** A run that the caller may see: their own, or anybody's for who may see all jobs. */
export async function findRun(
  ctx: OrgQueryCtx,
  jobId: Id<"jobs">,
): Promise<{ run: Doc<"bulkRuns">; job: Doc<"jobs"> }> {
  const run = await ctx.db
    .query("bulkRuns")
    .withIndex("by_job", (q) => q.eq("jobId", jobId))
    .unique();
  const isTheirs = run?.userId === ctx.member.userId || reachFor(ctx, "jobs:read") === "all";
  if (run === null || !isTheirs) return fail({ code: "NOT_FOUND", entity: "jobs" });
  return { run, job: await ctx.db.get("jobs", jobId) };
}
