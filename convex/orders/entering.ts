/** Writing an order: new, from an accepted quote, or edited while it is a draft (ORD-01, ORD-02, ORD-05, ORD-06). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { takeNumbers } from "../numbering/next";
import { storedLine } from "../quotes/drafting";
import { priceQuote } from "../quotes/pricing";
import { keepWithQuote } from "../quotes/save";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { refreshInsights } from "../value/refresh";
import { insertOrder, saveOrder } from "./save";
import { orderShape, type OrderInput } from "./shape";
import { tellCustomer } from "./telling";

/** The door's input: the shape's with real ids of items, judged by the shape. */
export type OrderEntry = OrderInput;

/** A draft with the next number. VALIDATION_ERROR, NOT_FOUND, FORBIDDEN. */
export async function createOrder(
  ctx: OrgMutationCtx,
  customerId: string,
  input: OrderEntry,
): Promise<Id<"orders">> {
  const customer = await writableCustomer(ctx, customerId, "orders:write");
  const order = await draftOrder(ctx, customer, input);
  return order._id;
}

/** For rooms: writes a draft without asking who may. */
export async function draftOrder(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  input: OrderEntry,
  createdAt = ctx.now,
): Promise<Doc<"orders">> {
  const { currency, address, ...content } = readContent(input);
  return await insertOrder(
    ctx,
    {
      ...content,
      ...fromCustomer(customer),
      ...(address === undefined ? {} : { address }),
      status: "draft",
      currency: currency ?? (await ctx.settings()).currency,
      orderNumber: await nextNumber(ctx),
    },
    createdAt,
  );
}

/**
 * An order with the quote's own lines, placed at once: the customer has agreed (QUO-15). QUOTE_ALREADY_ORDERED while
 * the quote has an order that was not cancelled, INVALID_STATUS_CHANGE unless it was accepted.
 */
export async function orderQuote(ctx: OrgMutationCtx, quoteId: string): Promise<Id<"orders">> {
  const quote = await ctx.db.getNamed("quotes", quoteId);
  const customer = await writableCustomer(ctx, quote.customerId, "orders:write");
  if (quote.status !== "accepted") {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "quotes", from: quote.status, to: "ordered" });
  }
  const known = quote.orderId === undefined ? null : await ctx.db.find("orders", quote.orderId);
  if (known !== null && known.status !== "cancelled") {
    fail({ code: "QUOTE_ALREADY_ORDERED", orderId: known._id, orderNumber: known.orderNumber });
  }
  const { lines, subtotal, taxAmount, totalAmount, currency, paidAmount } = quote;
  const order = await insertOrder(ctx, {
    ...fromCustomer(customer),
    lines,
    subtotal,
    taxAmount,
    totalAmount,
    currency,
    paidAmount,
    quoteId: quote._id,
    status: "placed",
    orderNumber: await nextNumber(ctx),
  });
  // Until the new order is done the quote counts by itself again.
  await keepWithQuote(ctx, quote, { orderId: order._id, isOrdered: undefined });
  await tellCustomer(ctx, order, customer);
  await refreshInsights(ctx, customer._id);
  return order._id;
}

/** Replaces a draft's content. `revision` is the one the writer saw: VERSION_CONFLICT when somebody was faster. ORDER_NOT_EDITABLE later. */
export async function editOrder(
  ctx: OrgMutationCtx,
  orderId: string,
  input: OrderEntry,
  revision: number,
): Promise<{ revision: number }> {
  const { order, customer } = await changeableOrder(ctx, orderId);
  if (order.status !== "draft") fail({ code: "ORDER_NOT_EDITABLE", status: order.status });
  if (order.revision !== revision) fail({ code: "VERSION_CONFLICT", entity: "orders" });
  const { currency, address, note, ...content } = readContent(input);
  const after = await saveOrder(ctx, order, "updated", {
    ...content,
    note,
    address: address ?? order.address,
    wishes: wishesOf(customer),
    currency: currency ?? order.currency,
    revision: order.revision + 1,
  });
  return { revision: after.revision };
}

/** The order and its customer, if the caller may write orders of it. */
export async function changeableOrder(
  ctx: OrgMutationCtx,
  orderId: string,
): Promise<{ order: Doc<"orders">; customer: Doc<"customers"> }> {
  const order = await ctx.db.getNamed("orders", orderId);
  return { order, customer: await writableCustomer(ctx, order.customerId, ctx.permission) };
}

/** What is kept of the customer as it is now: a later change of theirs does not send the parcel elsewhere. */
function fromCustomer(customer: Doc<"customers">) {
  return {
    customerId: customer._id,
    ownerId: customer.ownerId,
    address: customer.address,
    wishes: wishesOf(customer),
  };
}

/** Wishes that have a column; others are the customer's own affair. */
export function wishesOf({ preferences }: Doc<"customers">): Doc<"orders">["wishes"] {
  if (preferences === undefined) return undefined;
  const { extra: _, ...wishes } = preferences;
  return Object.keys(wishes).length === 0 ? undefined : wishes;
}

/** Parsed and priced: whatever totals a client believes in, these are stored. */
function readContent(input: OrderEntry) {
  const { lines, note, address, currency } = parse(orderShape, input);
  const priced = priceQuote(lines);
  return {
    currency,
    note,
    address,
    lines: priced.lines.map(storedLine),
    subtotal: priced.subtotal,
    taxAmount: priced.taxAmount,
    totalAmount: priced.totalAmount,
  };
}

async function nextNumber(ctx: TenantMutationCtx): Promise<string> {
  return `ORD-${String(await takeNumbers(ctx, "order")).padStart(4, "0")}`;
}
