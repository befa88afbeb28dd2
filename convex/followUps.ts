/** Door: what is to be done next, and for whom. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { customerFollowUps, dueFollowUps } from "./followUps/list";
import { completeFollowUp } from "./followUps/complete";
import {
  announceArrival,
  handOver as handOverBatch,
  recentArrivals,
  sweepArrivals,
} from "./followUps/handOver";
import { addFollowUp, cancelFollowUp, editFollowUp, reopenFollowUp } from "./followUps/write";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import type { InteractionEntry } from "./interactions/log";

/**
 * Open follow-ups due in [from, to), earliest first (FUP-02). `owner` null means
 * everybody's; only those who may see everybody's ask for another than themselves (FORBIDDEN).
 */
export const due = orgQuery({
  permission: "today:read",
  args: {
    owner: v.union(v.id("users"), v.null()),
    from: v.number(),
    to: v.number(),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { owner, from, to, paginationOpts }) => dueFollowUps(ctx, owner, from, to, paginationOpts),
});

/** Open follow-ups of one customer, earliest first. */
export const ofCustomer = orgQuery({
  permission: "interactions:read",
  args: { customerId: v.id("customers") },
  handler: (ctx, { customerId }) => customerFollowUps(ctx, customerId),
});

/** Accounts that somebody gave to the caller since `since` (epoch ms, rounded by the client), newest first. */
export const arrivals = orgQuery({
  permission: "today:read",
  args: { since: v.number() },
  handler: (ctx, { since }) => recentArrivals(ctx, since),
});

/** Plans a next step without an interaction. VALIDATION_ERROR, INVALID_ASSIGNMENT, NOT_FOUND, FORBIDDEN. */
export const create = orgMutation({
  permission: "interactions:write",
  args: {
    customerId: v.id("customers"),
    input: v.object({ title: v.string(), dueAt: v.number(), ownerId: v.optional(v.id("users")) }),
  },
  handler: (ctx, { customerId, input }) => {
    const { ownerId, ...entered } = input;
    return addFollowUp(ctx, customerId, { ...entered, ...(ownerId === undefined ? {} : { ownerId }) });
  },
});

/** Changes what, when or who; putting off is a later `dueAt` (FUP-04). */
export const update = orgMutation({
  permission: "interactions:write",
  args: {
    followUpId: v.id("followUps"),
    input: v.object({
      title: v.optional(v.string()),
      dueAt: v.optional(v.number()),
      ownerId: v.optional(v.id("users")),
    }),
  },
  handler: (ctx, { followUpId, input }) => {
    const { ownerId, ...entered } = input;
    return editFollowUp(ctx, followUpId, { ...entered, ...(ownerId === undefined ? {} : { ownerId }) });
  },
});

/** Done, with or without an outcome that is logged as an interaction (FUP-04). Repeating it changes nothing. */
export const complete = orgMutation({
  permission: "interactions:write",
  args: {
    followUpId: v.id("followUps"),
    outcome: v.optional(
      v.object({
        type: v.string(),
        subject: v.string(),
        description: v.string(),
        outcome: v.optional(v.string()),
        duration: v.optional(v.number()),
        successful: v.optional(v.boolean()),
        followUp: v.optional(v.object({ title: v.optional(v.string()), dueAt: v.number() })),
      }),
    ),
  },
  handler: (ctx, { followUpId, outcome }) =>
    completeFollowUp(ctx, followUpId, outcome as InteractionEntry | undefined),
});

/** Takes back a promise that no longer makes sense. */
export const cancel = orgMutation({
  permission: "interactions:write",
  args: { followUpId: v.id("followUps") },
  handler: (ctx, { followUpId }) => cancelFollowUp(ctx, followUpId),
});

/** The undo of `complete` and `cancel`; a logged outcome stays. */
export const reopen = orgMutation({
  permission: "interactions:write",
  args: { followUpId: v.id("followUps") },
  handler: (ctx, { followUpId }) => reopenFollowUp(ctx, followUpId),
});

const handOverArgs = {
  customerId: v.id("customers"),
  from: v.union(v.id("users"), v.null()),
  to: v.union(v.id("users"), v.null()),
  /** Actor who assigned, as in the history. */
  byUser: v.string(),
  byName: v.string(),
};

/** After an assignment: open work follows the customer to its new owner, who is told. */
export const handOver = tenantMutation({
  actor: ({ byUser, byName }) => ({ id: byUser, name: byName, channel: "app" }),
  args: { ...handOverArgs, goesOn: v.optional(v.boolean()) },
  handler: async (ctx, { goesOn, ...change }): Promise<null> => {
    const hasMore = await handOverBatch(ctx, change);
    if (goesOn !== true) await announceArrival(ctx, change);
    if (hasMore) {
      await ctx.scheduler.runAfter(0, internal.followUps.handOver, {
        orgId: ctx.orgId,
        ...change,
        goesOn: true,
      });
    }
    return null;
  },
});

/** Daily, per organization: forgets old arrivals. */
export const sweep = tenantMutation({
  actor: { id: "system:followUps", name: "Orbit", channel: "schedule" },
  args: {},
  handler: async (ctx): Promise<null> => {
    if (await sweepArrivals(ctx))
      await ctx.scheduler.runAfter(0, internal.followUps.sweep, { orgId: ctx.orgId });
    return null;
  },
});
