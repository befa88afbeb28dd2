/** Campaigns over REST: written, looked through, sent, and accounted for customer by customer (CNS-07). */
import * as z from "zod";
import type { Id } from "../../_generated/dataModel";
import type { OrgMutationCtx } from "../../functions";
import { startCheck } from "../../campaigns/check";
import {
  findCampaign,
  listCampaigns,
  listRecipients,
  readCampaign,
  type ListedCampaign,
  type Recipient,
  type ShownCampaign,
} from "../../campaigns/read";
import { startSending, turnSending, type Turn } from "../../campaigns/send";
import { skipReasons } from "../../campaigns/shape";
import { campaignStates } from "../../campaigns/state";
import { archiveCampaign, createCampaign, updateCampaign, type CampaignInput } from "../../campaigns/write";
import { id, iso, listPage, moment } from "../answer";
import { paging, selection } from "../entry";
import { idOf } from "../place";
import { lists, writes } from "../route";
import { thing } from "../thing";

const listedAnswer = z.strictObject({
  id,
  name: z.string(),
  state: z
    .enum(campaignStates)
    .describe(
      "draft until the audience was looked through; stopped can go on; sent once everybody had their turn.",
    ),
  sent: z.number().int().describe("Mails handed to the outbox."),
  reach: z
    .number()
    .int()
    .nullable()
    .describe("Customers who get it; null before the audience was looked through."),
  archived: z.boolean(),
  createdAt: moment,
  sentAt: moment.nullable().describe("When its sending began."),
});

const campaignAnswer = listedAnswer.extend({
  templateId: z.string(),
  values: z.record(z.string(), z.string()).describe("Of places in the template that no customer fills."),
  viewId: z
    .string()
    .nullable()
    .describe("The saved view it goes to; null: a filter of its own, or everybody."),
  waiting: z.number().int().describe("Customers who have not got it yet."),
  skipped: z.partialRecord(z.enum(skipReasons), z.number().int()).describe("Customers left out, by reason."),
});

const recipientAnswer = z.strictObject({
  customerId: id,
  customerCode: z.string(),
  name: z.string(),
  status: z.enum(["ready", "sent", "skipped"]),
  reason: z.enum(skipReasons).nullable().describe("Why the customer is left out."),
  address: z.string().nullable(),
  mailStatus: z
    .enum(["queued", "sending", "sent", "delivered", "bounced", "failed", "held"])
    .nullable()
    .describe("What became of the mail; held while no mail provider is set."),
});

const listed = (campaign: ListedCampaign): z.output<typeof listedAnswer> => ({
  id: campaign._id,
  name: campaign.name,
  state: campaign.state,
  sent: campaign.sent,
  reach: campaign.reach,
  archived: campaign.isArchived,
  createdAt: iso(campaign.createdAt),
  sentAt: campaign.sentAt === null ? null : iso(campaign.sentAt),
});

const outward = (campaign: ShownCampaign): z.output<typeof campaignAnswer> => ({
  ...listed(campaign),
  templateId: campaign.templateId,
  values: campaign.values,
  viewId: campaign.audience.kind === "view" ? campaign.audience.viewId : null,
  waiting: campaign.waiting,
  skipped: campaign.skipped,
});

const recipient = (row: Recipient): z.output<typeof recipientAnswer> => ({
  customerId: row.customerId,
  customerCode: row.customerCode,
  name: row.name,
  status: row.status,
  reason: row.reason,
  address: row.address,
  mailStatus: row.mail?.status ?? null,
});

/** Judged in words and by field by campaigns/shape.ts. */
const entered = {
  name: z.string({ error: "Name the campaign." }),
  templateId: z.string({ error: "Choose a template." }),
  values: z
    .record(z.string(), z.string())
    .optional()
    .describe("Of places in the template that no customer fills."),
  viewId: z
    .string()
    .nullish()
    .describe("The saved view it goes to; null or left out: to every customer who may be written to."),
};
const partial = z.strictObject({
  ...entered,
  name: entered.name.optional(),
  templateId: entered.templateId.optional(),
});

type Ctx = OrgMutationCtx;
const audienceOf = (ctx: Ctx, viewId: string | null): CampaignInput["audience"] =>
  viewId === null
    ? { kind: "filter", filters: {} }
    : { kind: "view", viewId: idOf(ctx, "savedViews", viewId) };

const largestPage = 50;

const campaign = thing({
  path: "/campaigns/{campaign}",
  group: "Campaigns",
  answer: campaignAnswer,
  read: async (ctx, key) => outward(await readCampaign(ctx, key)),
});
const deed = (
  at: string,
  summary: string,
  act: (ctx: Ctx, campaignId: Id<"campaigns">) => Promise<unknown>,
) =>
  campaign.deed(
    at === "" ? { method: "DELETE" } : { method: "POST", at },
    summary,
    "campaigns:manage",
    async (ctx, key) => act(ctx, (await findCampaign(ctx, key))._id),
  );
const turning = (turn: Turn) => (ctx: Ctx, campaignId: Id<"campaigns">) => turnSending(ctx, campaignId, turn);

export const campaignRoutes = [
  lists({
    method: "GET",
    path: "/campaigns",
    group: "Campaigns",
    summary: "Campaigns, newest first",
    permission: "campaigns:read",
    query: z.strictObject({
      archived: z.enum(["true", "false"]).optional().describe("true: those that were put away."),
      ...paging(largestPage),
      ...selection,
    }),
    list: "campaigns",
    largestPage,
    answer: listedAnswer,
    handler: async (ctx, { query, page }) =>
      listPage(await listCampaigns(ctx, query.archived === "true", page), listed),
  }),
  writes({
    method: "POST",
    path: "/campaigns",
    group: "Campaigns",
    summary: "Write a campaign; nothing is sent before its audience was looked through",
    permission: "campaigns:manage",
    status: 201,
    body: z.strictObject(entered),
    example: { name: "Summer letter", templateId: "k57…", values: { price: "$900" } },
    answer: campaignAnswer,
    handler: async (ctx, { body: { templateId, viewId, values, name } }) => {
      const campaignId = await createCampaign(ctx, {
        name,
        ...(values === undefined ? {} : { values }),
        templateId: idOf(ctx, "messageTemplates", templateId),
        audience: audienceOf(ctx, viewId ?? null),
      });
      return outward(await readCampaign(ctx, campaignId));
    },
  }),
  campaign.get("Read one campaign and how far it is", "campaigns:read"),
  writes({
    method: "PUT",
    path: "/campaigns/{campaign}",
    group: "Campaigns",
    summary: "Change a campaign that was not sent; whom it reaches is then looked for anew",
    permission: "campaigns:manage",
    body: partial,
    example: { name: "July letter" },
    answer: campaignAnswer,
    handler: async (ctx, { params, body }) => {
      const before = await findCampaign(ctx, params["campaign"]!);
      const { name = before.name, values = before.values, templateId = before.templateId, viewId } = body;
      await updateCampaign(ctx, before._id, {
        name,
        values,
        templateId: idOf(ctx, "messageTemplates", templateId),
        audience: viewId === undefined ? before.audience : audienceOf(ctx, viewId),
      });
      return outward(await readCampaign(ctx, before._id));
    },
  }),
  lists({
    method: "GET",
    path: "/campaigns/{campaign}/recipients",
    group: "Campaigns",
    summary: "Its customers with what became of each",
    permission: "campaigns:read",
    query: z.strictObject({
      status: z.enum(["ready", "sent", "skipped"]).optional(),
      reason: z.enum(skipReasons).optional().describe("Those left out for this reason."),
      ...paging(largestPage),
      ...selection,
    }),
    list: "recipients",
    largestPage,
    answer: recipientAnswer,
    handler: async (ctx, { params, query: { status, reason }, page }) =>
      listPage(
        await listRecipients(ctx, { campaignId: params["campaign"]!, status, reason, paginationOpts: page }),
        recipient,
      ),
  }),
  deed("/check", "Look through the audience: who will get it, who will not and why", startCheck),
  deed("/send", "Send it to those whom the look found, each once, with consent asked again", startSending),
  deed("/pause", "Have the sending wait", turning("pause")),
  deed("/resume", "Go on where it was paused or stopped", turning("resume")),
  deed("/stop", "Stop the sending; what has left has left", turning("cancel")),
  deed("", "Put a campaign away; what was sent stays known", (ctx, campaignId) =>
    archiveCampaign(ctx, campaignId, true),
  ),
  deed("/restore", "Bring a campaign back that was put away", (ctx, campaignId) =>
    archiveCampaign(ctx, campaignId, false),
  ),
];
