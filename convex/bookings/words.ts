/** Words, limits and legal moves of bookings and payments. Pure. */

export const bookingStatuses = ["confirmed", "paid", "completed", "cancelled"] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

export function isBookingStatus(text: string): text is BookingStatus {
  return (bookingStatuses as readonly string[]).includes(text);
}

/** Money goes back as a payment of its own, "refunded" (TRV-13, TRV-16). */
export const paymentStatuses = ["pending", "completed", "failed", "refunded"] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** Statuses that a booking may be given by hand (TRV-05); what payments make of it they make by themselves. */
const moves: Record<BookingStatus, readonly BookingStatus[]> = {
  confirmed: ["paid", "cancelled"],
  paid: ["completed", "cancelled"],
  completed: [],
  cancelled: ["confirmed"],
};

export const mayMove = (from: BookingStatus, to: BookingStatus): boolean => moves[from].includes(to);

/** What somebody said of a payment later: it came after all, or it did not. */
const paymentMoves: Record<PaymentStatus, readonly PaymentStatus[]> = {
  pending: ["completed", "failed"],
  completed: ["failed"],
  failed: ["completed"],
  refunded: ["failed"],
};

export const mayBecome = (from: PaymentStatus, to: PaymentStatus): boolean => paymentMoves[from].includes(to);

/** Minor units. */
export const mostAmount = 999_999_999_999;

/** Payments of one booking: its sheet shows all of them. */
export const mostPayments = 100;
