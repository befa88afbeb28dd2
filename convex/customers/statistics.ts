/** A customer in numbers: what was booked, done and offered, and when something last happened (CLV-12 to CLV-15). Kept counts. */
import type { Doc } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { bookingFactsOf } from "../bookings/save";
import { tally, total } from "../tallies/read";
import { reachFor, type Permission } from "../tenancy/permissions";

export interface CustomerStatistics {
  /** Those that were not cancelled. */
  totalBookings: number;
  totalJobs: number;
  completedJobs: number;
  /** Quotes but for discarded drafts. */
  totalOffers: number;
  acceptedOffers: number;
  /** Of completed jobs in `currency`, in minor units, rounded; 0 without one. */
  averageJobValue: number;
  currency: string;
  /** Epoch ms of the newest thing on the timeline that has happened; null while there is nothing. */
  lastActivity: number | null;
}

const needed = [
  "bookings:read",
  "serviceJobs:read",
  "quotes:read",
  "interactions:read",
] as const satisfies readonly Permission[];

/** Null for whoever may not read all that is counted. `now`: epoch ms; what is planned has not happened. */
export async function customerStatistics(
  ctx: OrgQueryCtx | OrgMutationCtx,
  { _id: customerId }: Pick<Doc<"customers">, "_id">,
  now: number,
): Promise<CustomerStatistics | null> {
  if (needed.some((permission) => reachFor(ctx, permission) === "none")) return null;
  const { currency } = await ctx.settings();
  const [jobs, offers, bookings, newest] = await Promise.all([
    tally(ctx, "serviceJobsOfCustomer", { key: customerId }),
    tally(ctx, "quotesOfCustomer", { key: customerId }),
    bookingFactsOf(ctx, customerId),
    ctx.db
      .query("timelineEntries")
      .withIndex("by_customer", (q) => q.eq("customerId", customerId).lte("at", now))
      .order("desc")
      .first(),
  ]);
  const done = jobs.get(`completed.${currency}`) ?? { count: 0, sum: 0 };
  return {
    totalBookings: bookings?.live ?? 0,
    totalJobs: total(jobs).count,
    completedJobs: total(jobs, ([status]) => status === "completed").count,
    totalOffers: total(offers, ([status]) => status !== "discarded").count,
    acceptedOffers: total(offers, ([status]) => status === "accepted").count,
    averageJobValue: done.count === 0 ? 0 : Math.round(done.sum / done.count),
    currency,
    lastActivity: newest?.at ?? null,
  };
}
