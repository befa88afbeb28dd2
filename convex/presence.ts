/** Door: who else is looking at a record, and which field they are editing. */
import { v } from "convex/values";
import { orgMutation, orgQuery, systemMutation } from "./functions";
import { beatOn, leaveFrom, othersHere, sweepGone } from "./presence/beat";

/** Everybody else who has the customer open, live. NOT_FOUND outside the caller's scope. */
export const here = orgQuery({
  permission: "customers:read",
  args: { customerId: v.string() },
  handler: (ctx, args) => othersHere(ctx, args),
});

/** "I am here, in this field": every quarter of a minute, and when the field changes. */
export const beat = orgMutation({
  permission: "customers:read",
  args: { customerId: v.string(), field: v.union(v.string(), v.null()) },
  handler: (ctx, args) => beatOn(ctx, args),
});

/** The caller closed the record; whoever cannot say so is swept. */
export const leave = orgMutation({
  permission: "customers:read",
  args: { customerId: v.string() },
  handler: (ctx, args) => leaveFrom(ctx, args),
});

/** Forgets people whose heartbeat stopped. */
export const sweep = systemMutation({
  args: {},
  handler: (ctx) => sweepGone(ctx),
});
