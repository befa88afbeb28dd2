/** Door: who changed what and when; append-only, with undo for a day. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import { recordChangesSince } from "./history/changesSince";
import { actorsOf, historyFilters, historyOf } from "./history/read";
import { undo as takeBack } from "./history/undo";

/** The history of one customer, newest first, a page at a time, by who, what and when (INT-15). */
export const list = orgQuery({
  permission: "history:read",
  args: {
    customerId: v.string(),
    filters: v.optional(historyFilters),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, args) => historyOf(ctx, args),
});

/** Everybody and everything that ever changed the customer, for the filter. */
export const actors = orgQuery({
  permission: "history:read",
  args: { customerId: v.string() },
  handler: (ctx, args) => actorsOf(ctx, args),
});

/**
 * The changes of the record itself since `at` (epoch ms), newest first: going through them backwards from the
 * record as it is gives the record as it was (history/asOf.ts).
 */
export const changesSince = orgQuery({
  permission: "history:read",
  args: { customerId: v.string(), at: v.number(), paginationOpts: paginationOptsValidator },
  handler: (ctx, args) => recordChangesSince(ctx, args),
});

/** Takes one entry back. UNDO_EXPIRED, or UNDO_CONFLICT naming fields changed since. */
export const undo = orgMutation({
  permission: "history:undo",
  args: { auditId: v.string() },
  handler: (ctx, args) => takeBack(ctx, args),
});
