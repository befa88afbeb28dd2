/** What a customer does with a quote through its link (QUO-10, QUO-11, QUO-14, QUO-21). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { dayOf } from "../shared/days";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { refreshInsights } from "../value/refresh";
import { changeableQuote } from "./drafting";
import { isPast } from "./lifecycle";
import { moveQuote } from "./save";
import { logQuoteEvent } from "./events";
import { answerShape } from "./shape";

/** The first time the page is really shown; later visits change nothing. */
export async function markViewed(ctx: TenantMutationCtx, linkId: Id<"accessLinks">): Promise<void> {
  const quote = await quoteOf(ctx, linkId);
  if (quote.status !== "sent") return;
  await moveQuote(ctx, quote, "viewed", { viewedAt: ctx.now });
}

export interface Answer {
  answer: "accept" | "reject";
  name: string;
  reason?: string;
  revision: number;
  totalAmount: number;
}

/**
 * Accepts or rejects. The answer names the revision and the total that were on
 * screen; if either is not the stored one the customer read something else, and
 * nothing is bound: VERSION_CONFLICT. The same answer given again is answered
 * the same, so a lost connection cannot look like a refusal.
 */
export async function answerQuote(
  ctx: TenantMutationCtx,
  linkId: Id<"accessLinks">,
  input: Answer,
): Promise<{ status: "accepted" | "rejected" }> {
  return await bindAnswer(ctx, await quoteOf(ctx, linkId), input);
}

/**
 * The answer as a member, or a program in their name, heard it from the customer; refusals as `answerQuote`. The
 * history tells who recorded it.
 */
export async function recordAnswer(
  ctx: OrgMutationCtx,
  id: Id<"quotes">,
  input: Omit<Answer, "totalAmount">,
): Promise<{ status: "accepted" | "rejected" }> {
  const quote = await changeableQuote(ctx, id);
  return await bindAnswer(ctx, quote, { ...input, totalAmount: quote.totalAmount });
}

async function bindAnswer(
  ctx: TenantMutationCtx,
  quote: Doc<"quotes">,
  input: Answer,
): Promise<{ status: "accepted" | "rejected" }> {
  const given = parse(answerShape, input);
  const status = given.answer === "accept" ? "accepted" : "rejected";
  if (quote.revision !== given.revision || quote.totalAmount !== given.totalAmount) {
    fail({ code: "VERSION_CONFLICT", entity: "quotes" });
  }
  if (quote.status === status) return { status };
  const { timeZone } = await ctx.settings();
  if (quote.status === "expired" || (quote.isOpen && isPast(quote.validUntil, dayOf(ctx.now, timeZone)))) {
    fail({ code: "QUOTE_EXPIRED" });
  }
  const answered = await moveQuote(ctx, quote, status, {
    respondedAt: ctx.now,
    respondedBy: given.name,
    ...(status === "accepted" ? { acceptedAt: ctx.now } : {}),
    ...(status === "rejected" && given.reason !== undefined ? { rejectReason: given.reason } : {}),
  });
  const customer = await ctx.db.get("customers", answered.customerId);
  await logQuoteEvent(ctx, answered, customer, status, undefined);
  await refreshInsights(ctx, answered.customerId);
  return { status };
}

async function quoteOf(ctx: TenantMutationCtx, linkId: Id<"accessLinks">) {
  const link = await ctx.db.get("accessLinks", linkId);
  if (link.closedAt !== undefined || link.expiresAt < ctx.now) fail({ code: "LINK_EXPIRED", kind: "quote" });
  return await ctx.db.get("quotes", link.quoteId);
}
