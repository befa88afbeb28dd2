/** Door: the point of sale's side of a customer. */
import { v } from "convex/values";
import type { Id } from "./_generated/dataModel";
import { orgMutation, orgQuery } from "./functions";
import { createByStaff } from "./customers/staff";
import { customerAtTill, detailAtTill, searchAtTill } from "./pos/lookup";
import { posCustomerDetail, posCustomerResult } from "./pos/shape";
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
