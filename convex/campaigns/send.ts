/**
 * Sends a campaign to whom the look through its audience found: once each, with
 * consent asked again at that moment, and once more by the outbox before the
 * mail leaves (CNS-07). A step takes the first recipients that wait, so what a
 * crash, a pause or a cancellation left is simply still waiting.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { addressee } from "../consent/link";
import { enqueueMarketing, requireSite } from "../consent/marketing";
import { recordChange } from "../history/record";
import { cancelJob, pauseJob, resumeJob, reviveJob, startJob, type StepResult } from "../jobs/run";
import { mailConfigured } from "../mail/outbox";
import { fail } from "../shared/errors";
import { composer } from "../templates/read";
import { requireSendable } from "./check";
import { stateOf } from "./state";
import { verdictOn } from "./verdict";
import { unsent } from "./write";

/** Customers per step: each costs some thirty documents read and ten written, most of them for the conversation. */
const batch = 10;
/** Between two mails: what the mail provider takes from one account unless told otherwise (two a second). */
const paceMs = 500;

/** Starts sending and returns the job. INVALID_STATUS_CHANGE unless the audience was looked through and nothing changed since. */
export async function startSending(ctx: OrgMutationCtx, campaignId: Id<"campaigns">): Promise<Id<"jobs">> {
  const campaign = await unsent(ctx, campaignId, "sending");
  const check = campaign.check === undefined ? null : await ctx.db.find("jobs", campaign.check.jobId);
  const state = stateOf(check, null);
  if (state !== "ready" || check === null)
    return fail({ code: "INVALID_STATUS_CHANGE", entity: "campaigns", from: state, to: "sending" });
  requireSite();
  const { texts } = await requireSendable(ctx, campaign);
  const total = check.counts["ready"] ?? 0;
  if (total === 0) {
    const message = "Nobody of this audience can be written to: see why, and choose another.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "audience", rule: "nobody", message }] });
  }
  const cursor = JSON.stringify({ campaignId });
  const jobId = await startJob(ctx, { kind: "campaign", title: campaign.name, total, cursor });
  await ctx.db.patch("campaigns", campaignId, {
    sending: { jobId, userId: ctx.member.userId, texts },
    updatedAt: ctx.now,
  });
  await recordChange(ctx, {
    entity: "campaigns",
    entityId: campaignId,
    action: "sent",
    changes: [{ field: "recipients", to: total }],
  });
  return jobId;
}

/** What can be done with a campaign on its way. */
export type Turn = "pause" | "resume" | "cancel";

/**
 * Pauses, goes on or stops after the step under way. Going on after a stop begins with whoever has not got it, in
 * the name of whoever says so. JOB_NOT_RUNNING when it is not so far.
 */
export async function turnSending(
  ctx: OrgMutationCtx,
  campaignId: Id<"campaigns">,
  turn: Turn,
): Promise<void> {
  const { sending } = await ctx.db.get("campaigns", campaignId);
  if (sending === undefined) return fail({ code: "JOB_NOT_RUNNING", status: "draft" });
  const { jobId } = sending;
  const { status } = await ctx.db.get("jobs", jobId);
  if (turn === "cancel") await cancelJob(ctx, jobId);
  else if (turn === "pause") await pauseJob(ctx, jobId);
  else if (status === "paused") await resumeJob(ctx, jobId);
  else {
    await reviveJob(ctx, jobId);
    await ctx.db.patch("campaigns", campaignId, { sending: { ...sending, userId: ctx.member.userId } });
  }
  await recordChange(ctx, {
    entity: "campaigns",
    entityId: campaignId,
    action: { pause: "paused", resume: "resumed", cancel: "cancelled" }[turn],
    changes: [],
  });
}

export async function sendStep(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const { campaignId } = JSON.parse(job.cursor ?? "") as { campaignId: Id<"campaigns"> };
  const campaign = await ctx.db.get("campaigns", campaignId);
  const { sending } = campaign;
  const staff = sending === undefined ? null : await ctx.staff(sending.userId, "campaigns:manage");
  const { modules } = await ctx.settings();
  // Whoever sends has left or may not any more, or the module was switched off: somebody who may goes on with it.
  if (sending === undefined || staff === null || modules.campaigns === false) {
    await cancelJob(ctx, job._id);
    return { done: 0, finished: false };
  }
  const rows = await ctx.db
    .query("campaignRecipients")
    .withIndex("by_status", (q) =>
      q.eq("campaignId", campaignId).eq("round", campaign.round).eq("status", "ready"),
    )
    .take(batch);
  const compose = composer(staff, sending.texts, campaign.values);
  const counts: Record<string, number> = {};
  let notBefore = ctx.now;
  for (const row of rows) {
    const word = await sendTo(staff, row, compose, notBefore);
    counts[word] = (counts[word] ?? 0) + 1;
    if (word === "sent") notBefore += paceMs;
  }
  return {
    done: rows.length,
    counts,
    // Never far ahead of the outbox, so that a pause is one.
    ...(mailConfigured() ? { waitMs: notBefore - ctx.now } : {}),
    finished: rows.length < batch,
  };
}

/** One recipient's turn; the word for what became of it. */
async function sendTo(
  ctx: OrgMutationCtx,
  row: Doc<"campaignRecipients">,
  compose: ReturnType<typeof composer>,
  notBefore: number,
): Promise<string> {
  const { campaignId, round, _id } = row;
  const customer = await addressee(ctx.db, row.customerId);
  const verdict =
    customer === null
      ? { reason: "deleted" as const }
      : await verdictOn(ctx, customer, {
          compose,
          isTaken: async (address) => await hasIt(ctx, row, address),
        });
  if (customer === null || "reason" in verdict) {
    const { reason } = verdict as { reason: "deleted" };
    await ctx.db.patch("campaignRecipients", _id, { status: "skipped", reason });
    return reason;
  }
  const { address, message } = verdict;
  const mailId = await enqueueMarketing(ctx, customer, {
    ...message,
    key: `campaign/${campaignId}/${round}`,
    replyTo: ctx.user.email,
    notBefore,
  });
  await ctx.db.patch("campaignRecipients", _id, { status: "sent", address, mailId });
  return "sent";
}

/** Whether this address has got the campaign under another record: two were merged, or one was given the other's. */
async function hasIt(
  ctx: OrgMutationCtx,
  { campaignId, round, _id }: Doc<"campaignRecipients">,
  address: string,
): Promise<boolean> {
  const others = ctx.db
    .query("campaignRecipients")
    .withIndex("by_address", (q) => q.eq("campaignId", campaignId).eq("round", round).eq("address", address));
  for await (const other of others) if (other._id !== _id && other.status === "sent") return true;
  return false;
}
