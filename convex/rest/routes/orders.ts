/** Orders over REST: drafts, lines, from an accepted quote, and every step to the end (ORD-01..06, ORD-24, QUO-15). */
import * as z from "zod";
import type { Doc } from "../../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../../functions";
import { createOrder, editOrder, orderQuote, type OrderEntry } from "../../orders/entering";
import { orderStatuses } from "../../orders/lifecycle";
import { customerOrders, listOrders, readOrder, type ListedOrder } from "../../orders/list";
import { changeStatus } from "../../orders/moving";
import { actor, amount, count, id, iso, isoOrNull, listPage, moment } from "../answer";
import { askedOwner, cleared, ownership, paging, selection, word } from "../entry";
import { childAt, customerAt, idOf } from "../place";
import { lists, reads, writes } from "../route";
import { lineAnswer, lineEntered, lineOutward, linesOf } from "./quotes";

const textOrNull = z.string().nullable();
const status = z.enum(orderStatuses);

const listedAnswer = z.strictObject({
  id,
  customerId: id,
  customerName: z.string(),
  ownerName: z.string(),
  orderNumber: z.string(),
  status,
  summary: z.string().describe("What its first line is for."),
  lineCount: count,
  totalAmount: amount,
  paidAmount: amount.describe("What recorded sales paid of it."),
  currency: z.string().describe("ISO 4217."),
  quoteId: id.nullable().describe("The accepted quote it was made from."),
  createdAt: moment,
  updatedAt: moment,
});

const part = z.string().optional();
const address = z.strictObject({
  line1: part,
  line2: part,
  city: part,
  state: part,
  postalCode: part,
  country: part,
});

const orderAnswer = z.strictObject({
  id,
  customerId: id,
  customerName: z.string().describe("As it is now."),
  customerPhone: textOrNull.describe("As it is now."),
  ownerId: id.nullable(),
  orderNumber: z.string(),
  status,
  nextStatuses: z.array(status).describe("Where it may go from here, for a key that may write."),
  items: z.array(lineAnswer),
  subtotal: amount,
  taxAmount: amount,
  totalAmount: amount,
  paidAmount: amount.describe("What recorded sales paid of it."),
  currency: z.string().describe("ISO 4217."),
  quoteId: id.nullable().describe("The accepted quote it was made from."),
  address: address
    .nullable()
    .describe("Where it goes: the customer's address when it was written, or another."),
  preferences: z
    .strictObject({
      dietary: z.array(z.string()).optional(),
      travel_preferences: z.strictObject({ seat: part, class: part }).optional(),
      smsReceipts: z.boolean().optional(),
      emailReceipts: z.boolean().optional(),
    })
    .nullable()
    .describe("What the customer wished when it was placed."),
  note: textOrNull,
  revision: count.describe("Grows with every change of a draft."),
  reason: textOrNull.describe("Why it was cancelled or refunded."),
  placedAt: moment.nullable(),
  processingAt: moment.nullable(),
  fulfilledAt: moment.nullable(),
  cancelledAt: moment.nullable(),
  refundedAt: moment.nullable(),
  createdAt: moment,
  updatedAt: moment,
  createdBy: actor,
});

const listed = (row: ListedOrder): z.output<typeof listedAnswer> => {
  const { _id, createdAt, updatedAt, ...rest } = row;
  return { id: _id, ...rest, createdAt: iso(createdAt), updatedAt: iso(updatedAt) };
};

async function answered(
  ctx: OrgQueryCtx | OrgMutationCtx,
  orderId: string,
): Promise<z.output<typeof orderAnswer>> {
  const { order, customer, next } = await readOrder(ctx, orderId);
  return {
    id: order._id,
    customerId: order.customerId,
    customerName: customer.name,
    customerPhone: customer.phone,
    ownerId: order.ownerId ?? null,
    orderNumber: order.orderNumber,
    status: order.status,
    nextStatuses: [...next],
    items: order.lines.map(lineOutward),
    subtotal: order.subtotal,
    taxAmount: order.taxAmount,
    totalAmount: order.totalAmount,
    paidAmount: order.paidAmount ?? 0,
    currency: order.currency,
    quoteId: order.quoteId ?? null,
    address: order.address ?? null,
    preferences: order.wishes ?? null,
    note: order.note ?? null,
    revision: order.revision,
    reason: order.reason ?? null,
    placedAt: isoOrNull(order.placedAt),
    processingAt: isoOrNull(order.processingAt),
    fulfilledAt: isoOrNull(order.fulfilledAt),
    cancelledAt: isoOrNull(order.cancelledAt),
    refundedAt: isoOrNull(order.refundedAt),
    createdAt: iso(order.createdAt),
    updatedAt: iso(order.updatedAt),
    createdBy: order.createdBy,
  };
}

/** Judged in words and by field by orders/shape.ts. */
const entered = {
  items: z.array(lineEntered, { error: "Add at least one line." }).min(1, "Add at least one line."),
  currency: z.string().optional().describe("ISO 4217; the organization's own when left out."),
  address: address.optional().describe("The customer's own when left out."),
  note: word,
};
const partial = z.strictObject({
  ...entered,
  items: entered.items.optional(),
  revision: z.int().optional().describe("The one that was read: another refuses the change."),
});
const aliases = { lines: "items" };

type Body = Partial<z.output<z.ZodObject<typeof entered>>>;

/** What orders/entering.ts takes, from a body or from an order with a body over it. */
function entryOf(ctx: OrgMutationCtx, { items, ...rest }: Body, before?: Doc<"orders">): OrderEntry {
  return {
    ...(before === undefined ? {} : contentOf(before)),
    ...cleared(rest),
    ...(items === undefined ? {} : { lines: linesOf(ctx, items) }),
  } as OrderEntry;
}

function contentOf({ lines, currency, note = "", address: goesTo }: Doc<"orders">) {
  return {
    lines: lines.map(({ net: _, tax: __, ...line }) => line),
    currency,
    note,
    ...(goesTo === undefined ? {} : { address: goesTo }),
  };
}

const largestPage = 60;
const all = "/customers/{customer}/orders";
const one = `${all}/{order}`;

export const orderRoutes = [
  lists({
    method: "GET",
    path: "/orders",
    group: "Orders",
    summary: "Orders of all customers, newest first",
    permission: "orders:read",
    query: z.strictObject({
      status: status.optional(),
      ...ownership,
      ...paging(largestPage),
      ...selection,
    }),
    list: "orders",
    largestPage,
    answer: listedAnswer,
    handler: async (ctx, { query, page }) => {
      const filter = { status: query.status ?? null, owner: askedOwner(ctx, query.owner) };
      return listPage(await listOrders(ctx, filter, page), listed);
    },
  }),
  lists({
    method: "GET",
    path: all,
    group: "Orders",
    summary: "Orders of a customer, newest first",
    permission: "orders:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "orders",
    largestPage,
    answer: listedAnswer,
    handler: async (ctx, { params, page }) => {
      const { _id } = await customerAt(ctx, params);
      return listPage(await customerOrders(ctx, _id, page), listed);
    },
  }),
  writes({
    method: "POST",
    path: all,
    group: "Orders",
    summary: "Write a draft; totals are worked out by the server",
    permission: "orders:write",
    status: 201,
    body: z.strictObject(entered),
    aliases,
    example: { items: [{ description: "Saddle", quantity: 1, unitPrice: 45_000, taxRate: 12 }] },
    answer: orderAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await customerAt(ctx, params);
      return await answered(ctx, await createOrder(ctx, _id, entryOf(ctx, body)));
    },
  }),
  reads({
    method: "GET",
    path: one,
    group: "Orders",
    summary: "Read one order with its lines",
    permission: "orders:read",
    query: z.strictObject(selection),
    answer: orderAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "orders", params, "order");
      return await answered(ctx, _id);
    },
  }),
  writes({
    method: "PUT",
    path: one,
    group: "Orders",
    summary: "Change a draft; items replace all lines",
    permission: "orders:write",
    body: partial,
    aliases,
    example: { note: "Ring before you come." },
    answer: orderAnswer,
    handler: async (ctx, { params, body }) => {
      const { revision, ...patch } = body;
      const order = await childAt(ctx, "orders", params, "order");
      await editOrder(ctx, order._id, entryOf(ctx, patch, order), revision ?? order.revision);
      return await answered(ctx, order._id);
    },
  }),
  writes({
    method: "POST",
    path: `${one}/status`,
    group: "Orders",
    summary: "Move an order on; the customer is told by mail where they agreed to it",
    permission: "orders:write",
    body: z.strictObject({
      status,
      reason: z.string().optional().describe("Why it is cancelled or refunded."),
      notify: z.boolean().optional().describe("false keeps it from the customer."),
    }),
    example: { status: "placed" },
    answer: orderAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await childAt(ctx, "orders", params, "order");
      const { status: to, reason, notify } = body;
      await changeStatus(ctx, _id, {
        to,
        ...(reason === undefined ? {} : { reason }),
        ...(notify === undefined ? {} : { tell: notify }),
      });
      return await answered(ctx, _id);
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/quotes/{quote}/order",
    group: "Orders",
    summary: "Make an order of an accepted quote, with its lines, placed at once",
    permission: "orders:write",
    status: 201,
    answer: orderAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "quotes", params, "quote");
      return await answered(ctx, await orderQuote(ctx, idOf(ctx, "quotes", _id)));
    },
  }),
];
