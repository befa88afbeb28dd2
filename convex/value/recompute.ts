/** Recomputes everybody of one organization as a job of small steps; a crash goes on from the cursor (CLV-10, CLV-24). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { startJob, type StepResult } from "../jobs/run";
import { readWeights } from "../scores/refresh";
import { inOneTally } from "../tallies/bump";
import { countCustomers } from "../tallies/customers";
import { refreshInsights } from "./refresh";

/** One customer reads some twenty documents and writes two to six; a small step leaves room for people in between. */
const batch = 20;

/** Starts a recompute unless one is under way; returns the job that runs. */
export async function startRecompute(ctx: TenantMutationCtx): Promise<Id<"jobs">> {
  const latest = await ctx.db
    .query("jobs")
    .withIndex("by_kind", (q) => q.eq("kind", "recompute"))
    .order("desc")
    .first();
  if (latest !== null && latest.status === "running") return latest._id;
  return await startJob(ctx, { kind: "recompute", title: "", total: await countCustomers(ctx, {}) });
}

/** One batch; counts how many customers were looked at. */
export async function recomputeBatch(
  ctx: TenantMutationCtx,
  job: Doc<"jobs">,
  size = batch,
): Promise<StepResult> {
  const page = await ctx.db
    .query("customers")
    .withIndex("by_createdAt")
    .paginate({ numItems: size, cursor: job.cursor ?? null });
  const weights = await readWeights(ctx);
  const alive = page.page.filter((customer) => customer.status !== "deleted");
  await inOneTally(ctx, async () => {
    for (const customer of alive) await refreshInsights(ctx, customer._id, weights);
  });
  return {
    done: alive.length,
    counts: { recomputed: alive.length },
    cursor: page.continueCursor,
    finished: page.isDone,
  };
}
