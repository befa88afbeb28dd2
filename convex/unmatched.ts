/** Door: messages whose sender nobody knows (COM-14). */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { unmatchedStatusValidator } from "./communications/table";
import {
  adoptSender,
  linkSender,
  listUnmatched,
  moveOn,
  putAside,
  putOn,
  unmatchedCounts,
} from "./communications/unmatched";
import { orgMutation, orgQuery, tenantMutation } from "./functions";

const inboxActor = { id: "system:inbox", name: "Inbox", channel: "schedule" } as const;

/** Newest first, those that wait or those that were put aside. */
export const list = orgQuery({
  permission: "communications:sort",
  args: { status: unmatchedStatusValidator, paginationOpts: paginationOptsValidator },
  handler: (ctx, { status, paginationOpts }) => listUnmatched(ctx, status, paginationOpts),
});

/** Exact numbers of both. */
export const counts = orgQuery({
  permission: "communications:sort",
  args: {},
  handler: (ctx) => unmatchedCounts(ctx),
});

/** Everything this sender wrote goes to the customer. NOT_FOUND, FORBIDDEN, INVALID_STATUS_CHANGE for what was put aside. */
export const link = orgMutation({
  permission: "communications:sort",
  args: { messageId: v.id("unmatchedMessages"), customerId: v.string() },
  handler: (ctx, { messageId, customerId }) => linkSender(ctx, messageId, customerId),
});

/** Makes the sender a customer and moves what they wrote there. Refusals as customers.create. */
export const adopt = orgMutation({
  permission: "communications:sort",
  args: { messageId: v.id("unmatchedMessages"), name: v.string() },
  handler: (ctx, { messageId, name }) => adoptSender(ctx, messageId, name),
});

/** Puts aside everything this sender wrote so far; `restore` brings it back. */
export const discard = orgMutation({
  permission: "communications:sort",
  args: { messageId: v.id("unmatchedMessages") },
  handler: (ctx, { messageId }) => putAside(ctx, messageId, "discarded"),
});

export const restore = orgMutation({
  permission: "communications:sort",
  args: { messageId: v.id("unmatchedMessages") },
  handler: (ctx, { messageId }) => putAside(ctx, messageId, "open"),
});

/** Internal: the rest of a sender's messages. */
export const linkOn = tenantMutation({
  actor: inboxActor,
  args: { from: v.string(), customerId: v.id("customers") },
  handler: (ctx, { from, customerId }) => moveOn(ctx, from, customerId),
});

export const putRest = tenantMutation({
  actor: inboxActor,
  args: { from: v.string(), to: unmatchedStatusValidator },
  handler: (ctx, { from, to }) => putOn(ctx, from, to),
});
