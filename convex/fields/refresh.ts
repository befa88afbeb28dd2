/**
 * Works values out anew after a definition changed: formulas, roll-ups, words
 * of the search, index rows. A job that walks the customers by code; people go
 * on working, for a record saved meanwhile is right already.
 */
import type { TenantMutationCtx } from "../functions";
import { cancelJob, startJob } from "../jobs/run";

/** Starts the job; one under way would miss the newest definition, so it makes room. */
export async function startRefresh(ctx: TenantMutationCtx): Promise<void> {
  const running = await ctx.db
    .query("jobs")
    .withIndex("by_kind", (q) => q.eq("kind", "fields"))
    .order("desc")
    .first();
  if (running?.status === "running") await cancelJob(ctx, running._id);
  const some = await ctx.db.query("customers").withIndex("by_code").first();
  if (some === null) return;
  await startJob(ctx, { kind: "fields", title: "", total: 0, cursor: "" });
}
