/** Which numbers a quote counts in; every write of a quote calls `tallyQuote` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import { earnedByQuote } from "../value/earned";
import { ownerKey, type TallyChange } from "./metrics";
import { moveByDay } from "./move";
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
export const tallyQuote = moveByDay("quotes", quoteTallies);
