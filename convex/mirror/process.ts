/** Carries out one job of the queue, and says so, in one transaction. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { fail } from "../shared/errors";
import { inOneTally } from "../tallies/bump";
import { syncRow } from "./forward";
import { legacyRow } from "./find";
import { packageToPos } from "./packages";
import { claim, complete, leaveOut } from "./queue";
import { createInPos } from "./reverse";
import { noteSynced } from "./state";
import { directionOf, sendsPackages } from "./words";

/** Rows of one customer that a change reaches. */
const rowsAtOnce = 20;

export async function processJob(ctx: TenantMutationCtx, jobId: Id<"syncJobs">): Promise<void> {
  const job = await claim(ctx, jobId);
  if (job === null) return;
  const { transition } = await ctx.settings();
  const direction = directionOf(transition?.stage);
  // The stage has moved on since; the full sync of a later stage meets the row again.
  if (!(job.direction === "fromPos" ? direction.forward : direction.reverse)) return await leaveOut(ctx, job);
  if (job.entity === "package") {
    // Likewise for packages; and what belongs to nobody the till knows is not told.
    if (!sendsPackages(transition?.stage) || !(await packageToPos(ctx, job))) return await leaveOut(ctx, job);
    await complete(ctx, job, {});
    return await noteSynced(ctx, job.direction);
  }
  await inOneTally(ctx, async () => {
    const customerId = await carryOut(ctx, job);
    await complete(ctx, job, { customerId });
    await noteSynced(ctx, job.direction);
  });
}

async function carryOut(ctx: TenantMutationCtx, job: Doc<"syncJobs">): Promise<Id<"customers"> | undefined> {
  if (job.direction === "fromPos") {
    const row = await legacyRow(ctx, job.legacyCustomerId ?? "");
    if (row === null) return fail({ code: "NOT_FOUND", entity: "legacyCustomers" });
    return await syncRow(ctx, row);
  }
  const { customerId } = job;
  if (customerId === undefined) return fail({ code: "NOT_FOUND", entity: "customers" });
  if (job.operationType === "INSERT") await createInPos(ctx, customerId);
  const rows = await ctx.db
    .query("legacyCustomers")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(rowsAtOnce);
  if (job.operationType !== "INSERT")
    for (const row of rows) if (row.deletedAt === undefined) await syncRow(ctx, row);
  return customerId;
}
