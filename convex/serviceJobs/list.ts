/** Reads of jobs by staff: the list with its filters, one customer's with its sums, one job (ORD-19). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { canWrite, customerScope, readableCustomer } from "../customers/access";
import { memberName } from "../followUps/list";
import { boundedPage } from "../shared/pages";
import { ownerKey } from "../tallies/metrics";
import { tally, total } from "../tallies/read";
import { inScope, scopeOfOwner } from "../tenancy/scope";
import { revenueOf } from "../value/revenue";
import { moves, serviceJobStatuses, type ServiceJobStatus } from "./lifecycle";

export interface ListedServiceJob {
  _id: Id<"serviceJobs">;
  jobNumber: string;
  title: string;
  description: string | null;
  status: ServiceJobStatus;
  customerId: Id<"customers">;
  customerName: string;
  ownerName: string;
  /** Minor units of `currency`. */
  totalAmount: number;
  currency: string;
  scheduledAt: number | null;
  startedAt: number | null;
  completedAt: number | null;
  cancelledAt: number | null;
  createdAt: number;
  updatedAt: number;
  /** Where the caller may move it. */
  next: readonly ServiceJobStatus[];
}

/** Each row joins a customer and at most one member. */
const largestPage = 60;

interface ServiceJobFilter {
  status: ServiceJobStatus | null;
  owner: Id<"users"> | null;
}

/** Newest first. Who does not see everything lists one owner within reach. */
export async function listServiceJobs(
  ctx: OrgQueryCtx,
  filter: ServiceJobFilter,
  page: PaginationOptions,
): Promise<PaginationResult<ListedServiceJob>> {
  await scopeOfOwner(ctx, "serviceJobs:read", filter.owner ?? "everybody");
  const found = await ordered(ctx, filter).order("desc").paginate(boundedPage(page, largestPage));
  const scope = await customerScope(ctx);
  const rows: ListedServiceJob[] = [];
  for (const job of found.page) {
    const customer = await ctx.db.find("customers", job.customerId);
    // The owner of a job may have lost the customer a moment ago; such rows are not shown.
    if (customer === null || !inScope(scope, customer)) continue;
    rows.push(await listed(ctx, job, customer));
  }
  return { ...found, page: rows };
}

function ordered(ctx: OrgQueryCtx, { status, owner }: ServiceJobFilter) {
  const jobs = ctx.db.query("serviceJobs");
  if (owner === null) {
    return status === null
      ? jobs.withIndex("by_createdAt")
      : jobs.withIndex("by_status", (q) => q.eq("status", status));
  }
  return status === null
    ? jobs.withIndex("by_owner", (q) => q.eq("ownerId", owner))
    : jobs.withIndex("by_owner_status", (q) => q.eq("ownerId", owner).eq("status", status));
}

/** Exact numbers per status, everybody's or one owner's. */
export async function serviceJobCounts(
  ctx: OrgQueryCtx,
  owner: Id<"users"> | null,
): Promise<{ status: ServiceJobStatus; count: number }[]> {
  await scopeOfOwner(ctx, "serviceJobs:read", owner ?? "everybody");
  const cells =
    owner === null
      ? await tally(ctx, "serviceJobs")
      : await tally(ctx, "serviceJobsByOwner", { key: ownerKey(owner) });
  return serviceJobStatuses.map((status) => ({
    status,
    count: total(cells, ([first]) => first === status).count,
  }));
}

/** One customer's jobs, newest first. */
export async function customerServiceJobs(
  ctx: OrgQueryCtx,
  customerId: string,
  page: PaginationOptions,
): Promise<PaginationResult<ListedServiceJob>> {
  const customer = await readableCustomer(ctx, customerId, "serviceJobs:read");
  const found = await ctx.db
    .query("serviceJobs")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .order("desc")
    .paginate(boundedPage(page, largestPage));
  const rows: ListedServiceJob[] = [];
  for (const job of found.page) rows.push(await listed(ctx, job, customer));
  return { ...found, page: rows };
}

/** What a customer's completed jobs brought, in the organization's currency (ORD-19). Kept, never added up here. */
export async function serviceJobSummary(
  ctx: OrgQueryCtx,
  customerId: string,
): Promise<{ completedJobs: number; totalAmount: number; averageJobValue: number; currency: string }> {
  const customer = await readableCustomer(ctx, customerId, "serviceJobs:read");
  const { currency } = await ctx.settings();
  const { totals } = await revenueOf(ctx, customer._id);
  const own = totals.find((one) => one.source === "jobs" && one.currency === currency);
  const { count, amount } = own ?? { count: 0, amount: 0 };
  return {
    completedJobs: count,
    totalAmount: amount,
    averageJobValue: count === 0 ? 0 : Math.round(amount / count),
    currency,
  };
}

/** NOT_FOUND when the caller may not see its customer. */
export async function readServiceJob(
  ctx: OrgQueryCtx | OrgMutationCtx,
  key: string,
): Promise<ListedServiceJob> {
  const job = await ctx.db.getNamed("serviceJobs", key);
  return await listed(ctx, job, await readableCustomer(ctx, job.customerId, "serviceJobs:read"));
}

async function listed(
  ctx: OrgQueryCtx | OrgMutationCtx,
  job: Doc<"serviceJobs">,
  customer: Doc<"customers">,
): Promise<ListedServiceJob> {
  const mayMove = await canWrite(ctx, customer, "serviceJobs:write");
  return {
    _id: job._id,
    jobNumber: job.jobNumber,
    title: job.title,
    description: job.description ?? null,
    status: job.status,
    customerId: customer._id,
    customerName: customer.name,
    ownerName: job.ownerId === undefined ? "" : await memberName(ctx as OrgQueryCtx, job.ownerId),
    totalAmount: job.totalAmount,
    currency: job.currency,
    scheduledAt: job.scheduledAt ?? null,
    startedAt: job.startedAt ?? null,
    completedAt: job.completedAt ?? null,
    cancelledAt: job.cancelledAt ?? null,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
    next: mayMove ? moves[job.status] : [],
  };
}
