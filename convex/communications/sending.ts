/** A message to a customer: written by staff, handed to its provider, and what becomes of it (COM-07, COM-12, COM-17, COM-21, COM-24). */
import * as z from "zod";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { mayContact } from "../consent/purposes";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { recordChange } from "../history/record";
import { composeMail } from "../mail/compose";
import { requeue } from "../mail/delivery";
import { enqueueMail, mailConfigured } from "../mail/outbox";
import { optional, text } from "../shared/entry";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import type { TryResult } from "./answers";
import { attachFiles, chosenFiles, outgoingFiles, type GivenFile, type OutgoingFile } from "./attaching";
import { channelOf, inboundAddress, sealedAccount, type SealedAccount } from "./channels";
import { checkAbout, recordMessage, settleMessage, type About } from "./record";
import { empty, hasContent, longestBody, longestSubject, webAddress } from "./shape";
import type { DeliveryStatus } from "./words";

type Message = Doc<"communications">;

export const sentShape = z
  .object({
    channel: z.enum(["email", "whatsapp", "sms"], { error: "Choose email, whatsapp or sms." }),
    subject: optional(longestSubject),
    body: text(longestBody)
      .optional()
      .transform((value) => (value === "" ? undefined : value)),
    /** A file at a public address, for WhatsApp. */
    mediaUrl: webAddress.optional(),
    mediaType: optional(100),
    /** A template that WhatsApp has approved; `body` says what the customer will read. */
    template: z
      .object({
        name: z.string().min(1, "Name the template.").max(512),
        language: z.string().min(2).max(10),
        variables: z.array(z.string().max(1_024)).max(20),
      })
      .optional(),
    /** Marketing leaves only with consent (COM-26); an answer or a word about what was asked for needs none. */
    purpose: z.enum(["transactional", "marketing"]).default("transactional"),
  })
  .refine(
    ({ channel, subject, body }) => channel !== "email" || (subject !== undefined && body !== undefined),
    {
      path: ["subject"],
      message: "Write a subject and the message.",
      params: { rule: "required" },
    },
  )
  .refine(({ channel, body }) => channel !== "sms" || (body !== undefined && body.length <= 1_600), {
    path: ["body"],
    message: "Write a text of at most 1,600 characters.",
    params: { rule: "required" },
  })
  .refine(({ channel, mediaUrl, template }) => channel === "whatsapp" || !(mediaUrl || template), {
    path: ["channel"],
    message: "Only WhatsApp takes files and templates.",
    params: { rule: "otherChannel" },
  });
export type SentInput = z.input<typeof sentShape>;

/** How many times a message is tried by itself before it waits for a person, and after how long. */
const backoffMs = [15_000, 60_000, 5 * 60_000];
/** A try that says nothing for so long is taken as lost. */
const lostAfterMs = 5 * 60_000;

/**
 * Sends a message to the customer, or to a contact of theirs. CONSENT_MISSING (noAddress, noMarketingConsent,
 * noChannelConsent), VALIDATION_ERROR, NOT_FOUND, FORBIDDEN. Without an account at the provider it is kept as simulated.
 */
export async function sendMessage(
  ctx: OrgMutationCtx,
  customerId: string,
  input: SentInput,
  about: About = {},
  given: readonly GivenFile[] = [],
): Promise<Id<"communications">> {
  const customer = await writableCustomer(ctx, customerId, "communications:send");
  // A file says enough by itself.
  const shape = given.length === 0 ? sentShape.refine(hasContent, empty) : sentShape;
  const { channel, purpose, ...content } = parse(shape, input);
  await checkAbout(ctx, customer._id, about);
  if (purpose === "marketing") {
    const verdict = mayContact(customer, "marketing", channel === "email" ? "email" : "sms");
    if (!verdict.allowed) fail({ code: "CONSENT_MISSING", reason: verdict.reason });
  }
  const contact = about.contactId === undefined ? null : await ctx.db.get("contacts", about.contactId);
  const to =
    channel === "email"
      ? (contact ?? customer).email
      : contact === null
        ? customer.phoneE164
        : (contact.mobileE164 ?? contact.phoneE164);
  if (to === undefined) return fail({ code: "CONSENT_MISSING", reason: "noAddress" });
  const files = await chosenFiles(ctx, customer, channel, given);
  if (channel === "whatsapp" && files.length > 0 && (content.mediaUrl ?? content.template) !== undefined) {
    const message = "A message of WhatsApp carries a file, an address or a template: choose one.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "files", rule: "otherChannel", message }] });
  }
  const isReady = channel === "email" ? mailConfigured() : (await channelOf(ctx, channel))?.isActive === true;
  const { mediaUrl, mediaType, subject, body, template } = content;
  const id = await recordMessage(ctx, customer, {
    communicationType: channel,
    direction: "outbound",
    deliveryStatus: isReady ? "queued" : "simulated",
    to,
    ...(subject === undefined ? {} : { subject }),
    ...(body === undefined ? {} : { body }),
    ...(mediaUrl === undefined ? {} : { mediaUrl }),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(template === undefined ? {} : { template }),
    ...(about.contactId === undefined ? {} : { contactId: about.contactId }),
    ...(about.leadId === undefined ? {} : { leadId: about.leadId }),
    ...(about.bookingId === undefined ? {} : { bookingId: about.bookingId }),
    ...(purpose === "marketing" ? { isMarketing: true as const } : {}),
  });
  await attachFiles(ctx, id, files);
  if (channel === "email") await enqueueLetter(ctx, await ctx.db.get("communications", id), customer);
  else if (isReady) await schedule(ctx, id);
  return id;
}

/** The mail of a message; its row in the outbox says what becomes of it (`mirrorMail`). */
async function enqueueLetter(
  ctx: OrgMutationCtx,
  message: Message,
  customer: Doc<"customers">,
): Promise<void> {
  const { name, slug } = await ctx.organization();
  const { subject = "", body = "", to = "" } = message;
  await enqueueMail(ctx, {
    to,
    kind: "message",
    subject,
    idempotencyKey: mailKey(message._id),
    replyTo: inboundAddress(slug) ?? ctx.user.email,
    ...(message.isMarketing ? { marketingTo: customer._id } : {}),
    ...composeMail({
      language: customer.preferredLanguage,
      heading: subject,
      paragraphs: body.split(/\n{2,}/),
      footer: `${ctx.user.name} · ${name}`,
    }),
  });
}

const keyBeginning = "communication/";
const mailKey = (id: Id<"communications">) => `${keyBeginning}${id}/`;

const mailStates: Record<Doc<"outbox">["status"], DeliveryStatus> = {
  queued: "queued",
  sending: "sending",
  sent: "sent",
  delivered: "delivered",
  bounced: "failed",
  failed: "failed",
  held: "simulated",
};

/** What became of a mail is what became of the message it carries; other mails are none of ours. */
export async function mirrorMail(ctx: TenantMutationCtx, mailId: Id<"outbox">): Promise<void> {
  const mail = await ctx.db.find("outbox", mailId);
  const id = mail === null ? null : carriedBy(ctx, mail);
  const message = id === null ? null : await ctx.db.find("communications", id);
  if (mail === null || message === null) return;
  await settleMessage(ctx, message._id, {
    deliveryStatus: mailStates[mail.status],
    error: mail.lastError,
    ...(mail.providerId === undefined ? {} : { providerId: mail.providerId }),
  });
}

/** Sends again what failed or was simulated (COM-24). CONFIGURATION_MISSING while there is nobody who would. */
export async function retryMessage(ctx: OrgMutationCtx, messageId: Id<"communications">): Promise<null> {
  const message = await ctx.db.get("communications", messageId);
  await writableCustomer(ctx, message.customerId, "communications:send");
  if (message.deliveryStatus !== "failed" && message.deliveryStatus !== "simulated") {
    fail({
      code: "INVALID_STATUS_CHANGE",
      entity: "communications",
      from: message.deliveryStatus,
      to: "queued",
    });
  }
  const { communicationType: channel } = message;
  if (channel === "email") await resendLetter(ctx, message);
  else {
    const account = channel === "whatsapp" || channel === "sms" ? await channelOf(ctx, channel) : null;
    if (!account?.isActive) return fail({ code: "CONFIGURATION_MISSING", name: channel });
    await settleMessage(ctx, messageId, {
      deliveryStatus: "queued",
      error: undefined,
      isUncertain: undefined,
      attempts: 0,
    });
    await schedule(ctx, messageId);
  }
  await recordChange(
    ctx,
    {
      entity: "communications",
      entityId: messageId,
      customerId: message.customerId,
      action: "retried",
      changes: [{ field: "deliveryStatus", from: message.deliveryStatus, to: "queued" }],
    },
    null,
  );
  return null;
}

async function resendLetter(ctx: OrgMutationCtx, message: Message): Promise<void> {
  if (!mailConfigured()) fail({ code: "CONFIGURATION_MISSING", name: "RESEND_API_KEY" });
  const mail =
    (await ctx.db
      .query("outbox")
      .withIndex("by_idempotencyKey", (q) => q.eq("idempotencyKey", mailKey(message._id)))
      .unique()) ??
    (await ctx.db
      .query("outbox")
      .withIndex("by_message", (q) => q.eq("messageId", message._id))
      .first());
  if (mail === null) return fail({ code: "NOT_FOUND", entity: "outbox" });
  await ctx.db.patch("outbox", mail._id, requeue(ctx.now));
  await ctx.scheduler.runAfter(0, internal.outbox.deliver, { orgId: ctx.orgId, mailId: mail._id });
  await mirrorMail(ctx, mail._id);
}

/** For rooms: a try at a message that waits, at once. */
export async function schedule(ctx: TenantMutationCtx, messageId: Id<"communications">): Promise<void> {
  await ctx.db.patch("communications", messageId, { nextAttemptAt: ctx.now });
  await ctx.scheduler.runAfter(0, internal.channels.deliver, { orgId: ctx.orgId, messageId });
}

/** A file of the message was looked at: what waited for it goes on, or is told why it cannot. */
export async function goOnSending(ctx: TenantMutationCtx, messageId: Id<"communications">): Promise<void> {
  const message = await ctx.db.find("communications", messageId);
  if (message?.direction !== "outbound" || message.deliveryStatus !== "queued") return;
  if (message.communicationType !== "email") return await schedule(ctx, messageId);
  const mail = await ctx.db
    .query("outbox")
    .withIndex("by_idempotencyKey", (q) => q.eq("idempotencyKey", mailKey(messageId)))
    .unique();
  if (mail !== null)
    await ctx.scheduler.runAfter(0, internal.outbox.deliver, { orgId: ctx.orgId, mailId: mail._id });
}

/** Files of the message that a mail carries; other mails have none. */
export async function filesOfMail(
  ctx: TenantMutationCtx,
  mail: Doc<"outbox">,
): Promise<Awaited<ReturnType<typeof outgoingFiles>>> {
  const id = carriedBy(ctx, mail);
  return id === null ? [] : await outgoingFiles(ctx, id);
}

function carriedBy(
  ctx: TenantMutationCtx,
  { messageId, idempotencyKey }: Doc<"outbox">,
): Id<"communications"> | null {
  const carried =
    messageId ??
    (idempotencyKey.startsWith(keyBeginning) ? idempotencyKey.slice(keyBeginning.length, -1) : null);
  return carried === null ? null : ctx.db.normalizeId("communications", carried);
}

export interface Claimed {
  account: SealedAccount;
  to: string;
  body: string | null;
  mediaUrl: string | null;
  mediaType: string | null;
  template: { name: string; language: string; variables: string[] } | null;
  file: OutgoingFile | null;
}

/** Starts a try; null when it is not due, or nobody is there to send it any more. */
export async function claimMessage(
  ctx: TenantMutationCtx,
  messageId: Id<"communications">,
): Promise<Claimed | null> {
  const message = await ctx.db.find("communications", messageId);
  if (message === null || message.deliveryStatus !== "queued" || message.to === undefined) return null;
  const { communicationType: channel } = message;
  const account = channel === "whatsapp" || channel === "sms" ? await sealedAccount(ctx, channel) : null;
  if (account === null) {
    await settleMessage(ctx, messageId, { deliveryStatus: "simulated" });
    return null;
  }
  if (message.isMarketing) {
    const customer = await ctx.db.get("customers", message.customerId);
    const verdict = mayContact(customer, "marketing", "sms");
    if (!verdict.allowed) {
      await settleMessage(ctx, messageId, { deliveryStatus: "failed", error: verdict.reason });
      return null;
    }
  }
  const files = await outgoingFiles(ctx, messageId);
  if (files === "waiting") return null;
  if ("refused" in files) {
    await settleMessage(ctx, messageId, { deliveryStatus: "failed", error: files.refused });
    return null;
  }
  await settleMessage(ctx, messageId, {
    deliveryStatus: "sending",
    attempts: (message.attempts ?? 0) + 1,
    nextAttemptAt: ctx.now + lostAfterMs,
  });
  const { to, body = null, mediaUrl = null, mediaType = null, template = null } = message;
  return { account, to, body, mediaUrl, mediaType, template, file: files[0] ?? null };
}

/** What a try brought. */
export async function settleTry(
  ctx: TenantMutationCtx,
  messageId: Id<"communications">,
  result: TryResult,
): Promise<null> {
  const message = await ctx.db.find("communications", messageId);
  if (message === null || message.deliveryStatus !== "sending") return null;
  if (result.kind === "sent") {
    const { providerId } = result;
    await settleMessage(ctx, messageId, {
      deliveryStatus: "sent",
      providerId,
      error: undefined,
      nextAttemptAt: undefined,
      ...(message.communicationType === "whatsapp"
        ? { whatsappMessageId: providerId, whatsappStatus: "sent" as const }
        : {}),
    });
    return null;
  }
  // Nobody knows whether it arrived: a blind repeat might be a second one, so a person decides.
  if (result.kind === "unknown") {
    await settleMessage(ctx, messageId, { ...uncertain, deliveryStatus: "failed" });
    return null;
  }
  const wait = result.kind === "retry" ? backoffMs[(message.attempts ?? 1) - 1] : undefined;
  if (wait === undefined) {
    await settleMessage(ctx, messageId, {
      deliveryStatus: "failed",
      error: result.error,
      nextAttemptAt: undefined,
      ...(message.communicationType === "whatsapp" ? { whatsappStatus: "failed" as const } : {}),
    });
    return null;
  }
  const at = ctx.now + wait;
  await settleMessage(ctx, messageId, { deliveryStatus: "queued", error: result.error, nextAttemptAt: at });
  await ctx.scheduler.runAt(at, internal.channels.deliver, { orgId: ctx.orgId, messageId });
  return null;
}

async function uncertainOne(
  ctx: TenantMutationCtx,
  { ours = null }: { ours?: string | null | undefined },
): Promise<Message | null> {
  const id = ours === null ? null : ctx.db.normalizeId("communications", ours);
  const message = id === null ? null : await ctx.db.find("communications", id);
  return message?.isUncertain ? message : null;
}

const steps: readonly DeliveryStatus[] = ["queued", "sending", "sent", "delivered", "read"];

/** The provider's later word on a message, by its id there (COM-08). False for one we do not know; a state never goes back. */
export async function reportMessage(
  ctx: TenantMutationCtx,
  report: {
    id: string;
    status: "queued" | "sent" | "delivered" | "read" | "failed";
    error: string | null;
    /** Our own id of the message, where the provider gives it back: that of one whose answer was lost. */
    ours?: string | null | undefined;
  },
): Promise<boolean> {
  const message =
    (await uncertainOne(ctx, report)) ??
    (await ctx.db
      .query("communications")
      .withIndex("by_whatsapp", (q) => q.eq("whatsappMessageId", report.id))
      .first()) ??
    (await ctx.db
      .query("communications")
      .withIndex("by_provider", (q) => q.eq("providerId", report.id))
      .first());
  if (message === null || message.direction !== "outbound") return false;
  if (message.isUncertain) {
    await settleMessage(ctx, message._id, {
      deliveryStatus: report.status,
      whatsappStatus: report.status,
      whatsappMessageId: report.id,
      providerId: report.id,
      error: report.error ?? undefined,
      isUncertain: undefined,
    });
    return true;
  }
  const isLater =
    report.status === "failed"
      ? message.deliveryStatus !== "delivered" && message.deliveryStatus !== "read"
      : steps.indexOf(report.status) > steps.indexOf(message.deliveryStatus);
  if (!isLater) return true;
  await settleMessage(ctx, message._id, {
    deliveryStatus: report.status,
    ...(message.communicationType === "whatsapp" ? { whatsappStatus: report.status } : {}),
    ...(report.error === null ? {} : { error: report.error }),
  });
  return true;
}

/** Tries that were lost with their process: nobody knows whether they arrived, so a person decides whether to send again. */
export async function settleLost(ctx: TenantMutationCtx, messageId: Id<"communications">): Promise<null> {
  const message = await ctx.db.find("communications", messageId);
  const isLost = message?.deliveryStatus === "sending" && (message.nextAttemptAt ?? 0) <= ctx.now;
  if (!isLost) return null;
  await settleMessage(ctx, messageId, { ...uncertain, deliveryStatus: "failed" });
  return null;
}

const uncertain = {
  error: "The provider did not answer; the message may have arrived.",
  isUncertain: true,
  nextAttemptAt: undefined,
} as const;
