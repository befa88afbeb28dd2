/** What a quote sets in motion around it: an entry among the interactions, and the lead it belongs to. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { logInteraction } from "../interactions/log";
import { moveLead } from "../leads/write";
import { minorDigits } from "../shared/money";

export function moneyText(amount: number, currency: string, language: string): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
}

const eventWords = {
  sent: { en: "Quote sent", ru: "Предложение отправлено" },
  accepted: { en: "Quote accepted", ru: "Предложение принято" },
  rejected: { en: "Quote rejected", ru: "Предложение отклонено" },
} as const;

/** INT-21: what happens to a quote is a touch of type quote. Written in the organization's language. */
export async function logQuoteEvent(
  ctx: TenantMutationCtx,
  quote: Doc<"quotes">,
  customer: Doc<"customers">,
  event: keyof typeof eventWords,
  userId: Id<"users"> | undefined,
): Promise<void> {
  const assignedTo = userId ?? quote.ownerId ?? customer.ownerId;
  if (assignedTo === undefined) return;
  const { language } = await ctx.settings();
  const details = [
    quote.subject,
    moneyText(quote.totalAmount, quote.currency, language),
    event === "sent" ? quote.sentTo : quote.respondedBy,
    event === "rejected" ? quote.rejectReason : undefined,
  ].filter((part) => part !== undefined);
  await logInteraction(
    ctx,
    customer,
    {
      fields: {
        type: "quote",
        subject: `${eventWords[event][language]}: ${quote.quoteNumber}`,
        description: details.join("\n"),
        interactionDate: ctx.now,
        successful: true,
        assignedTo,
        relatedQuoteId: quote._id,
      },
    },
    true,
  );
}

/** Leads looked at; a customer with more open ones at once is not a case of ours. */
const recentLeads = 20;

/** QUO-16: the customer's newest lead that is still before it moves to quoted. */
export async function advanceLead(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const leads = await ctx.db
    .query("leads")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .order("desc")
    .take(recentLeads);
  const lead = leads.find(({ status }) => ["new", "contacted", "qualified"].includes(status));
  if (lead !== undefined) await moveLead(ctx, lead, "quoted");
}
