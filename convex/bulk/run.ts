/**
 * The steps of a bulk job. First the rows a filter finds are written down,
 * because the deed may change what the filter finds; then each is changed, or
 * skipped with the reason. Undo goes through the changed rows again.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { pageOfCustomers } from "../customers/list";
import { cursorOf } from "../customers/streams";
import { undo } from "../history/undo";
import type { StepResult } from "../jobs/run";
import { orbitError } from "../shared/errors";
import { inOneTally } from "../tallies/bump";
import { doDeed } from "./deeds";

/** Customers changed per step: each reads some forty documents and writes about fifteen. */
const batch = 20;

/** Where a job is: still collecting (with the list's cursor), or changing row `number`. */
type Place = { collect: string | null; number: number } | { change: number };

export async function bulkStep(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const run = await ctx.db
    .query("bulkRuns")
    .withIndex("by_job", (q) => q.eq("jobId", job._id))
    .unique();
  if (run === null) throw new Error(`Job ${job._id} has no bulk change`);
  const staff = await ctx.staff(run.userId, "customers:bulk");
  const place: Place =
    job.cursor === undefined
      ? run.filters === undefined
        ? { change: 0 }
        : { collect: null, number: 0 }
      : (JSON.parse(job.cursor) as Place);
  if ("collect" in place) {
    if (staff === null) return { done: 0, finished: true };
    return await collect(staff, run, place);
  }
  return await inOneTally(staff ?? ctx, () => changeRows(ctx, staff, run, place.change));
}

/** By time of creation, which no deed changes: nobody is met twice or missed while others work. */
async function collect(
  ctx: OrgMutationCtx,
  { jobId, filters, except = [] }: Doc<"bulkRuns">,
  { collect: cursor, number: first }: { collect: string | null; number: number },
): Promise<StepResult> {
  const { rows, next } = await pageOfCustomers(ctx, { filters: filters ?? {}, sort: "createdAt", cursor });
  let number = first;
  for (const { _id: customerId } of rows) {
    if (except.includes(customerId)) continue;
    await ctx.db.insert("bulkRows", { jobId, number, customerId, outcome: "waiting" });
    number++;
  }
  const place: Place = next === null ? { change: 0 } : { collect: cursorOf(next), number };
  return {
    done: 0,
    cursor: JSON.stringify(place),
    ...(next === null ? { total: number } : {}),
    finished: next === null && number === 0,
  };
}

async function changeRows(
  ctx: TenantMutationCtx,
  staff: OrgMutationCtx | null,
  { jobId, deed }: Doc<"bulkRuns">,
  from: number,
): Promise<StepResult> {
  const rows = await ctx.db
    .query("bulkRows")
    .withIndex("by_job", (q) => q.eq("jobId", jobId).gte("number", from))
    .take(batch);
  const counts: Record<string, number> = {};
  for (const row of rows) {
    // Somebody who has left, or lost the right, changes nothing any more.
    const result =
      staff === null
        ? { outcome: "skipped" as const, reason: "FORBIDDEN" }
        : await outcomeOf(() => doDeed(staff, row.customerId, deed));
    await ctx.db.patch("bulkRows", row._id, result);
    counts[result.outcome] = (counts[result.outcome] ?? 0) + 1;
  }
  return {
    done: rows.length,
    counts,
    cursor: JSON.stringify({ change: from + rows.length }),
    finished: rows.length < batch,
  };
}

type Result =
  | { outcome: "changed"; auditId: Id<"auditLog"> }
  | { outcome: "unchanged" }
  | { outcome: "skipped"; reason: string };

async function outcomeOf(deed: () => Promise<Id<"auditLog"> | null>): Promise<Result> {
  try {
    const auditId = await deed();
    return auditId === null ? { outcome: "unchanged" } : { outcome: "changed", auditId };
  } catch (error) {
    const known = orbitError(error);
    if (known === null) throw error;
    return { outcome: "skipped", reason: known.code };
  }
}

/** Takes the next changed rows back; those that were changed since stay as they are. */
export async function undoStep(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const run = await ctx.db
    .query("bulkRuns")
    .withIndex("by_undoJob", (q) => q.eq("undoJobId", job._id))
    .unique();
  if (run === null) throw new Error(`Job ${job._id} has no bulk change to take back`);
  const undoer = job.createdBy.slice("user:".length) as Id<"users">;
  const staff = await ctx.staff(undoer, "customers:bulk");
  return await inOneTally(staff ?? ctx, async () => {
    const rows = await ctx.db
      .query("bulkRows")
      .withIndex("by_outcome", (q) => q.eq("jobId", run.jobId).eq("outcome", "changed"))
      .take(batch);
    const counts: Record<string, number> = {};
    for (const row of rows) {
      const { auditId } = row;
      const result =
        staff === null || auditId === undefined
          ? { outcome: "skipped" as const, reason: "FORBIDDEN" }
          : await outcomeOf(async () => (await undo(staff, { auditId })).auditId);
      const outcome = result.outcome === "skipped" ? "kept" : "undone";
      await ctx.db.patch("bulkRows", row._id, {
        outcome,
        ...(result.outcome === "skipped" ? { reason: result.reason } : {}),
      });
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    return { done: rows.length, counts, finished: rows.length < batch };
  });
}
