/** The one write path of orders: row, counts, what the customer is worth, and history move together. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { diff, recordChange, type Change } from "../history/record";
import { fail } from "../shared/errors";
import { keepWithQuote } from "../quotes/save";
import { tallyOrder } from "../tallies/orders";
import type { NewRow } from "../tenancy/tenantDb";
import { settleRevenue } from "../value/revenue";
import { isRealized, mayMove, standsForQuote, type OrderStatus } from "./lifecycle";

type Order = Doc<"orders">;

const watched = [
  "orderNumber",
  "status",
  "lines",
  "totalAmount",
  "currency",
  "address",
  "note",
  "ownerId",
  "reason",
] as const;

/** Writes a new order as a draft, or as placed where it was agreed before. */
export async function insertOrder(
  ctx: TenantMutationCtx,
  fields: Omit<NewRow<"orders">, "createdAt" | "updatedAt" | "createdBy" | "revision" | "placedAt"> & {
    status: "draft" | "placed";
  },
  createdAt = ctx.now,
): Promise<Order> {
  const id = await ctx.db.insert("orders", {
    ...fields,
    ...(fields.status === "placed" ? { placedAt: createdAt } : {}),
    revision: 1,
    createdAt,
    updatedAt: createdAt,
    createdBy: ctx.actor.id,
  });
  const order = await ctx.db.get("orders", id);
  await settleOrder(ctx, null, order);
  await record(ctx, order, "created", [
    { field: "orderNumber", to: order.orderNumber },
    { field: "status", to: order.status },
    { field: "totalAmount", to: order.totalAmount },
    { field: "currency", to: order.currency },
  ]);
  return order;
}

/** Changes an order; returns it as it is now. Writes nothing when nothing that is told of differs. */
export async function saveOrder(
  ctx: TenantMutationCtx,
  before: Order,
  action: string,
  fields: Partial<NewRow<"orders">>,
): Promise<Order> {
  const changes = diff<Order>(before, { ...before, ...fields }, watched);
  if (changes.length === 0) return before;
  await ctx.db.patch("orders", before._id, { ...fields, updatedAt: ctx.now });
  const after = await ctx.db.get("orders", before._id);
  await settleOrder(ctx, before, after);
  await record(ctx, after, action, changes);
  return after;
}

const stamps = {
  placed: "placedAt",
  processing: "processingAt",
  fulfilled: "fulfilledAt",
  cancelled: "cancelledAt",
  refunded: "refundedAt",
} as const;

/** A move of the lifecycle with the stamps that belong to it; INVALID_STATUS_CHANGE for any other (ORD-24, INT-20). */
export async function moveOrder(
  ctx: TenantMutationCtx,
  before: Order,
  to: Exclude<OrderStatus, "draft">,
  fields: Partial<NewRow<"orders">> = {},
  at = ctx.now,
): Promise<Order> {
  if (!mayMove(before.status, to)) {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "orders", from: before.status, to });
  }
  const after = await saveOrder(ctx, before, to, {
    ...fields,
    status: to,
    [stamps[to]]: at,
    realizedAt: isRealized(to) ? at : undefined,
  });
  if (after.quoteId !== undefined) await markQuote(ctx, after.quoteId, after);
  return after;
}

/** What counts an order, from how it was to how it is; null is "not there". */
export async function settleOrder(
  ctx: TenantMutationCtx,
  before: Order | null,
  after: Order | null,
): Promise<void> {
  await tallyOrder(ctx, before, after);
  await settleRevenue(ctx, "orders", before, after);
}

/** In what a customer is worth the order speaks for its quote from here on; see value/facts.ts. */
async function markQuote(ctx: TenantMutationCtx, quoteId: Id<"quotes">, order: Order): Promise<void> {
  const quote = await ctx.db.find("quotes", quoteId);
  if (quote?.orderId !== order._id) return;
  const isOrdered = standsForQuote(order.status) ? true : undefined;
  if (quote.isOrdered !== isOrdered) await keepWithQuote(ctx, quote, { isOrdered });
}

async function record(
  ctx: TenantMutationCtx,
  order: Order,
  action: string,
  changes: Change[],
): Promise<void> {
  await recordChange(ctx, {
    entity: "orders",
    entityId: order._id,
    customerId: order.customerId,
    action,
    changes,
    ...(order.reason === undefined || !(action === "cancelled" || action === "refunded")
      ? {}
      : { reason: order.reason }),
  });
}
