/** Sending a quote: status, link, mail, interaction and score in one transaction (QUO-13, INT-21). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { primaryOf } from "../contacts/insert";
import { enqueueMail } from "../mail/outbox";
import { dayOf } from "../shared/days";
import { fail } from "../shared/errors";
import { siteUrl } from "../shared/site";
import { parse } from "../shared/validate";
import { refreshInsights } from "../value/refresh";
import { changeableQuote } from "./drafting";
import { advanceLead, logQuoteEvent, moneyText } from "./events";
import { isOpen, isPast, isUnsent } from "./lifecycle";
import { closeLinks, issueLink } from "./links";
import { quoteMail } from "./mails";
import { moveQuote } from "./save";
import { quoteMailShape } from "./shape";

export interface SentQuote {
  /** Path of the public page; shown once, for handing over by another way. */
  path: string;
  mailId: Id<"outbox"> | null;
}

/**
 * Sends a draft. With `mail` it goes to that address through the outbox; without,
 * the caller hands the link over. Throws QUOTE_EXPIRED when its last day has passed.
 */
export async function sendQuote(
  ctx: OrgMutationCtx,
  id: Id<"quotes">,
  mail: { to: string; message?: string } | null,
): Promise<SentQuote> {
  const draft = await changeableQuote(ctx, id);
  const { timeZone } = await ctx.settings();
  if (isPast(draft.validUntil, dayOf(ctx.now, timeZone))) fail({ code: "QUOTE_EXPIRED" });
  const parsed = mail === null ? null : parse(quoteMailShape, mail);
  const quote = await moveQuote(ctx, draft, "sent", {
    sentAt: ctx.now,
    ...(parsed === null ? {} : { sentTo: parsed.to }),
  });
  await replacePrevious(ctx, quote);
  const customer = await ctx.db.get("customers", quote.customerId);
  const { path, linkId } = await issueLink(ctx, quote, parsed?.to);
  const mailId = parsed === null ? null : await mailQuote(ctx, quote, customer, parsed, path, linkId);
  await logQuoteEvent(ctx, quote, customer, "sent", ctx.user._id);
  await advanceLead(ctx, quote.customerId);
  await refreshInsights(ctx, quote.customerId);
  return { path, mailId };
}

/** A further link to an open or answered quote, for handing over; mails nothing. */
export async function copyLink(ctx: OrgMutationCtx, id: Id<"quotes">): Promise<{ path: string }> {
  const quote = await changeableQuote(ctx, id);
  if (isUnsent(quote.status)) {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "quotes", from: quote.status, to: "viewed" });
  }
  return { path: (await issueLink(ctx, quote, undefined)).path };
}

/** Ends every link that was given out for the quote. */
export async function revokeLinks(ctx: OrgMutationCtx, id: Id<"quotes">): Promise<{ closed: number }> {
  const quote = await changeableQuote(ctx, id);
  return { closed: await closeLinks(ctx, quote._id) };
}

/** Where a quote goes unless somebody says otherwise: its contact, the primary contact, the customer (CON-06). */
export async function defaultRecipient(
  ctx: TenantQueryCtx,
  quote: Doc<"quotes">,
  customer: Doc<"customers">,
): Promise<{ name: string; email: string | null }> {
  const named = quote.contactId === undefined ? null : await ctx.db.find("contacts", quote.contactId);
  const contact = named?.isActive ? named : await primaryOf(ctx, customer._id);
  if (contact?.email !== undefined) {
    return { name: `${contact.firstName} ${contact.lastName}`, email: contact.email };
  }
  return { name: customer.name, email: customer.email ?? null };
}

/** The customer must not be able to accept two versions: the older one runs out when the newer is sent. */
async function replacePrevious(ctx: TenantMutationCtx, quote: Doc<"quotes">): Promise<void> {
  if (quote.revisionOf === undefined) return;
  const previous = await ctx.db.get("quotes", quote.revisionOf);
  if (isOpen(previous.status)) await moveQuote(ctx, previous, "expired", { expiredAt: ctx.now });
}

async function mailQuote(
  ctx: OrgMutationCtx,
  quote: Doc<"quotes">,
  customer: Doc<"customers">,
  { to, message }: { to: string; message?: string | undefined },
  path: string,
  linkId: Id<"accessLinks">,
): Promise<Id<"outbox">> {
  const { name: organization } = await ctx.organization();
  const site = siteUrl();
  if (site === "") fail({ code: "CONFIGURATION_MISSING", name: "ORBIT_URL" });
  const recipient = await defaultRecipient(ctx, quote, customer);
  const language = customer.preferredLanguage;
  return await enqueueMail(ctx, {
    to,
    kind: "quote",
    idempotencyKey: `quote/${quote._id}/${linkId}`,
    replyTo: ctx.user.email,
    ...quoteMail({
      language,
      organization,
      recipientName: recipient.email === to ? recipient.name : customer.name,
      quoteNumber: quote.quoteNumber,
      subject: quote.subject,
      total: moneyText(quote.totalAmount, quote.currency, language),
      validUntil: new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(
        Date.parse(`${quote.validUntil}T00:00:00Z`),
      ),
      message,
      url: `${site}${path}`,
    }),
  });
}
