/** A sale that pays an accepted quote: what was paid of it counts once (C25, CLV-06). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { fail } from "../shared/errors";

/** The quote, if it is this customer's, accepted, and in the currency of the sale. */
export async function quotePaid(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  quoteId: string,
  currency: string,
): Promise<Doc<"quotes">> {
  const id = ctx.db.normalizeId("quotes", quoteId);
  const quote = id === null ? null : await ctx.db.find("quotes", id);
  const refuse = (rule: string, message: string) =>
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "quoteId", rule, message }] });
  if (quote === null || quote.customerId !== customerId)
    return refuse("otherCustomer", "Choose a quote of this customer.");
  if (quote.status !== "accepted") return refuse("notAccepted", "Choose a quote that was accepted.");
  if (quote.currency !== currency)
    return refuse("otherCurrency", `This quote is in ${quote.currency}; so is what pays it.`);
  return quote;
}

/** Keeps what was paid of the quote. */
export async function payQuote(
  ctx: TenantMutationCtx,
  before: Doc<"transactions"> | null,
  after: Doc<"transactions"> | null,
): Promise<void> {
  const quoteId = (after ?? before)?.quoteId;
  if (quoteId === undefined) return;
  const paid = (row: Doc<"transactions"> | null) => (row?.status === "completed" ? row.amount : 0);
  const change = paid(after) - paid(before);
  if (change === 0) return;
  const quote = await ctx.db.find("quotes", quoteId);
  if (quote === null) return;
  const next = (quote.paidAmount ?? 0) + change;
  await ctx.db.patch("quotes", quoteId, { paidAmount: next === 0 ? undefined : next });
}
