/** Words and limits of recorded sales. Pure. */

/** How it was paid (C36). */
export const paymentMethods = ["cash", "card", "transfer", "online", "other"] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

/** An adjusted one is no sale: it corrects what the customer has spent and counts in nothing else (ORD-17). */
export const transactionStatuses = ["completed", "adjusted", "void"] as const;
export type TransactionStatus = (typeof transactionStatuses)[number];

/** Minor units. */
export const mostAmount = 999_999_999_999;

/** A till's clock may be ahead by so much, ms; so may that of whoever logs a visit (interactions/types.ts). */
export const clockLeeway = 5 * 60_000;

/** Sales before this are typing errors (epoch ms). */
export const earliestSale = Date.UTC(1970, 0, 1);

/** When every sale counts as a visit, and when those of one day count as one (C56). */
export const visitRules = ["perTransaction", "perDay"] as const;
export type VisitRule = (typeof visitRules)[number];
