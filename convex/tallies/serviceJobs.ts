/** Which numbers a job counts in; every write of one calls `tallyServiceJob` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { earnedByWork } from "../value/earned";
import { bump } from "./bump";
import { difference } from "./difference";
import { ownerKey, type TallyChange } from "./metrics";
import { earnedTallies } from "./performance";

export function serviceJobTallies(job: Doc<"serviceJobs">, timeZone: string): TallyChange[] {
  const one = { part: "", cell: `${job.status}.${job.currency}`, count: 1, sum: job.totalAmount };
  return [
    { metric: "serviceJobs", key: "", ...one },
    { metric: "serviceJobsByOwner", key: ownerKey(job.ownerId), ...one },
    { metric: "serviceJobsOfCustomer", key: job.customerId, ...one },
    ...earnedTallies(job, earnedByWork("jobs", job), timeZone),
  ];
}

/** Moves a job's numbers from `before` to `after`; null is "not there". */
export async function tallyServiceJob(
  ctx: TenantMutationCtx,
  before: Doc<"serviceJobs"> | null,
  after: Doc<"serviceJobs"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "serviceJobs", at: row.createdAt, creationTime: row._creationTime };
  const { timeZone } = await ctx.settings();
  const was = before ? serviceJobTallies(before, timeZone) : [];
  await bump(ctx, place, difference(was, after ? serviceJobTallies(after, timeZone) : []));
}
