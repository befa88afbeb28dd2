/** Door: store credit and points of a customer. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import { adjust as adjustBalance, takeBack as takeEntryBack } from "./loyalty/ledger";
import { balances as readBalances, listEntries } from "./loyalty/list";
import { loyaltyUnitValidator } from "./loyalty/table";

/** What the customer has, in minor units and points, and whether the caller may move it (LOY-01, LOY-02). */
export const balances = orgQuery({
  permission: "credit:read",
  args: { customerId: v.id("customers") },
  handler: (ctx, { customerId }) => readBalances(ctx, customerId),
});

/** The ledger, newest first, of one unit or both (LOY-03). */
export const entries = orgQuery({
  permission: "credit:read",
  args: {
    customerId: v.id("customers"),
    unit: v.union(loyaltyUnitValidator, v.null()),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, args) => listEntries(ctx, args),
});

/**
 * Adds to a balance or spends from it. `input`: `{unit, direction: add | use, amount, reason, reference?}`, the amount
 * above zero in minor units or points. VALIDATION_ERROR by field, BALANCE_TOO_LOW, LIMIT_EXCEEDED, FORBIDDEN.
 */
export const adjust = orgMutation({
  permission: "credit:adjust",
  args: {
    customerId: v.id("customers"),
    input: v.object({
      unit: loyaltyUnitValidator,
      direction: v.union(v.literal("add"), v.literal("use")),
      amount: v.number(),
      reason: v.string(),
      reference: v.optional(v.string()),
    }),
  },
  handler: (ctx, { customerId, input }) => adjustBalance(ctx, customerId, input),
});

/** Takes one movement back by a counter entry; nothing is erased. UNDO_CONFLICT, BALANCE_TOO_LOW, NOT_FOUND. */
export const takeBack = orgMutation({
  permission: "credit:adjust",
  args: { entryId: v.id("loyaltyEntries") },
  handler: (ctx, { entryId }) => takeEntryBack(ctx, entryId),
});
