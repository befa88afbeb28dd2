/** Which numbers a quote counts in; every write of a quote calls `tallyQuote` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { bump } from "./bump";
import { difference } from "./difference";
import { ownerKey, type TallyChange } from "./metrics";

export function quoteTallies(quote: Doc<"quotes">): TallyChange[] {
  const one = { part: "", cell: `${quote.status}.${quote.currency}`, count: 1, sum: quote.totalAmount };
  return [
    { metric: "quotes", key: "", ...one },
    { metric: "quotesByOwner", key: ownerKey(quote.ownerId), ...one },
    { metric: "quotesOfCustomer", key: quote.customerId, ...one },
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
  await bump(ctx, place, difference(before ? quoteTallies(before) : [], after ? quoteTallies(after) : []));
}
