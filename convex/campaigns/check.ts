/**
 * Looks through the audience before anything is sent: who will get the campaign,
 * who will not and why, written down customer by customer. The numbers people
 * decide by are these, not an estimate.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { countSelected } from "../customers/count";
import type { CustomerFilters } from "../customers/filterShape";
import { pageOfCustomers } from "../customers/list";
import { cursorOf } from "../customers/streams";
import { recordChange } from "../history/record";
import { cancelJob, startJob, type StepResult } from "../jobs/run";
import { fail } from "../shared/errors";
import { isCustomerVariable, requiredIn } from "../templates/rendering";
import { composer } from "../templates/read";
import { usableView } from "../views/read";
import { verdictOn } from "./verdict";
import { stopCheck, unsent } from "./write";

/** Customers looked at per step: each costs up to three documents read and one written. */
const batch = 100;
const clearBatch = 500;

/** Where a look is: still taking away what an earlier one wrote, or walking on from the list's cursor. */
type Place = { campaignId: string } & ({ clear: true } | { walk: string | null });

/**
 * Starts looking through the audience and returns the job. VALIDATION_ERROR for
 * a value that is missing (COM-11), a template that is not active, a view that is gone.
 */
export async function startCheck(ctx: OrgMutationCtx, campaignId: Id<"campaigns">): Promise<Id<"jobs">> {
  const campaign = await unsent(ctx, campaignId, "checked");
  await requireSendable(ctx, campaign);
  await stopCheck(ctx, campaign);
  const filters = await filtersOf(ctx, campaign);
  const total = (await countSelected(ctx, filters)) ?? 0;
  const cursor = JSON.stringify({ campaignId, clear: true } satisfies Place);
  const jobId = await startJob(ctx, { kind: "campaignCheck", title: campaign.name, total, cursor });
  await ctx.db.patch("campaigns", campaignId, {
    check: { jobId, userId: ctx.member.userId, filters },
    round: campaign.round + 1,
    updatedAt: ctx.now,
  });
  await recordChange(ctx, { entity: "campaigns", entityId: campaignId, action: "checked", changes: [] });
  return jobId;
}

/** The template can be sent, and every place that is not a customer's own has a value. */
export async function requireSendable(
  ctx: OrgMutationCtx,
  { templateId, values }: Doc<"campaigns">,
): Promise<Doc<"messageTemplates">> {
  const template = await ctx.db.get("messageTemplates", templateId);
  if (!template.isActive) {
    const message = "This template is not active any more: choose another, or bring it back.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "templateId", rule: "inactiveTemplate", message }] });
  }
  const open = unfilled(template, values);
  if (open.length > 0) {
    const issues = open.map((name) => ({
      path: `values.${name}`,
      rule: "missingValue",
      message: `Give a value for {{${name}}}.`,
    }));
    fail({ code: "VALIDATION_ERROR", issues });
  }
  return template;
}

/** Places that no customer fills and that stand somewhere without words of their own. */
function unfilled({ texts }: Doc<"messageTemplates">, values: Record<string, string>): string[] {
  return requiredIn(texts).filter((name) => !isCustomerVariable(name) && !values[name]?.trim());
}

async function filtersOf(ctx: OrgMutationCtx, { audience }: Doc<"campaigns">): Promise<CustomerFilters> {
  if (audience.kind === "filter") return { ...audience.filters, now: audience.filters.now ?? ctx.now };
  const { look, deletedAt } = await usableView(ctx, audience.viewId);
  if (deletedAt !== undefined) {
    const message = "This view was deleted: choose another.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "audience", rule: "viewGone", message }] });
  }
  return { ...(look.where === undefined ? {} : { where: look.where }), now: ctx.now };
}

export async function checkStep(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const place = JSON.parse(job.cursor ?? "") as Place;
  const campaign = await ctx.db.get("campaigns", place.campaignId as Id<"campaigns">);
  const { check } = campaign;
  const staff = check === undefined ? null : await ctx.staff(check.userId, "campaigns:manage");
  // Whoever asked has left or may not any more: what was found so far is nobody's audience.
  if (check === undefined || staff === null) {
    await cancelJob(ctx, job._id);
    return { done: 0, finished: false };
  }
  if ("clear" in place) return await clear(ctx, campaign);
  return await walk(staff, campaign, check.filters, place.walk, job);
}

async function clear(ctx: TenantMutationCtx, { _id, round }: Doc<"campaigns">): Promise<StepResult> {
  const old = await ctx.db
    .query("campaignRecipients")
    .withIndex("by_round", (q) => q.eq("campaignId", _id).lt("round", round))
    .take(clearBatch);
  for (const row of old) await ctx.db.delete("campaignRecipients", row._id);
  const next: Place = { campaignId: _id, ...(old.length < clearBatch ? { walk: null } : { clear: true }) };
  return { done: 0, cursor: JSON.stringify(next), finished: false };
}

async function walk(
  ctx: OrgMutationCtx,
  { _id: campaignId, round, templateId, values }: Doc<"campaigns">,
  filters: CustomerFilters,
  cursor: string | null,
  job: Doc<"jobs">,
): Promise<StepResult> {
  const { texts } = await ctx.db.get("messageTemplates", templateId);
  const compose = composer(ctx, texts, values);
  const { rows, next } = await pageOfCustomers(ctx, { filters, sort: "createdAt", cursor }, batch);
  const counts: Record<string, number> = {};
  for (const customer of rows) {
    const verdict = await verdictOn(ctx, customer, {
      compose,
      isTaken: async (address) =>
        (await ctx.db
          .query("campaignRecipients")
          .withIndex("by_address", (q) =>
            q.eq("campaignId", campaignId).eq("round", round).eq("address", address),
          )
          .first()) !== null,
    });
    const found =
      "reason" in verdict
        ? { status: "skipped" as const, reason: verdict.reason }
        : { status: "ready" as const, address: verdict.address };
    await ctx.db.insert("campaignRecipients", { campaignId, round, customerId: customer._id, ...found });
    const word = "reason" in verdict ? verdict.reason : "ready";
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return {
    done: rows.length,
    counts,
    ...(next === null ? { total: job.done + rows.length } : {}),
    cursor: JSON.stringify({ campaignId, walk: next === null ? null : cursorOf(next) } satisfies Place),
    finished: next === null,
  };
}
