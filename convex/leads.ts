/** Leads: opportunities of customers, through their stages (LED). */
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import { readableLead, writableLead } from "./leads/access";
import { leadDetail } from "./leads/detail";
import { countLeads, listLeads } from "./leads/list";
import { lostReasonShape, newLeadShape } from "./leads/shape";
import { leadsInReach, openLeadByStaff } from "./leads/staff";
import { leadSourceValidator, leadStatusValidator } from "./leads/table";
import { assignLead, moveLead, renameLead } from "./leads/write";
import { parse } from "./shared/validate";

/** The newest leads of one stage, at most `limit` (1 to 500), filtered by owner and source. Live (LED-15). */
export const list = orgQuery({
  permission: "leads:read",
  args: {
    status: leadStatusValidator,
    owner: v.optional(v.union(v.literal("unassigned"), v.id("users"))),
    source: v.optional(leadSourceValidator),
    limit: v.number(),
  },
  handler: (ctx, { limit, ...filter }) => listLeads(ctx, filter, limit),
});

/** Exact number of leads per stage within the caller's scope; the sidebar's badge adds up the open ones. */
export const counts = orgQuery({ permission: "leads:read", args: {}, handler: (ctx) => countLeads(ctx) });

/** One lead with its answers, campaign, consent and stages (LED-31). NOT_FOUND outside the caller's scope. */
export const get = orgQuery({
  permission: "leads:read",
  args: { leadId: v.id("leads") },
  handler: async (ctx, { leadId }) => await leadDetail(ctx, await readableLead(ctx, leadId)),
});

/** The newest 50 leads of a customer the caller may see (LED-29). */
export const ofCustomer = orgQuery({
  permission: "leads:read",
  args: { customerId: v.id("customers") },
  handler: (ctx, { customerId }) => leadsInReach(ctx, customerId),
});

/** Opens a lead on a customer the caller may see (LED-01, LED-06). Without an owner it goes to the customer's, else in turn (LED-25). */
export const create = orgMutation({
  permission: "leads:write",
  args: {
    customerId: v.id("customers"),
    title: v.optional(v.string()),
    message: v.optional(v.string()),
    ownerId: v.optional(v.id("users")),
  },
  handler: (ctx, args) => openLeadByStaff(ctx, args),
});

/**
 * Moves a lead to another stage. Losing needs a reason (REASON_REQUIRED); won
 * makes the customer active in the same transaction (LED-12). Answers the stage
 * it came from, for undo.
 */
export const move = orgMutation({
  permission: "leads:write",
  args: { leadId: v.id("leads"), to: leadStatusValidator, reason: v.optional(v.string()) },
  handler: async (ctx, { leadId, to, reason }) => {
    const lead = await writableLead(ctx, leadId);
    await moveLead(ctx, lead, to, parse(lostReasonShape, reason ?? "") || undefined);
    return { from: lead.status };
  },
});

/** Gives a lead to a member, or to nobody with null (LED-07). Answers the owner before, for undo. */
export const assign = orgMutation({
  permission: "leads:write",
  args: { leadId: v.id("leads"), ownerId: v.union(v.id("users"), v.null()) },
  handler: async (ctx, { leadId, ownerId }) => {
    const lead = await writableLead(ctx, leadId);
    await assignLead(ctx, lead, ownerId);
    return { from: lead.ownerId ?? null };
  },
});

/** Names the opportunity; an empty title removes it. */
export const rename = orgMutation({
  permission: "leads:write",
  args: { leadId: v.id("leads"), title: v.string() },
  handler: async (ctx, { leadId, title }) => {
    const lead = await writableLead(ctx, leadId);
    const checked = parse(newLeadShape.pick({ title: true }), { title });
    await renameLead(ctx, lead, checked.title ?? "");
  },
});
