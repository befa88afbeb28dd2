/** Which numbers a quote counts in; every write of a quote calls `tallyQuote` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { earnedByQuote } from "../value/earned";
import { bump } from "./bump";
import { difference } from "./difference";
import { ownerKey, type TallyChange } from "./metrics";
import { earnedTallies } from "./performance";

export function quoteTallies(quote: Doc<"quotes">, timeZone: string): TallyChange[] {
  const one = { part: "", cell: `${quote.status}.${quote.currency}`, count: 1, sum: quote.totalAmount };
  return [
    { metric: "quotes", key: "", ...one },
    { metric: "quotesByOwner", key: ownerKey(quote.ownerId), ...one },
    { metric: "quotesOfCustomer", key: quote.customerId, ...one },
    ...earnedTallies(quote, earnedByQuote(quote), timeZone),
  ];
}

/** Moves a quote's numbers from `before` to `after`; null is "not there". */
export async function tallyQuote(
  ctx: TenantMutationCtx,
  before: Doc<"quotes"> | null,
  after: Doc<"quotes"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "quotes", at: row.createdAt, creationTime: row._creationTime };
  const { timeZone } = await ctx.settings();
  const was = before ? quoteTallies(before, timeZone) : [];
  await bump(ctx, place, difference(was, after ? quoteTallies(after, timeZone) : []));
}
