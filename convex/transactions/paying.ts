/**
 * A sale that pays an accepted quote or an order: what was paid of it counts once (C25, CLV-06). A quote and the order
 * it became are one promise: what is paid of the one is paid of the other.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { isPayable } from "../orders/lifecycle";
import { settleOrder } from "../orders/save";
import { fail } from "../shared/errors";

/** What a sale says it pays, as the row keeps it; both absent for a sale by itself. */
export type Paid = Pick<Doc<"transactions">, "quoteId" | "orderId">;

/** The quote or order named, if it is this customer's, agreed, and in the currency of the sale. */
export async function whatIsPaid(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  { quoteId, orderId }: { quoteId?: string | undefined; orderId?: string | undefined },
  currency: string,
): Promise<Paid> {
  return {
    ...(quoteId === undefined ? {} : { quoteId: (await quotePaid(ctx, customerId, quoteId, currency))._id }),
    ...(orderId === undefined ? {} : { orderId: (await orderPaid(ctx, customerId, orderId, currency))._id }),
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

/** Keeps what was paid of the quote and of the order. */
export async function pay(
  ctx: TenantMutationCtx,
  before: Doc<"transactions"> | null,
  after: Doc<"transactions"> | null,
): Promise<void> {
  const sale = after ?? before;
  if (sale?.quoteId === undefined && sale?.orderId === undefined) return;
  const paid = (row: Doc<"transactions"> | null) => (row?.status === "completed" ? row.amount : 0);
  const change = paid(after) - paid(before);
  if (change === 0) return;
  const named = sale.orderId === undefined ? null : await ctx.db.find("orders", sale.orderId);
  const quoteId = sale.quoteId ?? named?.quoteId;
  const quote = quoteId === undefined ? null : await ctx.db.find("quotes", quoteId);
  if (quote !== null)
    await ctx.db.patch("quotes", quote._id, { paidAmount: moved(quote.paidAmount, change) });
  const orders = new Set([sale.orderId, quote?.orderId].filter((id) => id !== undefined));
  for (const orderId of orders) {
    const order = await ctx.db.find("orders", orderId);
    if (order === null) continue;
    await ctx.db.patch("orders", orderId, { paidAmount: moved(order.paidAmount, change) });
    await settleOrder(ctx, order, await ctx.db.get("orders", orderId));
  }
}

const moved = (paidAmount = 0, change: number) =>
  paidAmount + change === 0 ? undefined : paidAmount + change;
