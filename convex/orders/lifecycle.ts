/**
 * The life of an order, pure: the table of legal moves (ORD-24). Server, screen and tests read this one table.
 *
 *   draft -> placed -> processing -> fulfilled -> refunded
 *   draft, placed, processing -> cancelled
 *
 * What needs no preparing is fulfilled as soon as it is placed. Cancelled and refunded are final.
 */
export const orderStatuses = ["draft", "placed", "processing", "fulfilled", "cancelled", "refunded"] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const moves: Record<OrderStatus, readonly OrderStatus[]> = {
  draft: ["placed", "cancelled"],
  placed: ["processing", "fulfilled", "cancelled"],
  processing: ["fulfilled", "cancelled"],
  fulfilled: ["refunded"],
  cancelled: [],
  refunded: [],
};

export function mayMove(from: OrderStatus, to: OrderStatus): boolean {
  return moves[from].includes(to);
}

/** Promised and not yet done: it keeps its customer from being deleted (C14). A draft promises nothing. */
export const openStatuses = ["placed", "processing"] as const satisfies readonly OrderStatus[];

export function isOpen(status: OrderStatus): boolean {
  return (openStatuses as readonly OrderStatus[]).includes(status);
}

/** Counts as revenue (ORD-03). */
export function isRealized(status: OrderStatus): boolean {
  return status === "fulfilled";
}

/** It has taken the place of the quote it came from, in what a customer is worth (C25). */
export function standsForQuote(status: OrderStatus): boolean {
  return status === "fulfilled" || status === "cancelled" || status === "refunded";
}

/** A sale may pay it. */
export function isPayable(status: OrderStatus): boolean {
  return status === "placed" || status === "processing" || status === "fulfilled";
}
