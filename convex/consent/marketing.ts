/** Marketing mail to one customer: only with consent, and never without the way to say no (CNS-07, CNS-13). */
import * as z from "zod";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { recordMessage } from "../communications/record";
import { writableCustomer } from "../customers/access";
import { recordChange } from "../history/record";
import { composeMail } from "../mail/compose";
import { enqueueMail, mailConfigured } from "../mail/outbox";
import { required } from "../shared/entry";
import { fail } from "../shared/errors";
import { siteUrl } from "../shared/site";
import { parse } from "../shared/validate";
import { addressee, consentPath, oneClickUrl } from "./link";
import { mayContact, type Refusal } from "./purposes";

const offerShape = z.object({
  subject: required(200, "Write a subject."),
  message: required(10_000, "Write the message."),
});

const words = {
  en: {
    why: (organization: string) => `You get this mail because you agreed to hear from ${organization}.`,
    stop: "Unsubscribe",
  },
  ru: {
    why: (organization: string) =>
      `Вы получили это письмо, потому что согласились получать письма от ${organization}.`,
    stop: "Отписаться",
  },
};

export async function sendOffer(
  ctx: OrgMutationCtx,
  args: { customerId: string; subject: string; message: string },
): Promise<{ mailId: Id<"outbox"> }> {
  const customer = await writableCustomer(ctx, args.customerId, "marketing:send");
  const { subject, message } = parse(offerShape, { subject: args.subject, message: args.message });
  const verdict = mayContact(customer, "marketing", "email");
  if (!verdict.allowed) fail({ code: "CONSENT_MISSING", reason: verdict.reason });
  const mailId = await enqueueMarketing(ctx, customer, {
    language: customer.preferredLanguage,
    subject,
    content: message,
    key: String(ctx.now),
    replyTo: ctx.user.email,
  });
  await recordChange(ctx, {
    entity: "outbox",
    entityId: mailId,
    action: "enqueued",
    changes: [{ field: "subject", to: subject }],
  });
  return { mailId };
}

export interface MarketingMail {
  language: "en" | "ru";
  subject: string;
  content: string;
  /** One mail per customer and key, however often it is enqueued. */
  key: string;
  replyTo: string;
  /** Epoch ms before which it does not leave; at once unless told. */
  notBefore?: number;
}

/** Puts marketing into the customer's conversation and the outbox, with the ways to say no; whether the customer agreed, the caller has asked. */
export async function enqueueMarketing(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  { language, subject, content, key, replyTo, notBefore }: MarketingMail,
): Promise<Id<"outbox">> {
  const site = requireSite();
  const { name: organization } = await ctx.organization();
  const to = customer.email ?? "";
  const messageId = await recordMessage(ctx, customer, {
    communicationType: "email",
    direction: "outbound",
    deliveryStatus: mailConfigured() ? "queued" : "simulated",
    isMarketing: true,
    to,
    subject,
    body: content,
  });
  const url = `${site}${await consentPath(ctx.orgId, customer._id)}`;
  return await enqueueMail(ctx, {
    to,
    kind: "marketing",
    subject,
    messageId,
    marketingTo: customer._id,
    unsubscribeUrl: await oneClickUrl(ctx.orgId, customer._id),
    // Erasing and handing out a person's data find their mails by this beginning.
    idempotencyKey: `marketing/${customer._id}/${key}`,
    replyTo,
    ...(notBefore === undefined ? {} : { notBefore }),
    ...composeMail({
      language,
      heading: subject,
      paragraphs: content.split(/\n{2,}/),
      footer: words[language].why(organization),
      footerLink: { label: words[language].stop, url },
    }),
  });
}

/** Without an address of our own there is no link to say no by. CONFIGURATION_MISSING. */
export function requireSite(): string {
  const site = siteUrl();
  return site === "" ? fail({ code: "CONFIGURATION_MISSING", name: "ORBIT_URL" }) : site;
}

/** Why a marketing mail that waits may not leave any more; null while it may. Asked again at every try. */
export async function refusedSince(ctx: TenantQueryCtx, marketingTo: string): Promise<Refusal | null> {
  const id = ctx.db.normalizeId("customers", marketingTo);
  const customer = id === null ? null : await addressee(ctx.db, id);
  if (customer === null) return "deleted";
  const verdict = mayContact(customer, "marketing", "email");
  return verdict.allowed ? null : verdict.reason;
}
