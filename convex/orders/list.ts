/** Reads of orders by staff: the list with its filters, one customer's, one order (ORD-01, ORD-02). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { canWrite, customerScope, readableCustomer } from "../customers/access";
import { customerIdOf } from "../customers/open";
import { memberName } from "../followUps/list";
import { boundedPage } from "../shared/pages";
import { ownerKey } from "../tallies/metrics";
import { statusAmounts, tally } from "../tallies/read";
import { inScope, scopeOfOwner } from "../tenancy/scope";
import { moves, orderStatuses, type OrderStatus } from "./lifecycle";

export interface ListedOrder {
  _id: Id<"orders">;
  orderNumber: string;
  status: OrderStatus;
  customerId: Id<"customers">;
  customerName: string;
  ownerName: string;
  /** What its first line is for, and how many there are. */
  summary: string;
  lineCount: number;
  /** Minor units of `currency`. */
  totalAmount: number;
  paidAmount: number;
  currency: string;
  quoteId: Id<"quotes"> | null;
  createdAt: number;
  updatedAt: number;
}

/** Each row joins a customer and at most one member. */
const largestPage = 60;

/** Newest first. Who does not see everything lists one owner within reach. */
export async function listOrders(
  ctx: OrgQueryCtx,
  filter: { status: OrderStatus | null; owner: Id<"users"> | null },
  page: PaginationOptions,
): Promise<PaginationResult<ListedOrder>> {
  await scopeOfOwner(ctx, "orders:read", filter.owner ?? "everybody");
  const found = await ordered(ctx, filter).order("desc").paginate(boundedPage(page, largestPage));
  const names = new Map<Id<"users">, string>();
  const scope = await customerScope(ctx);
  const rows: ListedOrder[] = [];
  for (const order of found.page) {
    const customer = await ctx.db.find("customers", order.customerId);
    // The owner of an order may have lost the customer a moment ago; such rows are not shown.
    if (customer === null || !inScope(scope, customer)) continue;
    rows.push(listed(order, customer.name, await nameOf(ctx, order.ownerId, names)));
  }
  return { ...found, page: rows };
}

function ordered(
  ctx: OrgQueryCtx,
  { status, owner }: { status: OrderStatus | null; owner: Id<"users"> | null },
) {
  const orders = ctx.db.query("orders");
  if (owner === null) {
    return status === null
      ? orders.withIndex("by_createdAt")
      : orders.withIndex("by_status", (q) => q.eq("status", status));
  }
  return status === null
    ? orders.withIndex("by_owner", (q) => q.eq("ownerId", owner))
    : orders.withIndex("by_owner_status", (q) => q.eq("ownerId", owner).eq("status", status));
}

/** Exact numbers and sums per status and currency, everybody's or one owner's. */
export async function orderCounts(
  ctx: OrgQueryCtx,
  owner: Id<"users"> | null,
): Promise<{ status: OrderStatus; count: number; amounts: { currency: string; amount: number }[] }[]> {
  await scopeOfOwner(ctx, "orders:read", owner ?? "everybody");
  const cells =
    owner === null ? await tally(ctx, "orders") : await tally(ctx, "ordersByOwner", { key: ownerKey(owner) });
  return statusAmounts(cells, orderStatuses);
}

/** One customer's orders, newest first. */
export async function customerOrders(
  ctx: OrgQueryCtx,
  customerId: string,
  page: PaginationOptions,
): Promise<PaginationResult<ListedOrder>> {
  const customer = await readableCustomer(ctx, customerId, "orders:read");
  const found = await ctx.db
    .query("orders")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .order("desc")
    .paginate(boundedPage(page, largestPage));
  const names = new Map<Id<"users">, string>();
  const rows: ListedOrder[] = [];
  for (const order of found.page)
    rows.push(listed(order, customer.name, await nameOf(ctx, order.ownerId, names)));
  return { ...found, page: rows };
}

/** One order with what its sheet shows around it. NOT_FOUND when the caller may not see its customer. */
export async function readOrder(ctx: OrgQueryCtx | OrgMutationCtx, key: string) {
  const order = await ctx.db.getNamed("orders", key);
  const customer = await readableCustomer(ctx, order.customerId, "orders:read");
  const quote = order.quoteId === undefined ? null : await ctx.db.find("quotes", order.quoteId);
  const mayWrite = await canWrite(ctx, customer, "orders:write");
  return {
    order,
    /** As it is now (ORD-02); where the order goes and what was wished stands on the order. */
    customer: {
      _id: customer._id,
      name: customer.name,
      code: customer.customerCode,
      phone: customer.phone ?? null,
      email: customer.email ?? null,
      emailConsent: customer.emailConsent,
    },
    quote: quote === null ? null : { _id: quote._id, quoteNumber: quote.quoteNumber },
    ownerName: order.ownerId === undefined ? "" : await memberName(ctx as OrgQueryCtx, order.ownerId),
    canWrite: mayWrite,
    /** Where it may go from here, for who may write. */
    next: mayWrite ? moves[order.status] : [],
  };
}

/** What the form of a new order starts from: where it goes and what the customer wishes (ORD-05). */
export async function orderBeginning(ctx: OrgQueryCtx, key: string) {
  const customer = await readableCustomer(ctx, await customerIdOf(ctx, key), "orders:read");
  const { _id, name, customerCode, address, preferences } = customer;
  const { dietary, travel_preferences, emailReceipts, smsReceipts } = preferences ?? {};
  return {
    customer: { _id, name, code: customerCode },
    address: address ?? null,
    wishes: preferences === undefined ? null : { dietary, travel_preferences, emailReceipts, smsReceipts },
  };
}

async function nameOf(
  ctx: OrgQueryCtx,
  userId: Id<"users"> | undefined,
  names: Map<Id<"users">, string>,
): Promise<string> {
  if (userId === undefined) return "";
  if (!names.has(userId)) names.set(userId, await memberName(ctx, userId));
  return names.get(userId) ?? "";
}

const listed = (order: Doc<"orders">, customerName: string, ownerName: string): ListedOrder => ({
  _id: order._id,
  orderNumber: order.orderNumber,
  status: order.status,
  customerId: order.customerId,
  customerName,
  ownerName,
  summary: order.lines[0]?.description ?? "",
  lineCount: order.lines.length,
  totalAmount: order.totalAmount,
  paidAmount: order.paidAmount ?? 0,
  currency: order.currency,
  quoteId: order.quoteId ?? null,
  createdAt: order.createdAt,
  updatedAt: order.updatedAt,
});
