/** What an erasure, and the end of sample data, does to the mirror. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { tallySyncDifference } from "../tallies/mirror";
import { changeRow, emptyRow } from "./keep";

const batch = 40;

/** Empties the person's rows, a batch at a time; how many there were, 0 once there are none left. */
export async function forgetRows(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<number> {
  const rows = await rowsOf(ctx, customerId);
  for (const { _id } of rows) await emptyRow(ctx, _id);
  return rows.length;
}

/** Takes what was told of the person out of the queue, likewise. */
export async function forgetJobs(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<number> {
  const jobs = await jobsOf(ctx, customerId);
  for (const { _id } of jobs)
    await ctx.db.patch("syncJobs", _id, { customerId: undefined, dataPayload: "", error: undefined });
  return jobs.length;
}

/** Lets the rows go without a customer: they are the point of sale's own, and the record was only a sample. */
export async function letGoInMirror(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const rows = await rowsOf(ctx, customerId);
  for (const row of rows)
    await changeRow(ctx, row, { customerId: undefined, agreed: undefined, state: "waiting" });
  const jobs = await jobsOf(ctx, customerId);
  for (const { _id } of jobs) await ctx.db.patch("syncJobs", _id, { customerId: undefined });
  const differences = await dropDifferences(ctx, customerId);
  if (rows.length + jobs.length + differences > 0) await letGoInMirror(ctx, customerId);
}

async function rowsOf(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
): Promise<Doc<"legacyCustomers">[]> {
  return await ctx.db
    .query("legacyCustomers")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(batch);
}

async function jobsOf(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<Doc<"syncJobs">[]> {
  return await ctx.db
    .query("syncJobs")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(batch);
}

export async function dropDifferences(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<number> {
  const differences = await ctx.db
    .query("syncDifferences")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(batch);
  for (const difference of differences) {
    await ctx.db.delete("syncDifferences", difference._id);
    await tallySyncDifference(ctx, difference, null);
  }
  return differences.length;
}
