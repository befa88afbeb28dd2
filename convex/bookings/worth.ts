/** What a booking counts for in a customer's value (C25, CLV-06). Pure. */
import type { BookingStatus } from "./words";

/**
 * Minor units of the booking's currency: its total while it is alive, what was paid and not given back once it is
 * cancelled; less what was taken as sales, which count by themselves.
 */
export function worthOf(booking: {
  status: BookingStatus;
  totalAmount: number;
  paidAmount: number;
  soldAmount: number;
}): number {
  const whole = booking.status === "cancelled" ? booking.paidAmount : booking.totalAmount;
  return Math.max(0, whole - booking.soldAmount);
}
