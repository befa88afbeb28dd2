/** Door: the point of sale's side of a customer. */
import { v } from "convex/values";
import type { Id } from "./_generated/dataModel";
import { paginationOptsValidator } from "convex/server";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import { createByStaff } from "./customers/staff";
import { cardAtTill, customerAtTill, detailAtTill, searchAtTill } from "./pos/lookup";
import { posCustomerDetail, posCustomerResult } from "./pos/shape";
import { assignWaiting, listWaiting, moveWaiting, putAside as putSaleAside } from "./pos/waiting";
import { adjustSpending } from "./transactions/adjust";

/** Customers for a text, the best first, at most twelve; nothing typed finds nobody (POS-11). */
export const searchCustomers = orgQuery({
  permission: "pos:lookup",
  args: { query: v.string() },
  returns: v.array(posCustomerResult),
  handler: (ctx, { query }) => searchAtTill(ctx, query),
});

/** One customer by id, code or an older system's id (POS-12). NOT_FOUND. */
export const getCustomerById = orgQuery({
  permission: "pos:lookup",
  args: { customerId: v.string() },
  returns: posCustomerDetail,
  handler: (ctx, { customerId }) => detailAtTill(ctx, customerId),
});

/**
 * A new customer with a name and a way to reach them, through the same look for duplicates as everywhere (POS-13).
 * VALIDATION_ERROR by field, DUPLICATE_CUSTOMER, CUSTOMER_NAME_CONFLICT, REASON_REQUIRED, FORBIDDEN.
 */
export const createQuickCustomer = orgMutation({
  permission: "customers:create",
  args: {
    basicInfo: v.object({ name: v.string(), phone: v.optional(v.string()), email: v.optional(v.string()) }),
    confirmDuplicate: v.optional(v.boolean()),
    reason: v.optional(v.string()),
  },
  handler: async (ctx, { basicInfo, ...decided }): Promise<Id<"customers">> =>
    (await createByStaff(ctx, { input: basicInfo, ...decided })).customerId,
});

/**
 * Corrects what the customer has spent by `amount`, minor units of the organization's currency, up or down, as an
 * adjustment that the history tells of (POS-14, ORD-17). VALIDATION_ERROR by field, NOT_FOUND, FORBIDDEN.
 */
export const updateCustomerSpending = orgMutation({
  permission: "transactions:adjust",
  args: { customerId: v.string(), amount: v.number(), reason: v.optional(v.string()) },
  handler: async (ctx, { customerId, ...input }): Promise<Id<"transactions">> =>
    await adjustSpending(ctx, (await customerAtTill(ctx, customerId))._id, input),
});

/** Sales of tills that wait for their customer, or those put aside; the newest first (POS-16). */
export const waiting = orgQuery({
  permission: "transactions:assign",
  args: { isWaiting: v.boolean(), paginationOpts: paginationOptsValidator },
  handler: (ctx, { isWaiting, paginationOpts }) => listWaiting(ctx, isWaiting, paginationOpts),
});

/** Says whose the till's id of a waiting sale is; all sales of that id follow. VALIDATION_ERROR, NOT_FOUND, FORBIDDEN. */
export const assign = orgMutation({
  permission: "transactions:assign",
  args: { saleId: v.id("unassignedSales"), customerId: v.id("customers") },
  handler: (ctx, { saleId, customerId }) => assignWaiting(ctx, saleId, customerId),
});

/** Puts a waiting sale aside with a reason; null takes it up again. REASON_REQUIRED, UNDO_CONFLICT, NOT_FOUND. */
export const putAside = orgMutation({
  permission: "transactions:assign",
  args: { saleId: v.id("unassignedSales"), reason: v.union(v.string(), v.null()) },
  handler: async (ctx, { saleId, reason }): Promise<null> => {
    await putSaleAside(ctx, saleId, reason);
    return null;
  },
});

/** What one transaction left of the sales that wait for a customer. */
export const moveMore = tenantMutation({
  args: {
    posCustomerId: v.string(),
    customerId: v.id("customers"),
    actor: v.string(),
    actorName: v.string(),
  },
  actor: ({ actor, actorName }) => ({ id: actor, name: actorName, channel: "app" }),
  handler: async (ctx, { posCustomerId, customerId }): Promise<null> => {
    const customer = await ctx.db.find("customers", customerId);
    if (customer !== null && customer.status !== "deleted") await moveWaiting(ctx, posCustomerId, customer);
    return null;
  },
});

/** What the counter shows beside the detail: in which currencies, what is for later, and what the caller may do there. NOT_FOUND. */
export const card = orgQuery({
  permission: "pos:lookup",
  args: { customerId: v.string() },
  handler: (ctx, { customerId }) => cardAtTill(ctx, customerId),
});
