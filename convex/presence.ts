/** Door: who else is looking at a record, and which field they are editing. */
import { v } from "convex/values";
import { orgMutation, orgQuery, systemMutation } from "./functions";
import { beatOn, leaveFrom, othersHere, sweepGone } from "./presence/beat";
import { closeDraft as close, draftsAlike as alike, sweepDrafts, tellDraft as tell } from "./presence/drafts";

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

const typed = {
  name: v.optional(v.string()),
  phone: v.optional(v.string()),
  secondaryPhone: v.optional(v.string()),
  email: v.optional(v.string()),
};

/** Colleagues who are adding the same person just now, and an import that runs; live. Shows who, never what they typed. */
export const draftsAlike = orgQuery({
  permission: "customers:create",
  args: typed,
  handler: (ctx, args) => alike(ctx, args),
});

/** "I am adding this person", while the form is open. */
export const tellDraft = orgMutation({
  permission: "customers:create",
  args: typed,
  handler: (ctx, args) => tell(ctx, args),
});

/** The form is closed, or its customer created. */
export const closeDraft = orgMutation({
  permission: "customers:create",
  args: {},
  handler: (ctx) => close(ctx),
});

/** Forgets people whose heartbeat stopped. */
export const sweep = systemMutation({
  args: {},
  handler: async (ctx) => {
    await sweepDrafts(ctx);
    return await sweepGone(ctx);
  },
});
