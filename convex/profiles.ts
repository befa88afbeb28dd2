/** Door: people as the organization's website knows them, and which customer each of them is. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import { linkByStaff, unlinkByStaff } from "./profiles/link";
import { customersForProfile, linkOfCustomer, listProfiles } from "./profiles/panel";
import { factsOfTyped, profilesFor } from "./profiles/suggest";
import { takeRows } from "./profiles/take";
import { profileCells } from "./tallies/profiles";

/** A page of profiles by name, or the best matches of `text`, at most 50 (PRL-01, PRL-11). */
export const list = orgQuery({
  permission: "profiles:read",
  args: {
    show: v.union(v.literal("unlinked"), v.literal("linked"), v.literal("all")),
    text: v.optional(v.string()),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, args) => listProfiles(ctx, args),
});

/** Exactly how many profiles belong to a customer and how many wait. */
export const counts = orgQuery({
  permission: "profiles:read",
  args: {},
  handler: (ctx) => profileCells(ctx),
});

/** Customers without a profile that an unlinked one may be, at most five, each with what speaks for it (PRL-06). */
export const customersFor = orgQuery({
  permission: "profiles:read",
  args: { profileId: v.string() },
  handler: (ctx, { profileId }) => customersForProfile(ctx, profileId),
});

/** Unlinked profiles that a customer being typed may be, at most five, surest first (PRL-05, PRL-06). */
export const suggest = orgQuery({
  permission: "profiles:read",
  args: {
    name: v.optional(v.string()),
    phone: v.optional(v.string()),
    secondaryPhone: v.optional(v.string()),
    email: v.optional(v.string()),
    stableHashId: v.optional(v.string()),
  },
  handler: async (ctx, args) => await profilesFor(ctx, await factsOfTyped(ctx, args)),
});

/** A customer's link with its four facts, the VIP row, and suggestions where there is no link (PRL-02, PRL-03, PRL-05). */
export const ofCustomer = orgQuery({
  permission: "profiles:read",
  args: { customerId: v.string() },
  handler: (ctx, { customerId }) => linkOfCustomer(ctx, customerId),
});

/**
 * Links a profile, by its own id or the website's, in place of any other
 * (PRL-03, PRL-07, PRL-08, PRL-10). `suggested` keeps method and confidence of
 * the evidence; otherwise the link is by hand. Returns the history entry that
 * undo takes. PROFILE_LINK_FAILED (notFound, taken), NOT_FOUND, FORBIDDEN.
 */
export const link = orgMutation({
  permission: "profiles:link",
  args: { customerId: v.string(), profileId: v.string(), suggested: v.optional(v.boolean()) },
  handler: (ctx, args) => linkByStaff(ctx, args),
});

/** Takes the link off; the profile waits in the queue again (PRL-07). */
export const unlink = orgMutation({
  permission: "profiles:link",
  args: { customerId: v.string(), reason: v.optional(v.string()) },
  handler: (ctx, args) => unlinkByStaff(ctx, args),
});

/**
 * Takes a few rows of a file of the website: `profiles` (id, email,
 * display_name, phone_number, vip_customer_data_id), `vips` (id,
 * vip_display_name, vip_email, vip_phone_number, vip_tier_id, stable_hash_id)
 * or `links` of an older system (profile_id, match_confidence, match_method,
 * linked_at, stable_hash_id). At most 50, 100 and 15 rows; what became of each,
 * in their order (PRL-01, PRL-02, PRL-09). LIMIT_EXCEEDED.
 */
export const take = orgMutation({
  permission: "profiles:import",
  args: {
    kind: v.union(v.literal("profiles"), v.literal("vips"), v.literal("links")),
    rows: v.array(v.record(v.string(), v.any())),
  },
  handler: (ctx, args) => takeRows(ctx, args),
});
