/**
 * The life of a quote, pure: the table of legal moves (QUO-11). Server, screen
 * and tests read this one table.
 *
 *   draft -> sent -> viewed -> accepted | rejected | expired
 *
 * A customer may answer without the view having been noted, so sent moves to
 * every end as well. The three ends are final; going on means a new version.
 */
export const quoteStatuses = ["draft", "sent", "viewed", "accepted", "rejected", "expired"] as const;
export type QuoteStatus = (typeof quoteStatuses)[number];

export const moves: Record<QuoteStatus, readonly QuoteStatus[]> = {
  draft: ["sent"],
  sent: ["viewed", "accepted", "rejected", "expired"],
  viewed: ["accepted", "rejected", "expired"],
  accepted: [],
  rejected: [],
  expired: [],
};

export function mayMove(from: QuoteStatus, to: QuoteStatus): boolean {
  return moves[from].includes(to);
}

/** Only drafts are edited; everything later is replaced by a new version (QUO-19). */
export function isEditable(status: QuoteStatus): boolean {
  return status === "draft";
}

/** The customer may still answer, and the quote may still expire. */
export function isOpen(status: QuoteStatus): boolean {
  return mayMove(status, "expired");
}

/** Past its last day, in the organization's calendar; the last day itself still counts (QUO-08). */
export function isPast(validUntil: string, today: string): boolean {
  return validUntil < today;
}
