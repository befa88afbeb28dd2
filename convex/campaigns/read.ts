/** Campaigns as they are listed, opened and accounted for. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { countSelected } from "../customers/count";
import type { CustomerFilters } from "../customers/filterShape";
import { fail } from "../shared/errors";
import { boundedPage } from "../shared/pages";
import { usableView } from "../views/read";
import type { SkipReason } from "./shape";
import { stateOf, type CampaignState } from "./state";
import type { audienceValidator, recipientStatusValidator, skipReasonValidator } from "./table";

export interface ListedCampaign {
  _id: Id<"campaigns">;
  name: string;
  state: CampaignState;
  /** Mails handed to the outbox, and how many there will be; null before the audience was looked through. */
  sent: number;
  reach: number | null;
  isArchived: boolean;
  createdAt: number;
  /** When its sending began; null before. */
  sentAt: number | null;
}

export interface ShownCampaign extends ListedCampaign {
  templateId: Id<"messageTemplates">;
  templateName: string;
  values: Record<string, string>;
  audience: Infer<typeof audienceValidator>;
  /** Of a view that is there; null otherwise. */
  viewName: string | null;
  round: number;
  /** The look through the audience, live: how far, and what it found by reason. */
  check: { done: number; total: number; error: string | null } | null;
  sending: { done: number; total: number; error: string | null } | null;
  /** Customers who get nothing, by reason. */
  skipped: Partial<Record<SkipReason, number>>;
  /** Those who will get it, or would have once it is stopped. */
  waiting: number;
}

const largestPage = 50;

export async function listCampaigns(
  ctx: OrgQueryCtx,
  isArchived: boolean,
  page: PaginationOptions,
): Promise<PaginationResult<ListedCampaign>> {
  const found = await ctx.db
    .query("campaigns")
    .withIndex("by_archived", (q) => q.eq("isArchived", isArchived))
    .order("desc")
    .paginate(boundedPage(page, largestPage));
  const rows: ListedCampaign[] = [];
  for (const campaign of found.page) rows.push(listed(campaign, ...(await jobsOf(ctx, campaign))));
  return { ...found, page: rows };
}

/** NOT_FOUND for what is no campaign of the organization. */
export async function findCampaign(ctx: OrgQueryCtx, id: string): Promise<Doc<"campaigns">> {
  return await ctx.db.getNamed("campaigns", id);
}

export async function readCampaign(ctx: OrgQueryCtx, id: string): Promise<ShownCampaign> {
  const campaign = await findCampaign(ctx, id);
  const [check, sending] = await jobsOf(ctx, campaign);
  const template = await ctx.db.find("messageTemplates", campaign.templateId);
  const { audience } = campaign;
  const view = audience.kind === "view" ? await ctx.db.find("savedViews", audience.viewId) : null;
  const skipped: Record<string, number> = {};
  for (const counts of [check?.counts ?? {}, sending?.counts ?? {}])
    for (const [word, count] of Object.entries(counts))
      if (word !== "ready" && word !== "sent") skipped[word] = (skipped[word] ?? 0) + count;
  return {
    ...listed(campaign, check, sending),
    templateId: campaign.templateId,
    templateName: template?.name ?? "",
    values: campaign.values,
    audience,
    viewName: view === null || view.deletedAt !== undefined ? null : view.name,
    round: campaign.round,
    check: progress(check),
    sending: progress(sending),
    skipped: skipped as ShownCampaign["skipped"],
    waiting: sending === null ? (check?.counts["ready"] ?? 0) : Math.max(0, sending.total - sending.done),
  };
}

const progress = (job: Doc<"jobs"> | null) =>
  job === null ? null : { done: job.done, total: job.total, error: job.error ?? null };

async function jobsOf(
  ctx: OrgQueryCtx,
  { check, sending }: Doc<"campaigns">,
): Promise<[Doc<"jobs"> | null, Doc<"jobs"> | null]> {
  return [
    check === undefined ? null : await ctx.db.find("jobs", check.jobId),
    sending === undefined ? null : await ctx.db.find("jobs", sending.jobId),
  ];
}

function listed(
  { _id, name, isArchived, createdAt }: Doc<"campaigns">,
  check: Doc<"jobs"> | null,
  sending: Doc<"jobs"> | null,
): ListedCampaign {
  const state = stateOf(check, sending);
  const isKnown = sending !== null || state === "ready";
  return {
    _id,
    name,
    state,
    sent: sending?.counts["sent"] ?? 0,
    reach: isKnown ? (sending?.total ?? check?.counts["ready"] ?? 0) : null,
    isArchived,
    createdAt,
    sentAt: sending?.createdAt ?? null,
  };
}

export interface Recipient {
  _id: Id<"campaignRecipients">;
  customerId: Id<"customers">;
  name: string;
  customerCode: string;
  status: Infer<typeof recipientStatusValidator>;
  reason: SkipReason | null;
  address: string | null;
  /** What became of the mail, and why it did not arrive; null where there is none. */
  mail: { status: Doc<"outbox">["status"]; error: string | null } | null;
}

/** In the order of the audience: all, those of one status, or those left out for one reason. */
export async function listRecipients(
  ctx: OrgQueryCtx,
  args: {
    campaignId: string;
    status?: Infer<typeof recipientStatusValidator> | undefined;
    reason?: Infer<typeof skipReasonValidator> | undefined;
    paginationOpts: PaginationOptions;
  },
): Promise<PaginationResult<Recipient>> {
  const { _id: campaignId, round } = await findCampaign(ctx, args.campaignId);
  const { status, reason, paginationOpts } = args;
  const table = ctx.db.query("campaignRecipients");
  const found = await (
    reason !== undefined
      ? table.withIndex("by_reason", (q) =>
          q.eq("campaignId", campaignId).eq("round", round).eq("reason", reason),
        )
      : status !== undefined
        ? table.withIndex("by_status", (q) =>
            q.eq("campaignId", campaignId).eq("round", round).eq("status", status),
          )
        : table.withIndex("by_round", (q) => q.eq("campaignId", campaignId).eq("round", round))
  ).paginate(boundedPage(paginationOpts, largestPage));
  const rows: Recipient[] = [];
  for (const row of found.page) {
    const customer = await ctx.db.find("customers", row.customerId);
    const mail = row.mailId === undefined ? null : await ctx.db.find("outbox", row.mailId);
    rows.push({
      _id: row._id,
      customerId: row.customerId,
      name: customer?.name ?? "",
      customerCode: customer?.customerCode ?? "",
      status: row.status,
      reason: row.reason ?? null,
      address: row.address ?? null,
      mail: mail === null ? null : { status: mail.status, error: mail.lastError ?? null },
    });
  }
  return { ...found, page: rows };
}

/** How many customers an audience has, exactly; null where only looking through it tells. */
export async function countAudience(
  ctx: OrgQueryCtx,
  audience: Infer<typeof audienceValidator>,
  now: number,
): Promise<number | null> {
  if (audience.kind === "filter") return await countSelected(ctx, { now, ...audience.filters });
  const { look, deletedAt } = await usableView(ctx, audience.viewId);
  if (deletedAt !== undefined) return fail({ code: "NOT_FOUND", entity: "savedViews" });
  const filters: CustomerFilters = { now, ...(look.where === undefined ? {} : { where: look.where }) };
  return await countSelected(ctx, filters);
}
