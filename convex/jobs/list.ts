/** What the tray shows. */
import type { Doc } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";

const shown = 20;

export async function listJobs(
  ctx: TenantQueryCtx,
): Promise<{ running: Doc<"jobs">[]; finished: Doc<"jobs">[] }> {
  const running = await ctx.db
    .query("jobs")
    .withIndex("by_status", (q) => q.eq("status", "running"))
    .order("desc")
    .take(shown);
  const latest = await ctx.db.query("jobs").withIndex("by_createdAt").order("desc").take(shown);
  return { running, finished: latest.filter((job) => job.status !== "running") };
}
