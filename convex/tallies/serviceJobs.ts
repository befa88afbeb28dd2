/** Which numbers a job counts in; every write of one calls `tallyServiceJob` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import { earnedByWork } from "../value/earned";
import { ownerKey, type TallyChange } from "./metrics";
import { moveByDay } from "./move";
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
export const tallyServiceJob = moveByDay("serviceJobs", serviceJobTallies);
