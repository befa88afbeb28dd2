/**
 * Door: the holder of a quote's link, who has no account (QUO-14), and of the
 * link under marketing mail (CNS-11, CNS-13). The token is
 * the only authority. Reading is a live public query; whatever changes something
 * is an action that counts tries first, in a transaction of its own, so that a
 * refused try is counted too. See decisions/answering-a-quote.md.
 */
import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Doc } from "./_generated/dataModel";
import type { ActionCtx } from "./_generated/server";
import { publicAction, publicQuery, systemQuery, tenantMutation } from "./functions";
import { takeRate } from "./limits/rates";
import {
  ownConsents,
  readConsentLink,
  settleOwnConsents,
  unsubscribe,
  type OwnConsents,
} from "./consent/link";
import { consentPurposeValidator } from "./consent/table";
import { answerQuote, markViewed } from "./quotes/answering";
import { findLink } from "./quotes/links";
import { publicQuote, type PublicQuote } from "./quotes/publicView";
import { fail } from "./shared/errors";
import { tenantReader } from "./tenancy/tenantDb";

const customer = { id: "portal:quote", name: "Customer", channel: "portal" } as const;

/** What the page shows: the quote live, or that the link has ended; null for a token that never was one. */
export const quote = publicQuery({
  args: { token: v.string() },
  handler: async (
    ctx,
    { token },
  ): Promise<{ state: "open"; organization: string; quote: PublicQuote } | { state: "ended" } | null> => {
    const link = await findLink(ctx.db, token);
    if (link === null) return null;
    const organization = await ctx.db.get("organizations", link.orgId);
    if (link.closedAt !== undefined || organization === null || organization.status !== "active") {
      return { state: "ended" };
    }
    const shown = await publicQuote(tenantReader(ctx.db, link.orgId), link);
    return shown === null
      ? { state: "ended" }
      : { state: "open", organization: organization.name, quote: shown };
  },
});

/** The page was really shown to somebody: sent becomes viewed. Mail scanners that only fetch the address never get here. */
export const opened = publicAction({
  args: { token: v.string() },
  handler: async (ctx, { token }): Promise<null> => {
    const link = await openLink(ctx, token);
    await ctx.runMutation(internal.portal.view, { orgId: link.orgId, linkId: link._id });
    return null;
  },
});

/**
 * Accepts or rejects in the name given (QUO-11, QUO-21). VERSION_CONFLICT when
 * the quote is not the one that was on screen; QUOTE_EXPIRED, LINK_EXPIRED,
 * INVALID_STATUS_CHANGE, RATE_LIMITED, NOT_FOUND, VALIDATION_ERROR.
 */
export const respond = publicAction({
  args: {
    token: v.string(),
    answer: v.union(v.literal("accept"), v.literal("reject")),
    name: v.string(),
    reason: v.optional(v.string()),
    revision: v.number(),
    totalAmount: v.number(),
  },
  handler: async (ctx, { token, ...answer }): Promise<{ status: "accepted" | "rejected" }> => {
    const link = await openLink(ctx, token);
    await takeRate(ctx, "quoteAnswer", link._id);
    return await ctx.runMutation(internal.portal.answer, { orgId: link.orgId, linkId: link._id, ...answer });
  },
});

async function openLink(ctx: ActionCtx, token: string): Promise<Doc<"accessLinks">> {
  const { ip } = await ctx.meta.getRequestMetadata();
  await takeRate(ctx, "quoteLinkIp", ip);
  const link: Doc<"accessLinks"> | null = await ctx.runQuery(internal.portal.resolve, { token });
  return link ?? fail({ code: "NOT_FOUND", entity: "quotes" });
}

/** From a token to its link, before any organization is known. */
export const resolve = systemQuery({
  args: { token: v.string() },
  handler: async (ctx, { token }) => await findLink(ctx.db, token),
});

export const view = tenantMutation({
  actor: customer,
  args: { linkId: v.id("accessLinks") },
  handler: async (ctx, { linkId }): Promise<null> => {
    await markViewed(ctx, linkId);
    return null;
  },
});

export const answer = tenantMutation({
  actor: ({ name }) => ({ ...customer, name: name.trim().slice(0, 120) || customer.name }),
  args: {
    linkId: v.id("accessLinks"),
    answer: v.union(v.literal("accept"), v.literal("reject")),
    name: v.string(),
    reason: v.optional(v.string()),
    revision: v.number(),
    totalAmount: v.number(),
  },
  handler: (ctx, { linkId, ...given }) => answerQuote(ctx, linkId, given),
});

/** What the holder of the link under a marketing mail has agreed to; null for a token that is none. */
export const consents = publicQuery({
  args: { token: v.string() },
  handler: async (ctx, { token }): Promise<OwnConsents | null> => await ownConsents(ctx.db, token),
});

/** In which the page was read; the customer's own unless told. */
const readIn = v.optional(v.union(v.literal("en"), v.literal("ru")));

/** The customer gives or takes back a consent themselves (CNS-11, CNS-13). NOT_FOUND, RATE_LIMITED. */
export const settleConsent = publicAction({
  args: { token: v.string(), purpose: consentPurposeValidator, granted: v.boolean(), language: readIn },
  handler: async (ctx, { token, ...chosen }): Promise<null> => {
    const { ip } = await ctx.meta.getRequestMetadata();
    await takeRate(ctx, "consentLinkIp", ip);
    const link = await readConsentLink(token);
    if (link === null) return fail({ code: "NOT_FOUND", entity: "customers" });
    await ctx.runMutation(internal.portal.applyConsent, { orgId: link.o, customerId: link.c, ...chosen });
    return null;
  },
});

export const applyConsent = tenantMutation({
  actor: { ...customer, id: "portal:consents" },
  args: {
    customerId: v.id("customers"),
    purpose: consentPurposeValidator,
    granted: v.boolean(),
    language: readIn,
  },
  handler: async (ctx, { customerId, ...chosen }): Promise<null> => {
    await settleOwnConsents(ctx, customerId, chosen);
    return null;
  },
});

/** A mail client's own unsubscribe button was pressed; consent/routes.ts has read the token. */
export const applyUnsubscribe = tenantMutation({
  actor: { ...customer, id: "portal:consents" },
  args: { customerId: v.id("customers") },
  handler: async (ctx, { customerId }): Promise<null> => {
    await unsubscribe(ctx, customerId);
    return null;
  },
});
