/** Door: what a customer has agreed to, and the proof of it. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { sendOffer as sendOfferTo } from "./consent/marketing";
import { consentState, listConsents, setConsent } from "./consent/staff";
import { consentPurposeValidator } from "./consent/table";
import { orgMutation, orgQuery } from "./functions";

/** The three consents of a customer, each with the latest event that decided it (CNS-01..03, CNS-06). */
export const state = orgQuery({
  permission: "consents:read",
  args: { customerId: v.string() },
  handler: (ctx, { customerId }) => consentState(ctx, customerId),
});

/** Every change of a consent, newest first, at most 50 a page (CNS-06). */
export const list = orgQuery({
  permission: "consents:read",
  args: { customerId: v.string(), paginationOpts: paginationOptsValidator },
  handler: (ctx, args) => listConsents(ctx, args),
});

/**
 * Gives or takes back one consent on the customer's word (CNS-04, CNS-06).
 * `proof` says how it is known, `wording` to which words they agreed. Returns
 * the history entry, null when nothing changed. NOT_FOUND, FORBIDDEN,
 * VALIDATION_ERROR.
 */
export const set = orgMutation({
  permission: "consents:write",
  args: {
    customerId: v.string(),
    purpose: consentPurposeValidator,
    granted: v.boolean(),
    proof: v.optional(v.string()),
    wording: v.optional(v.string()),
  },
  handler: (ctx, args) => setConsent(ctx, args),
});

/**
 * Writes a marketing mail to one customer (CNS-07, CNS-13); it carries the link
 * to say no, and is held back when consent is taken back before it leaves.
 * CONSENT_MISSING with the reason, VALIDATION_ERROR, NOT_FOUND, FORBIDDEN.
 */
export const sendOffer = orgMutation({
  permission: "marketing:send",
  args: { customerId: v.string(), subject: v.string(), message: v.string() },
  handler: (ctx, args) => sendOfferTo(ctx, args),
});
