/** Internal: what Clerk (or another outside provider) tells, by webhook, by token and by nightly comparison. */
import { v } from "convex/values";
import { internalAction, systemMutation, systemQuery } from "./functions";
import { arrive as arriveByToken } from "./clerk/arrive";
import { receiveOnce } from "./clerk/receive";
import * as reconciling from "./clerk/reconcile";
import { endMembership } from "./clerk/leaving";

/** One verified webhook call; false when it was taken before. */
export const receive = systemMutation({
  args: { deliveryId: v.string(), type: v.string(), data: v.any() },
  handler: (ctx, { deliveryId, type, data }) => receiveOnce(ctx, deliveryId, type, data),
});

/** The person behind the token of this call, made if we do not know them. */
export const arrive = systemMutation({ args: {}, handler: (ctx) => arriveByToken(ctx) });

/** Cron: everything Clerk has, against what we have. */
export const reconcile = internalAction({
  args: {},
  returns: v.null(),
  handler: (ctx) => reconciling.reconcileAll(ctx),
});

export const reconcileMembers = internalAction({
  args: { externalId: v.string() },
  returns: v.null(),
  handler: (ctx, { externalId }) => reconciling.reconcileOrganization(ctx, externalId),
});

export const scheduleOrganizations = systemMutation({
  args: { cursor: v.union(v.string(), v.null()) },
  handler: (ctx, { cursor }) => reconciling.scheduleOrganizations(ctx, cursor),
});

/** A page of Clerk's objects, judged like webhook news; `items` are checked by shape. */
export const apply = systemMutation({
  args: { type: v.string(), items: v.array(v.any()) },
  handler: (ctx, { type, items }) => reconciling.applyAll(ctx, type, items),
});

export const activeMembers = systemQuery({
  args: { externalId: v.string() },
  handler: (ctx, { externalId }) => reconciling.activeMembers(ctx, externalId),
});

/** Somebody who is no member at Clerk any more. */
export const remove = systemMutation({
  args: { organization: v.string(), user: v.string() },
  handler: async (ctx, { organization, user }): Promise<null> => {
    await endMembership(ctx, organization, user, null);
    return null;
  },
});
