/** Door: what was said and done with a customer. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import { canonical } from "./interactions/aliases";
import { editInteraction, type InteractionChange } from "./interactions/edit";
import { interactionCountsOf, listInteractions } from "./interactions/list";
import { createInteraction, type InteractionEntry } from "./interactions/log";
import { interactionTypeValidator } from "./interactions/table";

/** Lengths and values are judged by interactions/shape.ts, which words what is wrong. */
const entered = {
  outcome: v.optional(v.string()),
  interactionDate: v.optional(v.number()),
  duration: v.optional(v.number()),
  contactId: v.optional(v.id("contacts")),
  contactMethod: v.optional(v.string()),
  direction: v.optional(v.union(v.literal("inbound"), v.literal("outbound"))),
  purpose: v.optional(v.string()),
  successful: v.optional(v.boolean()),
  assignedTo: v.optional(v.id("users")),
  relatedQuoteId: v.optional(v.id("quotes")),
  relatedOrderId: v.optional(v.id("orders")),
  relatedItemId: v.optional(v.id("items")),
};

/** What older systems call the same facts (INT-04, INT-05); interactions/aliases.ts maps them. */
const aliases = {
  title: v.optional(v.string()),
  notes: v.optional(v.string()),
  activity_date: v.optional(v.union(v.number(), v.string())),
  contactDate: v.optional(v.union(v.number(), v.string())),
  contactType: v.optional(v.string()),
  contactedBy: v.optional(v.id("users")),
};

/** An interaction as a person enters it; also the outcome of a follow-up. */
export const entryValidator = v.object({
  type: v.optional(v.string()),
  subject: v.optional(v.string()),
  description: v.optional(v.string()),
  ...entered,
  ...aliases,
  followUp: v.optional(
    v.object({ title: v.optional(v.string()), dueAt: v.number(), ownerId: v.optional(v.id("users")) }),
  ),
});

/** A customer's interactions, newest first, all or one type (INT-22, INT-23). NOT_FOUND outside the caller's scope. */
export const list = orgQuery({
  permission: "interactions:read",
  args: {
    customerId: v.id("customers"),
    type: v.union(interactionTypeValidator, v.null()),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { customerId, type, paginationOpts }) =>
    listInteractions(ctx, customerId, type, paginationOpts),
});

/** Exact number of entries per type (INT-23). */
export const counts = orgQuery({
  permission: "interactions:read",
  args: { customerId: v.id("customers") },
  handler: (ctx, { customerId }) => interactionCountsOf(ctx, customerId),
});

/**
 * Logs an interaction and, when asked, its follow-up (INT-01..13).
 * VALIDATION_ERROR, INVALID_INTERACTION for an impossible date, INVALID_ASSIGNMENT, NOT_FOUND, FORBIDDEN.
 */
export const create = orgMutation({
  permission: "interactions:write",
  args: { customerId: v.id("customers"), input: entryValidator },
  handler: (ctx, { customerId, input }) =>
    createInteraction(ctx, customerId, canonical(input) as InteractionEntry),
});

/** Corrects an entry; refusals as `create`. */
export const update = orgMutation({
  permission: "interactions:write",
  args: {
    interactionId: v.id("interactions"),
    input: v.object({
      type: v.optional(v.string()),
      subject: v.optional(v.string()),
      description: v.optional(v.string()),
      ...entered,
      ...aliases,
    }),
  },
  handler: (ctx, { interactionId, input }) =>
    editInteraction(ctx, interactionId, canonical(input) as InteractionChange),
});
