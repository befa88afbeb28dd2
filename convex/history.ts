/** Door: who changed what and when; append-only, with undo for a day. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import { historyOf } from "./history/read";
import { undo as takeBack } from "./history/undo";

/** The history of one customer, newest first, a page at a time (INT-15). */
export const list = orgQuery({
  permission: "history:read",
  args: { customerId: v.string(), paginationOpts: paginationOptsValidator },
  handler: (ctx, args) => historyOf(ctx, args),
});

/** Takes one entry back. UNDO_EXPIRED, or UNDO_CONFLICT naming fields changed since. */
export const undo = orgMutation({
  permission: "history:undo",
  args: { auditId: v.string() },
  handler: (ctx, args) => takeBack(ctx, args),
});
