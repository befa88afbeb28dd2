/**
 * The life of a quote, pure: the table of legal moves (QUO-11). Server, screen
 * and tests read this one table.
 *
 *   draft -> sent -> viewed -> accepted | rejected | expired
 *   draft <-> discarded
 *
 * A customer may answer without the view having been noted, so sent moves to
 * every end as well. The three ends are final; going on means a new version. Only what was never sent can be discarded,
 * and it can be brought back.
 */
export const quoteStatuses = [
  "draft",
  "sent",
  "viewed",
  "accepted",
  "rejected",
  "expired",
  "discarded",
] as const;
export type QuoteStatus = (typeof quoteStatuses)[number];

export const moves: Record<QuoteStatus, readonly QuoteStatus[]> = {
  draft: ["sent", "discarded"],
  sent: ["viewed", "accepted", "rejected", "expired"],
  viewed: ["accepted", "rejected", "expired"],
  accepted: [],
  rejected: [],
  expired: [],
  discarded: ["draft"],
};

export function mayMove(from: QuoteStatus, to: QuoteStatus): boolean {
  return moves[from].includes(to);
}

/** Only drafts are edited; everything later is replaced by a new version (QUO-19). */
export function isEditable(status: QuoteStatus): boolean {
  return status === "draft";
}

/** No customer has ever had it in hand. */
export function isUnsent(status: QuoteStatus): status is "draft" | "discarded" {
  return status === "draft" || status === "discarded";
}

/** The customer may still answer, and the quote may still expire. */
export function isOpen(status: QuoteStatus): boolean {
  return mayMove(status, "expired");
}

/** Past its last day, in the organization's calendar; the last day itself still counts (QUO-08). */
export function isPast(validUntil: string, today: string): boolean {
  return validUntil < today;
}
