/** Which numbers a booking counts in; every write of a booking calls `tallyBooking` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import { earnedByBooking } from "../value/earned";
import { dayPlace, ownerKey, type TallyChange } from "./metrics";
import { moveByDay } from "./move";
import { earnedTallies } from "./performance";

export function bookingTallies(row: Doc<"bookings">, timeZone: string): TallyChange[] {
  const { part, cell } = dayPlace(row.departureDate);
  const state = `${row.status}.${row.currency}`;
  const byDay = { part, cell: `${cell}.${state}`, count: 1, sum: row.totalAmount };
  const ever = { part: "", cell: state, count: 1, sum: row.totalAmount };
  const owner = ownerKey(row.ownerId);
  return [
    { metric: "bookings", key: "", ...byDay },
    { metric: "bookingsByOwner", key: owner, ...byDay },
    { metric: "bookingsEver", key: "", ...ever },
    { metric: "bookingsEverByOwner", key: owner, ...ever },
    ...(row.status === "cancelled"
      ? []
      : [{ metric: "bookingsOfCustomer" as const, key: row.customerId, part, cell, count: 1, sum: 0 }]),
    { metric: "bookingFlows", key: "", part: "", cell: row.isOlderFlow ? "older" : "own", count: 1, sum: 0 },
    ...earnedTallies(row, earnedByBooking(row), timeZone),
  ];
}

/** Moves a booking's numbers from `before` to `after`; null is "not there". */
export const tallyBooking = moveByDay("bookings", bookingTallies);
