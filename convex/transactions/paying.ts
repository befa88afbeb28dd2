/**
 * A sale that pays an accepted quote, an order or a job: what was paid of it counts once (C25, CLV-06). A quote and the order
 * it became are one promise: what is paid of the one is paid of the other.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { isPayable } from "../orders/lifecycle";
import { settleOrder } from "../orders/save";
import { keepWithQuote } from "../quotes/save";
import { settleServiceJob } from "../serviceJobs/save";
import { fail } from "../shared/errors";

/** What a sale says it pays, as the row keeps it; all absent for a sale by itself. */
export type Paid = Pick<Doc<"transactions">, "quoteId" | "orderId" | "serviceJobId">;

/** The quote, order or job named, if it is this customer's, agreed, and in the currency of the sale. */
export async function whatIsPaid(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  {
    quoteId,
    orderId,
    serviceJobId,
  }: {
    quoteId?: string | undefined;
    orderId?: string | undefined;
    serviceJobId?: string | undefined;
  },
  currency: string,
): Promise<Paid> {
  return {
    ...(quoteId === undefined ? {} : { quoteId: (await quotePaid(ctx, customerId, quoteId, currency))._id }),
    ...(orderId === undefined ? {} : { orderId: (await orderPaid(ctx, customerId, orderId, currency))._id }),
    ...(serviceJobId === undefined
      ? {}
      : { serviceJobId: (await jobPaid(ctx, customerId, serviceJobId, currency))._id }),
  };
}

const refuse = (path: string, rule: string, message: string) =>
  fail({ code: "VALIDATION_ERROR", issues: [{ path, rule, message }] });

/** The quote, if it is this customer's, accepted, and in the currency of what pays it or makes it real. */
export async function quotePaid(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  quoteId: string,
  currency: string,
): Promise<Doc<"quotes">> {
  const id = ctx.db.normalizeId("quotes", quoteId);
  const quote = id === null ? null : await ctx.db.find("quotes", id);
  if (quote === null || quote.customerId !== customerId)
    return refuse("quoteId", "otherCustomer", "Choose a quote of this customer.");
  if (quote.status !== "accepted")
    return refuse("quoteId", "notAccepted", "Choose a quote that was accepted.");
  if (quote.currency !== currency)
    return refuse("quoteId", "otherCurrency", `This quote is in ${quote.currency}; so is what pays it.`);
  return quote;
}

async function orderPaid(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  orderId: string,
  currency: string,
): Promise<Doc<"orders">> {
  const id = ctx.db.normalizeId("orders", orderId);
  const order = id === null ? null : await ctx.db.find("orders", id);
  if (order === null || order.customerId !== customerId)
    return refuse("orderId", "otherCustomer", "Choose an order of this customer.");
  if (!isPayable(order.status))
    return refuse("orderId", "notPayable", "Choose an order that was placed and not cancelled or refunded.");
  if (order.currency !== currency)
    return refuse("orderId", "otherCurrency", `This order is in ${order.currency}; so is what pays it.`);
  return order;
}

async function jobPaid(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  serviceJobId: string,
  currency: string,
): Promise<Doc<"serviceJobs">> {
  const id = ctx.db.normalizeId("serviceJobs", serviceJobId);
  const job = id === null ? null : await ctx.db.find("serviceJobs", id);
  if (job === null || job.customerId !== customerId)
    return refuse("serviceJobId", "otherCustomer", "Choose a job of this customer.");
  if (job.status === "cancelled")
    return refuse("serviceJobId", "notPayable", "Choose a job that was not cancelled.");
  if (job.currency !== currency)
    return refuse("serviceJobId", "otherCurrency", `This job is in ${job.currency}; so is what pays it.`);
  return job;
}

/** Keeps what was paid of the quote, of the order and of the job. */
export async function pay(
  ctx: TenantMutationCtx,
  before: Doc<"transactions"> | null,
  after: Doc<"transactions"> | null,
): Promise<void> {
  const sale = after ?? before;
  if (sale === null) return;
  const { quoteId: ofQuote, orderId: ofOrder, serviceJobId } = sale;
  if (ofQuote === undefined && ofOrder === undefined && serviceJobId === undefined) return;
  const paid = (row: Doc<"transactions"> | null) => (row?.status === "completed" ? row.amount : 0);
  const change = paid(after) - paid(before);
  if (change === 0) return;
  if (serviceJobId !== undefined) await payJob(ctx, serviceJobId, change);
  const named = ofOrder === undefined ? null : await ctx.db.find("orders", ofOrder);
  const quoteId = ofQuote ?? named?.quoteId;
  const quote = quoteId === undefined ? null : await ctx.db.find("quotes", quoteId);
  if (quote !== null) await keepWithQuote(ctx, quote, { paidAmount: moved(quote.paidAmount, change) });
  const orders = new Set([ofOrder, quote?.orderId].filter((id) => id !== undefined));
  for (const orderId of orders) {
    const order = await ctx.db.find("orders", orderId);
    if (order === null) continue;
    await ctx.db.patch("orders", orderId, { paidAmount: moved(order.paidAmount, change) });
    await settleOrder(ctx, order, await ctx.db.get("orders", orderId));
  }
}

async function payJob(ctx: TenantMutationCtx, id: Id<"serviceJobs">, change: number): Promise<void> {
  const job = await ctx.db.find("serviceJobs", id);
  if (job === null) return;
  await ctx.db.patch("serviceJobs", id, { paidAmount: moved(job.paidAmount, change) });
  await settleServiceJob(ctx, job, await ctx.db.get("serviceJobs", id));
}

const moved = (paidAmount = 0, change: number) =>
  paidAmount + change === 0 ? undefined : paidAmount + change;
