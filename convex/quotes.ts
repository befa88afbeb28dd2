/** Door: quotes, as staff know them. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import { createQuote, discardQuote, editQuote, restoreQuote, reviseQuote } from "./quotes/drafting";
import { expireQuotes, sweepLinks } from "./quotes/expiring";
import { customerQuotes, listQuotes, quoteCounts, readQuote } from "./quotes/list";
import { copyLink as issueCopy, revokeLinks as endLinks, sendQuote } from "./quotes/sending";
import { quoteStatusValidator } from "./quotes/table";

/** Values are judged by quotes/shape.ts; totals are never taken from a client (QUO-06). */
const entryValidator = v.object({
  subject: v.string(),
  description: v.optional(v.string()),
  lines: v.array(
    v.object({
      itemId: v.optional(v.id("items")),
      sku: v.optional(v.string()),
      description: v.string(),
      /** Thousandths. */
      quantity: v.number(),
      /** Minor units. */
      unitPrice: v.number(),
      /** Basis points. */
      taxRate: v.number(),
    }),
  ),
  currency: v.optional(v.string()),
  validUntil: v.string(),
  contactId: v.optional(v.id("contacts")),
  paymentTerms: v.optional(v.string()),
  deliveryTerms: v.optional(v.string()),
  notes: v.optional(v.string()),
  quoteNumber: v.optional(v.string()),
});
const owner = v.union(v.id("users"), v.null());

/** Quotes by status, owner or coming end (QUO-20). FORBIDDEN for an owner outside the caller's reach. */
export const list = orgQuery({
  permission: "quotes:read",
  args: {
    status: v.union(quoteStatusValidator, v.null()),
    owner,
    expiring: v.union(v.object({ from: v.string(), to: v.string() }), v.null()),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { paginationOpts, ...filter }) => listQuotes(ctx, filter, paginationOpts),
});

/** Exact counts and sums per status, everybody's or one owner's. */
export const counts = orgQuery({
  permission: "quotes:read",
  args: { owner },
  handler: (ctx, args) => quoteCounts(ctx, args.owner),
});

/** A customer's quotes, newest first. */
export const ofCustomer = orgQuery({
  permission: "quotes:read",
  args: { customerId: v.id("customers"), paginationOpts: paginationOptsValidator },
  handler: (ctx, { customerId, paginationOpts }) => customerQuotes(ctx, customerId, paginationOpts),
});

/** One quote and what surrounds it on its page; the id may come from an address (NOT_FOUND when it is none). */
export const get = orgQuery({
  permission: "quotes:read",
  args: { quoteId: v.string() },
  handler: (ctx, { quoteId }) => readQuote(ctx, quoteId),
});

/** Writes a draft with the next number (QUO-03..07). VALIDATION_ERROR, QUOTE_NUMBER_CONFLICT, NOT_FOUND, FORBIDDEN. */
export const create = orgMutation({
  permission: "quotes:write",
  args: { customerId: v.id("customers"), input: entryValidator },
  handler: (ctx, { customerId, input }) => createQuote(ctx, customerId, input),
});

/** Replaces a draft's content (QUO-19). QUOTE_NOT_EDITABLE, VERSION_CONFLICT when `revision` is not the present one. */
export const update = orgMutation({
  permission: "quotes:write",
  args: { quoteId: v.id("quotes"), input: entryValidator, revision: v.number() },
  handler: (ctx, { quoteId, input, revision }) => editQuote(ctx, quoteId, input, revision),
});

/** A draft that will replace this quote when it is sent; the same draft when asked again (QUO-19). */
export const revise = orgMutation({
  permission: "quotes:write",
  args: { quoteId: v.id("quotes") },
  handler: (ctx, { quoteId }) => reviseQuote(ctx, quoteId),
});

/** Puts an unwanted draft away. INVALID_STATUS_CHANGE once it was sent. */
export const discard = orgMutation({
  permission: "quotes:write",
  args: { quoteId: v.id("quotes") },
  handler: async (ctx, { quoteId }): Promise<null> => {
    await discardQuote(ctx, quoteId);
    return null;
  },
});

/** Brings a discarded draft back. */
export const restore = orgMutation({
  permission: "quotes:write",
  args: { quoteId: v.id("quotes") },
  handler: async (ctx, { quoteId }): Promise<null> => {
    await restoreQuote(ctx, quoteId);
    return null;
  },
});

/** Sends a draft by mail, or without one for handing over the returned link (QUO-13). QUOTE_EXPIRED, INVALID_STATUS_CHANGE. */
export const send = orgMutation({
  permission: "quotes:send",
  args: {
    quoteId: v.id("quotes"),
    mail: v.union(v.object({ to: v.string(), message: v.optional(v.string()) }), v.null()),
  },
  handler: (ctx, { quoteId, mail }) => sendQuote(ctx, quoteId, mail),
});

/** A further link to a quote that was sent; its token is shown only in this answer. */
export const copyLink = orgMutation({
  permission: "quotes:send",
  args: { quoteId: v.id("quotes") },
  handler: (ctx, { quoteId }) => issueCopy(ctx, quoteId),
});

/** Ends every link given out for a quote. */
export const revokeLinks = orgMutation({
  permission: "quotes:send",
  args: { quoteId: v.id("quotes") },
  handler: (ctx, { quoteId }) => endLinks(ctx, quoteId),
});

/** Hourly, per organization: what the calendar ends (QUO-08). */
export const expire = tenantMutation({
  actor: { id: "system:quotes", name: "Orbit", channel: "schedule" },
  args: {},
  handler: async (ctx): Promise<null> => {
    const hasMore = (await expireQuotes(ctx)) || (await sweepLinks(ctx));
    if (hasMore) await ctx.scheduler.runAfter(0, internal.quotes.expire, { orgId: ctx.orgId });
    return null;
  },
});
