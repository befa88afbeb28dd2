/** Door: mails on their way out, as an administrator sees them; and, internally, their delivery. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { internalAction, orgMutation, orgQuery, systemMutation, tenantMutation } from "./functions";
import * as queue from "./mail/queue";
import type { SendResult } from "./mail/delivery";
import { sendByResend, type Attachment } from "./mail/resend";
import { mailStatusValidator } from "./mail/table";

const deliveryActor = { id: "system:mail", name: "Mail", channel: "schedule" } as const;
const sendResultValidator = v.union(
  v.object({ kind: v.literal("sent"), providerId: v.string() }),
  v.object({ kind: v.literal("retry"), error: v.string(), afterMs: v.optional(v.number()) }),
  v.object({ kind: v.literal("refused"), error: v.string() }),
);

/** Mails of the organization, newest first; `status` narrows to one state. */
export const list = orgQuery({
  permission: "outbox:read",
  args: { status: v.union(mailStatusValidator, v.null()), paginationOpts: paginationOptsValidator },
  handler: (ctx, { status, paginationOpts }) => queue.listMails(ctx, status, paginationOpts),
});

/** One mail with its full text. NOT_FOUND. */
export const get = orgQuery({
  permission: "outbox:read",
  args: { mailId: v.id("outbox") },
  handler: (ctx, { mailId }) => queue.readMail(ctx, mailId),
});

/** Sends a failed or held mail again. CONFIGURATION_MISSING without a provider, INVALID_STATUS_CHANGE when it is on its way or gone. */
export const replay = orgMutation({
  permission: "outbox:replay",
  args: { mailId: v.id("outbox") },
  handler: (ctx, { mailId }) => queue.replayMail(ctx, mailId),
});

/** Sends everything that failed or was held, oldest first; returns how many were queued (200 a call). */
export const replayAll = orgMutation({
  permission: "outbox:replay",
  args: {},
  handler: (ctx) => queue.replayAll(ctx),
});

/** One try at an organization's mail. */
export const deliver = internalAction({
  args: { orgId: v.id("organizations"), mailId: v.id("outbox") },
  returns: v.null(),
  handler: async (ctx, ids): Promise<null> => {
    const mail = await ctx.runMutation(internal.outbox.claim, ids);
    if (mail === null) return null;
    const { files = [], ...letter } = mail;
    const attachments: Attachment[] = [];
    for (const { storageId, fileName, mimeType } of files) {
      const content = await ctx.storage.get(storageId);
      if (content !== null) attachments.push({ filename: fileName, contentType: mimeType, content });
    }
    // A letter without what it speaks of is not the one that was written.
    const result: SendResult =
      attachments.length < files.length
        ? { kind: "refused", error: "A file of this mail is gone" }
        : await sendByResend(letter, attachments);
    await ctx.runMutation(internal.outbox.settle, { ...ids, result });
    return null;
  },
});

export const claim = tenantMutation({
  actor: deliveryActor,
  args: { mailId: v.id("outbox") },
  handler: (ctx, { mailId }) => queue.claimMail(ctx, mailId),
});

export const settle = tenantMutation({
  actor: deliveryActor,
  args: { mailId: v.id("outbox"), result: sendResultValidator },
  handler: (ctx, { mailId, result }) => queue.settleMail(ctx, mailId, result),
});

/** One try at a mail about a person's account. */
export const deliverPlatform = internalAction({
  args: { mailId: v.id("platformMail") },
  returns: v.null(),
  handler: async (ctx, { mailId }): Promise<null> => {
    const mail = await ctx.runMutation(internal.outbox.claimPlatform, { mailId });
    if (mail === null) return null;
    const result = await sendByResend(mail);
    await ctx.runMutation(internal.outbox.settlePlatform, { mailId, result });
    return null;
  },
});

export const claimPlatform = systemMutation({
  args: { mailId: v.id("platformMail") },
  handler: (ctx, { mailId }) => queue.claimPlatformMail(ctx, mailId),
});

export const settlePlatform = systemMutation({
  args: { mailId: v.id("platformMail"), result: sendResultValidator },
  handler: (ctx, { mailId, result }) => queue.settlePlatformMail(ctx, mailId, result),
});

/** Tells the operator of a mail that cannot be sent; scheduled only, see mail/queue.ts. */
export const announcePlatform = systemMutation({
  args: { mailId: v.id("platformMail") },
  handler: (ctx, { mailId }) => queue.announcePlatformMail(ctx, mailId),
});

/** Cron: repeats tries that were lost with their process, and drops old account mails. */
export const sweep = systemMutation({
  args: {},
  handler: (ctx) => queue.sweepMails(ctx),
});

/** What the provider's webhook reported about a mail it took. */
export const report = systemMutation({
  args: { providerId: v.string(), event: v.string() },
  handler: (ctx, { providerId, event }) => queue.reportMail(ctx, providerId, event),
});
