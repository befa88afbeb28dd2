/**
 * Kept sums of what a customer's orders and jobs brought: a row per customer that has any, moved by the difference in the
 * transaction of each write, so that a customer's worth costs the same at a million orders as at one. What a sale has
 * paid of an order counts as the sale, and what has not been paid as the order (CLV-06, C25).
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { noRevenue, type Revenue } from "./lifetime";

type RevenueSource = Doc<"revenueFacts">["totals"][number]["source"];

/** What of an order, or of other work, is counted. */
interface Earned {
  customerId: Id<"customers">;
  currency: string;
  totalAmount: number;
  paidAmount?: number | undefined;
  /** Absent while it counts for nothing. */
  realizedAt?: number | undefined;
}

/** From how it was to how it is; null is "not there". */
export async function settleRevenue(
  ctx: TenantMutationCtx,
  source: RevenueSource,
  before: Earned | null,
  after: Earned | null,
): Promise<void> {
  if (isSame(before, after)) return;
  if (before?.realizedAt !== undefined) await add(ctx, source, before, -1);
  if (after?.realizedAt !== undefined) await add(ctx, source, after, 1);
}

const isSame = (before: Earned | null, after: Earned | null) =>
  before !== null &&
  after !== null &&
  before.customerId === after.customerId &&
  before.currency === after.currency &&
  before.totalAmount === after.totalAmount &&
  before.paidAmount === after.paidAmount &&
  (before.realizedAt === undefined) === (after.realizedAt === undefined);

async function add(
  ctx: TenantMutationCtx,
  source: RevenueSource,
  { customerId, currency, totalAmount, paidAmount = 0 }: Earned,
  by: 1 | -1,
): Promise<void> {
  const row = await revenueRow(ctx, customerId);
  const unpaid = Math.max(0, totalAmount - paidAmount);
  const totals = [...(row?.totals ?? [])];
  const at = totals.findIndex((one) => one.source === source && one.currency === currency);
  const known = totals[at] ?? { source, currency, count: 0, amount: 0, unpaidCount: 0, unpaid: 0 };
  const next = {
    ...known,
    count: known.count + by,
    amount: known.amount + by * totalAmount,
    unpaidCount: known.unpaidCount + (unpaid > 0 || totalAmount === 0 ? by : 0),
    unpaid: known.unpaid + by * unpaid,
  };
  if (at === -1) totals.push(next);
  else totals[at] = next;
  const kept = totals
    .filter(({ count }) => count !== 0)
    .sort((a, b) => (`${a.source}${a.currency}` < `${b.source}${b.currency}` ? -1 : 1));
  if (row === null) await ctx.db.insert("revenueFacts", { customerId, totals: kept });
  else if (kept.length === 0) await ctx.db.delete("revenueFacts", row._id);
  else await ctx.db.patch("revenueFacts", row._id, { totals: kept });
}

async function revenueRow(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
): Promise<Doc<"revenueFacts"> | null> {
  return await ctx.db
    .query("revenueFacts")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .unique();
}

/** The sums, and when the first and the newest of it was. */
export async function revenueOf(ctx: TenantQueryCtx, customerId: Id<"customers">): Promise<Revenue> {
  const row = await revenueRow(ctx, customerId);
  if (row === null) return noRevenue;
  const orders = () =>
    ctx.db
      .query("orders")
      .withIndex("by_customer_realized", (q) => q.eq("customerId", customerId).gt("realizedAt", 0));
  const jobs = () =>
    ctx.db
      .query("serviceJobs")
      .withIndex("by_customer_realized", (q) => q.eq("customerId", customerId).gt("realizedAt", 0));
  const ends = [
    await orders().first(),
    await orders().order("desc").first(),
    await jobs().first(),
    await jobs().order("desc").first(),
  ];
  const instants = ends.flatMap((one) => (one?.realizedAt === undefined ? [] : [one.realizedAt]));
  return {
    totals: row.totals,
    firstAt: instants.length === 0 ? null : Math.min(...instants),
    lastAt: instants.length === 0 ? null : Math.max(...instants),
  };
}
