/** The one write path of a campaign before it is sent. */
import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { diff, recordChange } from "../history/record";
import { cancelJob } from "../jobs/run";
import { isUnderWay } from "../jobs/status";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { usableView } from "../views/read";
import { campaignShape } from "./shape";
import type { audienceValidator } from "./table";

export interface CampaignInput {
  name: string;
  templateId: Id<"messageTemplates">;
  values?: Record<string, string>;
  audience: Infer<typeof audienceValidator>;
}

const watched = ["name", "templateId", "values", "audience", "isArchived"] as const;

/** VALIDATION_ERROR by field; NOT_FOUND for a template or view that is none. */
export async function createCampaign(ctx: OrgMutationCtx, input: CampaignInput): Promise<Id<"campaigns">> {
  const fields = await entered(ctx, input);
  const campaignId = await ctx.db.insert("campaigns", {
    ...fields,
    round: 0,
    isArchived: false,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
  });
  await recordChange(ctx, {
    entity: "campaigns",
    entityId: campaignId,
    action: "created",
    changes: [{ field: "name", to: fields.name }],
  });
  return campaignId;
}

/** Replaces what was entered. Whom it reaches is unknown again, unless only its name was changed. */
export async function updateCampaign(
  ctx: OrgMutationCtx,
  campaignId: Id<"campaigns">,
  input: CampaignInput,
): Promise<void> {
  const before = await unsent(ctx, campaignId, "updated");
  const fields = await entered(ctx, input);
  const changes = diff<Doc<"campaigns">>(before, { ...before, ...fields }, watched);
  if (changes.length === 0) return;
  const isReachKept = changes.every(({ field }) => field === "name");
  if (!isReachKept) await stopCheck(ctx, before);
  await ctx.db.patch("campaigns", campaignId, {
    ...fields,
    ...(isReachKept ? {} : { check: undefined }),
    updatedAt: ctx.now,
  });
  await recordChange(ctx, { entity: "campaigns", entityId: campaignId, action: "updated", changes });
}

/** Puts a campaign away that is not on its way, or brings it back; what was sent stays known. */
export async function archiveCampaign(
  ctx: OrgMutationCtx,
  campaignId: Id<"campaigns">,
  isArchived: boolean,
): Promise<void> {
  const campaign = await ctx.db.get("campaigns", campaignId);
  if (campaign.isArchived === isArchived) return;
  const job = campaign.sending === undefined ? null : await ctx.db.get("jobs", campaign.sending.jobId);
  if (job !== null && isUnderWay(job))
    fail({ code: "INVALID_STATUS_CHANGE", entity: "campaigns", from: "sending", to: "archived" });
  await stopCheck(ctx, campaign);
  await ctx.db.patch("campaigns", campaignId, { isArchived, updatedAt: ctx.now });
  await recordChange(ctx, {
    entity: "campaigns",
    entityId: campaignId,
    action: isArchived ? "archived" : "restored",
    changes: [{ field: "isArchived", from: !isArchived, to: isArchived }],
  });
}

/** The campaign, while it can still be changed. INVALID_STATUS_CHANGE once it was sent. */
export async function unsent(
  ctx: OrgMutationCtx,
  campaignId: Id<"campaigns">,
  to: string,
): Promise<Doc<"campaigns">> {
  const campaign = await ctx.db.get("campaigns", campaignId);
  if (campaign.sending !== undefined)
    fail({ code: "INVALID_STATUS_CHANGE", entity: "campaigns", from: "sent", to });
  return campaign;
}

/** What a look under way would find is not asked for any more. */
export async function stopCheck(ctx: OrgMutationCtx, { check }: Doc<"campaigns">): Promise<void> {
  const job = check === undefined ? null : await ctx.db.find("jobs", check.jobId);
  if (job !== null && isUnderWay(job)) await cancelJob(ctx, job._id);
}

async function entered(ctx: OrgMutationCtx, { audience, templateId, ...given }: CampaignInput) {
  const { name, values } = parse(campaignShape, given);
  const template = await ctx.db.get("messageTemplates", templateId);
  if (template.channel !== "email") {
    const message = "Campaigns go out by e-mail: choose a template for e-mail.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "templateId", rule: "notEmail", message }] });
  }
  if (audience.kind === "view") await usableView(ctx, audience.viewId);
  return { name, values, templateId, audience };
}
