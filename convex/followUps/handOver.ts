/**
 * A customer changed hands: its open follow-ups, its quotes, orders, jobs, sales, packages and bookings and the
 * search of its notes go to the new owner, who sees on Today that it came (FUP-09).
 * Scheduled by the assignment, because a large history does not fit into the
 * assignment's own transaction.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantMutationCtx } from "../functions";
import { bookingsFollowOwner } from "../bookings/owner";
import { followOwner as notesFollowOwner } from "../notes/words";
import { followOwner } from "../quotes/owner";
import { ordersFollowOwner } from "../orders/owner";
import { packagesFollowOwner } from "../packages/owner";
import { serviceJobsFollowOwner } from "../serviceJobs/owner";
import { salesFollowOwner } from "../transactions/owner";
import { dayMs } from "../shared/days";
import { inScope, scopeOf } from "../tenancy/scope";
import { changeFollowUp } from "./write";

/** Follow-ups moved per transaction. */
const batch = 50;

export interface HandOver {
  customerId: Id<"customers">;
  from: Id<"users"> | null;
  to: Id<"users"> | null;
  byUser: string;
  byName: string;
}

/** Moves one batch; true while there is more to move. Repeating it is harmless. */
export async function handOver(ctx: TenantMutationCtx, { customerId, from, to }: HandOver): Promise<boolean> {
  const customer = await ctx.db.find("customers", customerId);
  // Somebody else was faster: their hand-over does the work.
  if (customer === null || (customer.ownerId ?? null) !== to) return false;
  await followOwner(ctx, customerId);
  const hasMoreJobs = await serviceJobsFollowOwner(ctx, customer);
  const hasMoreOrders = (await ordersFollowOwner(ctx, customer)) || hasMoreJobs;
  const hasMoreBookings = await bookingsFollowOwner(ctx, customer);
  const hasMoreSales = (await salesFollowOwner(ctx, customer)) || hasMoreOrders || hasMoreBookings;
  const hasMorePackages = await packagesFollowOwner(ctx, customer);
  const hasMore = (await notesFollowOwner(ctx, customerId)) || hasMoreSales || hasMorePackages;
  if (from === null || to === null) return hasMore;
  const open = await ctx.db
    .query("followUps")
    .withIndex("by_customer_owner", (q) =>
      q.eq("customerId", customerId).eq("status", "open").eq("ownerId", from),
    )
    .take(batch);
  for (const followUp of open) await changeFollowUp(ctx, followUp, "assigned", { ownerId: to });
  return hasMore || open.length === batch;
}

/** Tells the new owner, unless they took it themselves. */
export async function announceArrival(
  ctx: TenantMutationCtx,
  { customerId, to, byUser, byName }: HandOver,
): Promise<void> {
  if (to === null || byUser === `user:${to}`) return;
  await ctx.db.insert("arrivals", { userId: to, customerId, byName, at: ctx.now });
}

export interface Arrival {
  _id: Id<"arrivals">;
  at: number;
  byName: string;
  customer: Pick<Doc<"customers">, "_id" | "name" | "customerCode" | "status">;
}

/** The newest accounts that were given to the caller since `since`, at most 20. */
export async function recentArrivals(ctx: OrgQueryCtx, since: number): Promise<Arrival[]> {
  const rows = await ctx.db
    .query("arrivals")
    .withIndex("by_user", (q) => q.eq("userId", ctx.user._id).gte("at", since))
    .order("desc")
    .take(20);
  const scope = await scopeOf(ctx, "customers:read");
  const seen = new Set<Id<"customers">>();
  const arrivals: Arrival[] = [];
  for (const row of rows) {
    if (seen.has(row.customerId)) continue;
    seen.add(row.customerId);
    const customer = await ctx.db.find("customers", row.customerId);
    if (customer === null || customer.ownerId !== ctx.user._id || !inScope(scope, customer)) continue;
    const { _id, name, customerCode, status } = customer;
    arrivals.push({
      _id: row._id,
      at: row.at,
      byName: row.byName,
      customer: { _id, name, customerCode, status },
    });
  }
  return arrivals;
}

/** Drops what nobody will look at any more; true while there may be more. */
export async function sweepArrivals(ctx: TenantMutationCtx): Promise<boolean> {
  const old = await ctx.db
    .query("arrivals")
    .withIndex("by_at", (q) => q.lt("at", ctx.now - 60 * dayMs))
    .take(200);
  for (const row of old) await ctx.db.delete("arrivals", row._id);
  return old.length === 200;
}
