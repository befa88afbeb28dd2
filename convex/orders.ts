/** Door: orders, as staff know them. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import { createOrder, editOrder, orderQuote } from "./orders/entering";
import { customerOrders, listOrders, orderBeginning, orderCounts, readOrder } from "./orders/list";
import { changeStatus } from "./orders/moving";
import { orderAddressValidator, orderStatusValidator } from "./orders/table";

/** Values are judged by orders/shape.ts; totals are never taken from a client. */
const entryValidator = v.object({
  lines: v.array(
    v.object({
      itemId: v.optional(v.id("items")),
      sku: v.optional(v.string()),
      description: v.string(),
      /** Thousandths. */
      quantity: v.number(),
      /** Minor units. */
      unitPrice: v.number(),
      /** Basis points. */
      taxRate: v.number(),
    }),
  ),
  currency: v.optional(v.string()),
  address: v.optional(orderAddressValidator),
  note: v.optional(v.string()),
});
const owner = v.union(v.id("users"), v.null());

/** Orders by status or owner, newest first. FORBIDDEN for an owner outside the caller's reach. */
export const list = orgQuery({
  permission: "orders:read",
  args: {
    status: v.union(orderStatusValidator, v.null()),
    owner,
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { paginationOpts, ...filter }) => listOrders(ctx, filter, paginationOpts),
});

/** Exact counts and sums per status, everybody's or one owner's. */
export const counts = orgQuery({
  permission: "orders:read",
  args: { owner },
  handler: (ctx, args) => orderCounts(ctx, args.owner),
});

/** A customer's orders, newest first (ORD-01). */
export const ofCustomer = orgQuery({
  permission: "orders:read",
  args: { customerId: v.id("customers"), paginationOpts: paginationOptsValidator },
  handler: (ctx, { customerId, paginationOpts }) => customerOrders(ctx, customerId, paginationOpts),
});

/** One order and what surrounds it; the id may come from an address (NOT_FOUND when it is none). */
export const get = orgQuery({
  permission: "orders:read",
  args: { orderId: v.string() },
  handler: (ctx, { orderId }) => readOrder(ctx, orderId),
});

/** What the form of a new order starts from (ORD-05). */
export const beginning = orgQuery({
  permission: "orders:read",
  args: { customer: v.string() },
  handler: (ctx, { customer }) => orderBeginning(ctx, customer),
});

/** Writes a draft with the next number. VALIDATION_ERROR, NOT_FOUND, FORBIDDEN. */
export const create = orgMutation({
  permission: "orders:write",
  args: { customerId: v.id("customers"), input: entryValidator },
  handler: (ctx, { customerId, input }) => createOrder(ctx, customerId, input),
});

/** An order from an accepted quote, placed at once (QUO-15). QUOTE_ALREADY_ORDERED, INVALID_STATUS_CHANGE. */
export const fromQuote = orgMutation({
  permission: "orders:write",
  args: { quoteId: v.id("quotes") },
  handler: (ctx, { quoteId }) => orderQuote(ctx, quoteId),
});

/** Replaces a draft's content. ORDER_NOT_EDITABLE, VERSION_CONFLICT when `revision` is not the present one. */
export const update = orgMutation({
  permission: "orders:write",
  args: { orderId: v.id("orders"), input: entryValidator, revision: v.number() },
  handler: (ctx, { orderId, input, revision }) => editOrder(ctx, orderId, input, revision),
});

/**
 * Moves an order on (ORD-24) and tells the customer where they agreed to it, unless `tell` is false (ORD-04).
 * INVALID_STATUS_CHANGE for an illegal step, VERSION_CONFLICT when it is not `from` any more.
 */
export const move = orgMutation({
  permission: "orders:write",
  args: {
    orderId: v.id("orders"),
    to: orderStatusValidator,
    from: v.optional(orderStatusValidator),
    reason: v.optional(v.string()),
    tell: v.optional(v.boolean()),
  },
  handler: (ctx, { orderId, ...args }) => changeStatus(ctx, orderId, args),
});
