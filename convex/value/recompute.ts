/**
 * Recomputes everybody of one organization, or those whose numbers change by themselves by now, as a job of small steps; a
 * crash goes on where it stopped (CLV-10, CLV-24).
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { startJob, type StepResult } from "../jobs/run";
import { readWeights } from "../scores/refresh";
import { inOneTally } from "../tallies/bump";
import { countCustomers } from "../tallies/customers";
import { looksAgainAfter } from "./due";
import { refreshInsights } from "./refresh";

/** One customer reads some twenty documents and writes two to six; a small step leaves room for people in between. */
const batch = 20;

/** Starts a recompute of everybody unless one is under way; returns the job that runs. */
export async function startRecompute(ctx: TenantMutationCtx): Promise<Id<"jobs">> {
  const latest = await latestOf(ctx, "recompute");
  if (latest !== null && latest.status === "running") return latest._id;
  return await startJob(ctx, { kind: "recompute", title: "", total: await countCustomers(ctx, {}) });
}

/**
 * Starts a recompute of those who are due, where there are any. Until everybody was computed once, that is everybody: rows
 * that came from elsewhere may have no values yet.
 */
export async function startDue(ctx: TenantMutationCtx): Promise<void> {
  if ((await latestOf(ctx, "recompute")) === null) return void (await startRecompute(ctx));
  const latest = await latestOf(ctx, "recomputeDue");
  if (latest?.status === "running" || (await dueBy(ctx, ctx.now, 1)).length === 0) return;
  await startJob(ctx, { kind: "recomputeDue", title: "", total: 0 });
}

async function latestOf(
  ctx: TenantMutationCtx,
  kind: "recompute" | "recomputeDue",
): Promise<Doc<"jobs"> | null> {
  return await ctx.db
    .query("jobs")
    .withIndex("by_kind", (q) => q.eq("kind", kind))
    .order("desc")
    .first();
}

async function dueBy(ctx: TenantMutationCtx, at: number, most: number): Promise<Doc<"customerValues">[]> {
  return await ctx.db
    .query("customerValues")
    .withIndex("by_due", (q) => q.lte("dueAt", at))
    .take(most);
}

/** One batch; counts how many customers were looked at. */
export async function recomputeBatch(
  ctx: TenantMutationCtx,
  job: Doc<"jobs">,
  size = batch,
): Promise<StepResult> {
  if (job.kind === "recomputeDue") return await dueBatch(ctx, job, size);
  const page = await ctx.db
    .query("customers")
    .withIndex("by_createdAt")
    .paginate({ numItems: size, cursor: job.cursor ?? null });
  const alive = page.page.filter((customer) => customer.status !== "deleted");
  await refreshAll(
    ctx,
    alive.map(({ _id }) => _id),
  );
  return {
    done: alive.length,
    counts: { recomputed: alive.length },
    cursor: page.continueCursor,
    finished: page.isDone,
  };
}

/** Whoever was looked at is due later, so the next batch begins at those who are left. */
async function dueBatch(ctx: TenantMutationCtx, job: Doc<"jobs">, size: number): Promise<StepResult> {
  const due = await dueBy(ctx, job.createdAt, size);
  const alive: Id<"customers">[] = [];
  for (const { _id, customerId } of due) {
    const customer = await ctx.db.find("customers", customerId);
    if (customer !== null && customer.status !== "deleted") alive.push(customerId);
    else await ctx.db.patch("customerValues", _id, { dueAt: ctx.now + looksAgainAfter });
  }
  await refreshAll(ctx, alive);
  return { done: alive.length, counts: { recomputed: alive.length }, finished: due.length < size };
}

async function refreshAll(ctx: TenantMutationCtx, customers: readonly Id<"customers">[]): Promise<void> {
  const weights = await readWeights(ctx);
  await inOneTally(ctx, async () => {
    for (const customerId of customers) await refreshInsights(ctx, customerId, weights);
  });
}
