/** What time does to quotes and their links, per organization and its calendar (QUO-08, C-org day). */
import type { TenantMutationCtx } from "../functions";
import { dayMs, dayOf } from "../shared/days";
import { refreshInsights } from "../value/refresh";
import { moveQuote } from "./save";

/** Each expiry writes the quote, its history, two tallies and the customer's numbers. */
const batch = 40;
/** A closed link is kept so long, so that it can still say that it has ended. */
const keptClosed = 180 * dayMs;

/** Expires one batch of open quotes past their last day; true while there may be more. */
export async function expireQuotes(ctx: TenantMutationCtx): Promise<boolean> {
  const { timeZone } = await ctx.settings();
  const today = dayOf(ctx.now, timeZone);
  const past = await ctx.db
    .query("quotes")
    .withIndex("by_open", (q) => q.eq("isOpen", true).lt("validUntil", today))
    .take(batch);
  for (const quote of past) await moveQuote(ctx, quote, "expired", { expiredAt: ctx.now });
  for (const customerId of new Set(past.map((quote) => quote.customerId)))
    await refreshInsights(ctx, customerId);
  return past.length === batch;
}

/** Closes links whose time has passed and drops those closed long ago; true while there may be more. */
export async function sweepLinks(ctx: TenantMutationCtx): Promise<boolean> {
  const ended = await ctx.db
    .query("accessLinks")
    .withIndex("by_end", (q) => q.eq("closedAt", undefined).lt("expiresAt", ctx.now))
    .take(batch);
  for (const link of ended) await ctx.db.patch("accessLinks", link._id, { closedAt: ctx.now });
  const old = await ctx.db
    .query("accessLinks")
    .withIndex("by_end", (q) => q.gt("closedAt", 0).lt("closedAt", ctx.now - keptClosed))
    .take(batch);
  for (const link of old) await ctx.db.delete("accessLinks", link._id);
  return ended.length === batch || old.length === batch;
}
