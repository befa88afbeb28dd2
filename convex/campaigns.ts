/** Door: marketing to many customers at once (CNS-07). */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { checkStep, startCheck } from "./campaigns/check";
import { countAudience, listCampaigns, listRecipients, readCampaign } from "./campaigns/read";
import { sendStep, startSending, turnSending } from "./campaigns/send";
import { audienceValidator, recipientStatusValidator, skipReasonValidator } from "./campaigns/table";
import { archiveCampaign, createCampaign, updateCampaign } from "./campaigns/write";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import { jobActor, runStep, stepArgs } from "./jobs/run";

/** Values are judged by campaigns/shape.ts. */
const entryValidator = v.object({
  name: v.string(),
  templateId: v.id("messageTemplates"),
  /** For the template's places that are not the customer's own. */
  values: v.optional(v.record(v.string(), v.string())),
  audience: audienceValidator,
});

/** Newest first, at most 50 a page: those in use, or those that were put away. */
export const list = orgQuery({
  permission: "campaigns:read",
  args: { isArchived: v.boolean(), paginationOpts: paginationOptsValidator },
  handler: (ctx, { isArchived, paginationOpts }) => listCampaigns(ctx, isArchived, paginationOpts),
});

/** One campaign with how far it is, live; NOT_FOUND when the id is none. */
export const get = orgQuery({
  permission: "campaigns:read",
  args: { campaignId: v.string() },
  handler: (ctx, { campaignId }) => readCampaign(ctx, campaignId),
});

/** Its customers with what became of each (at most 50 a page): all, of one status, or left out for one reason. */
export const recipients = orgQuery({
  permission: "campaigns:read",
  args: {
    campaignId: v.string(),
    status: v.optional(recipientStatusValidator),
    reason: v.optional(skipReasonValidator),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, args) => listRecipients(ctx, args),
});

/** How many customers an audience has, live and exact; null where only looking through it tells. `now` (epoch ms) rounded. */
export const audienceSize = orgQuery({
  permission: "campaigns:read",
  args: { audience: audienceValidator, now: v.number() },
  handler: (ctx, { audience, now }) => countAudience(ctx, audience, now),
});

/** Writes a draft. VALIDATION_ERROR by field; NOT_FOUND for a template or view that is none. */
export const create = orgMutation({
  permission: "campaigns:manage",
  args: { input: entryValidator },
  handler: (ctx, { input }) => createCampaign(ctx, input),
});

/** Changes it while it was not sent (INVALID_STATUS_CHANGE); whom it reaches is then looked for anew. */
export const update = orgMutation({
  permission: "campaigns:manage",
  args: { campaignId: v.id("campaigns"), input: entryValidator },
  handler: async (ctx, { campaignId, input }): Promise<null> => {
    await updateCampaign(ctx, campaignId, input);
    return null;
  },
});

/** Puts a campaign away, or brings it back. INVALID_STATUS_CHANGE while it is on its way. */
export const setArchived = orgMutation({
  permission: "campaigns:manage",
  args: { campaignId: v.id("campaigns"), isArchived: v.boolean() },
  handler: async (ctx, { campaignId, isArchived }): Promise<null> => {
    await archiveCampaign(ctx, campaignId, isArchived);
    return null;
  },
});

/**
 * Looks through the audience, customer by customer: who will get it, who will not and why. Returns the job.
 * VALIDATION_ERROR for a value that is missing (COM-11), an inactive template, a deleted view.
 */
export const check = orgMutation({
  permission: "campaigns:manage",
  args: { campaignId: v.id("campaigns") },
  handler: (ctx, { campaignId }) => startCheck(ctx, campaignId),
});

/** Sends it to those whom `check` found, each once, with consent asked again. INVALID_STATUS_CHANGE before that, CONFIGURATION_MISSING without an address of our own. */
export const send = orgMutation({
  permission: "campaigns:manage",
  args: { campaignId: v.id("campaigns") },
  handler: (ctx, { campaignId }) => startSending(ctx, campaignId),
});

/** Pauses, stops, or goes on where it was paused or stopped. JOB_NOT_RUNNING when it is not so far. */
export const turn = orgMutation({
  permission: "campaigns:manage",
  args: {
    campaignId: v.id("campaigns"),
    turn: v.union(v.literal("pause"), v.literal("resume"), v.literal("cancel")),
  },
  handler: async (ctx, { campaignId, turn: asked }): Promise<null> => {
    await turnSending(ctx, campaignId, asked);
    return null;
  },
});

/** One batch of looking through an audience. */
export const checkBatch = tenantMutation({
  args: stepArgs,
  actor: jobActor("app"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => checkStep(ctx, job));
    return null;
  },
});

/** One batch of sending. */
export const sendBatch = tenantMutation({
  args: stepArgs,
  actor: jobActor("app"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => sendStep(ctx, job));
    return null;
  },
});
