/** Moves mails through their states in both mail tables; the rules are in delivery.ts. */
import type { PaginationOptions } from "convex/server";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, SystemMutationCtx, TenantMutationCtx } from "../functions";
import { filesOfMail, mirrorMail } from "../communications/sending";
import { refusedSince } from "../consent/marketing";
import { recordChange } from "../history/record";
import { dayMs } from "../shared/days";
import { fail } from "../shared/errors";
import { claim, outgoing, reported, requeue, settle } from "./delivery";
import type { Outgoing, SendResult } from "./delivery";
import { mailConfigured } from "./outbox";

/** In whose name the provider's word is noted. */
const reporter = { id: "system:mail", name: "Mail", channel: "schedule" } as const;
const platformMailDays = 7;
const replayBatch = 200;
const sweepBatch = 100;

export async function listMails(
  ctx: OrgQueryCtx,
  status: Doc<"outbox">["status"] | null,
  paginationOpts: PaginationOptions,
) {
  const mails = ctx.db.query("outbox");
  const found =
    status === null
      ? mails.withIndex("by_createdAt")
      : mails.withIndex("by_status", (q) => q.eq("status", status));
  const page = await found.order("desc").paginate(paginationOpts);
  return {
    ...page,
    page: page.page.map(
      ({ _id, to, subject, kind, status, attempts, lastError, link, createdAt, sentAt }) => ({
        _id,
        to,
        subject,
        kind,
        status,
        attempts,
        lastError: lastError ?? null,
        link: link ?? null,
        createdAt,
        sentAt: sentAt ?? null,
      }),
    ),
  };
}

export async function readMail(ctx: OrgQueryCtx, mailId: Id<"outbox">) {
  const { orgId: _orgId, ...mail } = await ctx.db.get("outbox", mailId);
  return mail;
}

export async function replayMail(ctx: OrgMutationCtx, mailId: Id<"outbox">): Promise<null> {
  requireProvider();
  const mail = await ctx.db.get("outbox", mailId);
  if (mail.status !== "failed" && mail.status !== "held") {
    return fail({ code: "INVALID_STATUS_CHANGE", entity: "outbox", from: mail.status, to: "queued" });
  }
  await putBack(ctx, mail);
  return null;
}

export async function replayAll(ctx: OrgMutationCtx): Promise<number> {
  requireProvider();
  let queued = 0;
  for (const status of ["failed", "held"] as const) {
    const mails = await ctx.db
      .query("outbox")
      .withIndex("by_status", (q) => q.eq("status", status))
      .take(replayBatch - queued);
    for (const mail of mails) await putBack(ctx, mail);
    queued += mails.length;
  }
  return queued;
}

async function putBack(ctx: OrgMutationCtx, mail: Doc<"outbox">): Promise<void> {
  await ctx.db.patch("outbox", mail._id, requeue(ctx.now));
  await mirrorMail(ctx, mail._id);
  await recordChange(ctx, {
    entity: "outbox",
    entityId: mail._id,
    action: "replayed",
    changes: [{ field: "status", from: mail.status, to: "queued" }],
  });
  await ctx.scheduler.runAfter(0, internal.outbox.deliver, { orgId: ctx.orgId, mailId: mail._id });
}

function requireProvider(): void {
  if (!mailConfigured()) fail({ code: "CONFIGURATION_MISSING", name: "RESEND_API_KEY" });
}

export async function claimMail(ctx: TenantMutationCtx, mailId: Id<"outbox">): Promise<Outgoing | null> {
  const mail = await ctx.db.find("outbox", mailId);
  const fields = mail === null ? null : claim(mail, ctx.now);
  if (mail === null || fields === null) return null;
  const refusal = mail.marketingTo === undefined ? null : await refusedSince(ctx, mail.marketingTo);
  if (refusal !== null) {
    await ctx.db.patch("outbox", mailId, { status: "failed", lastError: refusal, updatedAt: ctx.now });
    await mirrorMail(ctx, mailId);
    return null;
  }
  const files = await filesOfMail(ctx, mail);
  // It goes on once they were looked at.
  if (files === "waiting") return null;
  if ("refused" in files) {
    await ctx.db.patch("outbox", mailId, { status: "failed", lastError: files.refused, updatedAt: ctx.now });
    await mirrorMail(ctx, mailId);
    return null;
  }
  await ctx.db.patch("outbox", mailId, fields);
  return { ...outgoing(mail), ...(files.length === 0 ? {} : { files }) };
}

export async function settleMail(
  ctx: TenantMutationCtx,
  mailId: Id<"outbox">,
  result: SendResult,
): Promise<null> {
  const mail = await ctx.db.find("outbox", mailId);
  if (mail === null || mail.status !== "sending") return null;
  const { fields, retryAt } = settle(mail, result, ctx.now);
  await ctx.db.patch("outbox", mailId, fields);
  await mirrorMail(ctx, mailId);
  if (retryAt !== null) {
    await ctx.scheduler.runAt(retryAt, internal.outbox.deliver, { orgId: ctx.orgId, mailId });
  }
  return null;
}

export async function claimPlatformMail(
  ctx: SystemMutationCtx,
  mailId: Id<"platformMail">,
): Promise<Outgoing | null> {
  const mail = await ctx.db.get("platformMail", mailId);
  const fields = mail === null ? null : claim(mail, Date.now());
  if (mail === null || fields === null) return null;
  await ctx.db.patch("platformMail", mailId, fields);
  return outgoing(mail);
}

export async function settlePlatformMail(
  ctx: SystemMutationCtx,
  mailId: Id<"platformMail">,
  result: SendResult,
): Promise<null> {
  const mail = await ctx.db.get("platformMail", mailId);
  if (mail === null || mail.status !== "sending") return null;
  const { fields, retryAt } = settle(mail, result, Date.now());
  await ctx.db.patch("platformMail", mailId, fields);
  if (retryAt !== null) await ctx.scheduler.runAt(retryAt, internal.outbox.deliverPlatform, { mailId });
  return null;
}

/**
 * Nobody in the app may read another person's reset link, so on a machine
 * without a provider it goes to the log, to whoever runs the machine
 * (decisions/account-mail-without-a-provider.md). Always scheduled, never called
 * from a request: the log lines of a request may be sent back to its caller.
 */
export async function announcePlatformMail(
  ctx: SystemMutationCtx,
  mailId: Id<"platformMail">,
): Promise<null> {
  const mail = await ctx.db.get("platformMail", mailId);
  if (mail === null) return null;
  console.info(`No mail provider is set. ${mail.subject}, for ${mail.to}: ${mail.link ?? mail.text}`);
  return null;
}

/** Repeats tries whose process died, whichever state it left them in; removes account mails that are a week old. */
export async function sweepMails(ctx: SystemMutationCtx): Promise<null> {
  const now = Date.now();
  for (const status of mailConfigured() ? (["sending", "queued"] as const) : []) {
    const due = await ctx.db
      .query("outbox")
      .withIndex("global_due", (q) => q.eq("status", status).lte("nextAttemptAt", now - 60_000))
      .take(sweepBatch);
    for (const { _id, orgId } of due) {
      await ctx.scheduler.runAfter(0, internal.outbox.deliver, { orgId, mailId: _id });
    }
    const platform = await ctx.db
      .query("platformMail")
      .withIndex("by_status", (q) => q.eq("status", status).lte("nextAttemptAt", now - 60_000))
      .take(sweepBatch);
    for (const { _id } of platform) {
      await ctx.scheduler.runAfter(0, internal.outbox.deliverPlatform, { mailId: _id });
    }
  }
  const old = await ctx.db
    .query("platformMail")
    .withIndex("by_createdAt", (q) => q.lt("createdAt", now - platformMailDays * dayMs))
    .take(sweepBatch);
  for (const { _id } of old) await ctx.db.delete("platformMail", _id);
  return null;
}

/** Returns whether the mail is one of ours. */
export async function reportMail(
  ctx: SystemMutationCtx,
  providerId: string,
  event: string,
): Promise<boolean> {
  const now = Date.now();
  const mail = await ctx.db
    .query("outbox")
    .withIndex("global_providerId", (q) => q.eq("providerId", providerId))
    .first();
  if (mail !== null) {
    const fields = reported(mail, event, now);
    if (fields !== null) {
      await ctx.db.patch("outbox", mail._id, fields);
      await mirrorMail(ctx.tenant(mail.orgId, reporter), mail._id);
    }
    return true;
  }
  const platform = await ctx.db
    .query("platformMail")
    .withIndex("by_providerId", (q) => q.eq("providerId", providerId))
    .first();
  if (platform === null) return false;
  const fields = reported(platform, event, now);
  if (fields !== null) await ctx.db.patch("platformMail", platform._id, fields);
  return true;
}
