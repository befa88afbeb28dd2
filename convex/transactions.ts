/** Door: recorded sales. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import {
  customerTransactions,
  listTransactions,
  readTransaction,
  salesOwners,
  transactionFilterValidator,
} from "./transactions/list";
import { recordTransaction } from "./transactions/record";
import { customerSales, salesTotals } from "./transactions/summary";
import { paymentMethodValidator } from "./transactions/table";
import { restoreTransaction, voidTransaction } from "./transactions/void";

const ownerArg = v.union(v.id("users"), v.literal("everybody"), v.null());

/**
 * Records a sale. `input`: `{amount, currency?, at?, method?, reference?, note?, externalId?, legacyPosCustomerId?,
 * quoteId?}`, the amount in minor units above zero, `at` in epoch ms and not in the future. The customer's visits,
 * value and history follow in the same transaction (ORD-08, ORD-09); a known external id writes nothing (ORD-23).
 * VALIDATION_ERROR by field, NOT_FOUND, FORBIDDEN.
 */
export const record = orgMutation({
  permission: "transactions:record",
  args: {
    customerId: v.id("customers"),
    input: v.object({
      amount: v.number(),
      currency: v.optional(v.string()),
      at: v.optional(v.number()),
      method: v.optional(paymentMethodValidator),
      reference: v.optional(v.string()),
      note: v.optional(v.string()),
      externalId: v.optional(v.string()),
      legacyPosCustomerId: v.optional(v.string()),
      quoteId: v.optional(v.id("quotes")),
      orderId: v.optional(v.id("orders")),
      serviceJobId: v.optional(v.id("serviceJobs")),
    }),
  },
  handler: (ctx, { customerId, input }) => recordTransaction(ctx, customerId, input),
});

/** Takes a sale out of every number it counted in; `restore` brings it back (ORD-22). UNDO_CONFLICT, NOT_FOUND, FORBIDDEN. */
export const voidSale = orgMutation({
  permission: "transactions:void",
  args: { transactionId: v.id("transactions"), reason: v.optional(v.string()) },
  handler: async (ctx, { transactionId, reason }): Promise<null> => {
    await voidTransaction(ctx, transactionId, reason);
    return null;
  },
});

/** Makes a void sale count again. UNDO_CONFLICT, NOT_FOUND, FORBIDDEN. */
export const restore = orgMutation({
  permission: "transactions:void",
  args: { transactionId: v.id("transactions") },
  handler: async (ctx, { transactionId }): Promise<null> => {
    await restoreTransaction(ctx, transactionId);
    return null;
  },
});

/** One customer's sales, newest first; void ones too (ORD-11). A page may be short and still go on. */
export const ofCustomer = orgQuery({
  permission: "transactions:read",
  args: {
    customerId: v.id("customers"),
    filter: transactionFilterValidator,
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { customerId, filter, paginationOpts }) =>
    customerTransactions(ctx, customerId, filter, paginationOpts),
});

/** A customer's sums and visits (ORD-12, CUS-22), and whether the caller may record a sale. */
export const summary = orgQuery({
  permission: "transactions:read",
  args: { customerId: v.id("customers") },
  handler: (ctx, { customerId }) => customerSales(ctx, customerId),
});

/** The organization's sales, newest first (ORD-13): everybody's, or one owner's within reach (FORBIDDEN). */
export const list = orgQuery({
  permission: "transactions:read",
  args: { owner: ownerArg, filter: transactionFilterValidator, paginationOpts: paginationOptsValidator },
  handler: (ctx, { owner, filter, paginationOpts }) =>
    listTransactions(ctx, { owner, filter }, paginationOpts),
});

/** Exact number and sum per currency of the completed sales of a range of days; kept, not scanned. */
export const totals = orgQuery({
  permission: "transactions:read",
  args: {
    owner: ownerArg,
    from: v.optional(v.string()),
    to: v.optional(v.string()),
    method: v.optional(paymentMethodValidator),
  },
  handler: (ctx, args) => salesTotals(ctx, args),
});

/** Whose sales the caller may list one by one; null: everybody's. */
export const owners = orgQuery({
  permission: "transactions:read",
  args: {},
  handler: (ctx) => salesOwners(ctx),
});

/** One sale, by id. NOT_FOUND unless its customer is within reach. */
export const get = orgQuery({
  permission: "transactions:read",
  args: { transactionId: v.id("transactions") },
  handler: (ctx, { transactionId }) => readTransaction(ctx, transactionId),
});
