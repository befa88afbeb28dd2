/** What the tray shows. */
import type { Doc } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { isUnderWay } from "./status";

const shown = 20;

export async function listJobs(
  ctx: TenantQueryCtx,
): Promise<{ running: Doc<"jobs">[]; finished: Doc<"jobs">[] }> {
  const running = await ctx.db
    .query("jobs")
    .withIndex("by_status", (q) => q.eq("status", "running"))
    .order("desc")
    .take(shown);
  const paused = await ctx.db
    .query("jobs")
    .withIndex("by_status", (q) => q.eq("status", "paused"))
    .order("desc")
    .take(shown);
  const latest = await ctx.db.query("jobs").withIndex("by_createdAt").order("desc").take(shown);
  return { running: [...running, ...paused], finished: latest.filter((job) => !isUnderWay(job)) };
}

/** What people start for themselves; an import, say, is the organization's. */
const personal: readonly Doc<"jobs">["kind"][] = ["bulk", "undoBulk", "export", "exportAll"];

export async function ownJobs(
  ctx: OrgQueryCtx,
): Promise<{ running: Doc<"jobs">[]; finished: Doc<"jobs">[] }> {
  const latest = await ctx.db
    .query("jobs")
    .withIndex("by_createdBy", (q) => q.eq("createdBy", `user:${ctx.member.userId}`))
    .order("desc")
    .take(shown);
  const own = latest.filter(({ kind }) => personal.includes(kind));
  return {
    running: own.filter(isUnderWay),
    finished: own.filter((job) => !isUnderWay(job)),
  };
}

export function isPersonal(job: Doc<"jobs">, userId: Doc<"users">["_id"]): boolean {
  return job.createdBy === `user:${userId}` && personal.includes(job.kind);
}
