/** Marketing mail to one customer: only with consent, and never without the way to say no (CNS-07, CNS-13). */
import * as z from "zod";
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantQueryCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { recordChange } from "../history/record";
import { composeMail } from "../mail/compose";
import { enqueueMail } from "../mail/outbox";
import { required } from "../shared/entry";
import { fail } from "../shared/errors";
import { siteUrl } from "../shared/site";
import { parse } from "../shared/validate";
import { addressee, consentPath } from "./link";
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
  const site = siteUrl();
  if (site === "") fail({ code: "CONFIGURATION_MISSING", name: "ORBIT_URL" });
  const { name: organization } = await ctx.organization();
  const language = customer.preferredLanguage;
  const url = `${site}${await consentPath(ctx.orgId, customer._id)}`;
  const mailId = await enqueueMail(ctx, {
    to: customer.email ?? "",
    kind: "marketing",
    subject,
    marketingTo: customer._id,
    idempotencyKey: `marketing/${customer._id}/${ctx.now}`,
    replyTo: ctx.user.email,
    ...composeMail({
      language,
      heading: subject,
      paragraphs: message.split(/\n{2,}/),
      footer: words[language].why(organization),
      footerLink: { label: words[language].stop, url },
    }),
  });
  await recordChange(ctx, {
    entity: "outbox",
    entityId: mailId,
    action: "enqueued",
    changes: [{ field: "subject", to: subject }],
  });
  return { mailId };
}

/** Why a marketing mail that waits may not leave any more; null while it may. Asked again at every try. */
export async function refusedSince(ctx: TenantQueryCtx, marketingTo: string): Promise<Refusal | null> {
  const id = ctx.db.normalizeId("customers", marketingTo);
  const customer = id === null ? null : await addressee(ctx.db, id);
  if (customer === null) return "deleted";
  const verdict = mayContact(customer, "marketing", "email");
  return verdict.allowed ? null : verdict.reason;
}
