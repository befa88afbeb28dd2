/** Kept numbers of bookings: a customer's (TRV-22, CUS-50), and the organization's by day of departure. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { fail } from "../shared/errors";
import { ownerKey } from "../tallies/metrics";
import { tally, tallyDays, total } from "../tallies/read";
import { scopeOfOwner } from "../tenancy/scope";
import { checkDay, type BookingOwner } from "./list";
import { bookingFactsOf } from "./save";
import type { BookingStatus } from "./words";

export interface BookingSummary {
  /** Those that were not cancelled. */
  totalBookings: number;
  /** Of them, with a departure today or later. */
  upcomingBookings: number;
  /** Epoch ms when the newest was made; absent while there is none. */
  lastBooking?: number;
}

/** The last day that tallies are asked for: nobody books further ahead. */
const farAhead = "2199-12-31";

/** `today`: the organization's calendar day. */
export async function bookingSummary(
  ctx: OrgQueryCtx | OrgMutationCtx,
  { _id: customerId }: Pick<Doc<"customers">, "_id">,
  today: string,
): Promise<BookingSummary> {
  checkDay(today, "today");
  const facts = await bookingFactsOf(ctx, customerId);
  if (facts === null) return { totalBookings: 0, upcomingBookings: 0 };
  const coming = await tallyDays(ctx, "bookingsOfCustomer", {
    key: customerId,
    from: today,
    to: farAhead,
  });
  const newest = await ctx.db
    .query("bookings")
    .withIndex("by_customer_created", (q) => q.eq("customerId", customerId))
    .order("desc")
    .first();
  return {
    totalBookings: facts.live,
    upcomingBookings: total(coming).count,
    ...(newest === null ? {} : { lastBooking: newest.createdAt }),
  };
}

export async function customerSummary(
  ctx: OrgQueryCtx,
  { customerId, today }: { customerId: Id<"customers">; today: string },
): Promise<BookingSummary> {
  return await bookingSummary(ctx, await readableCustomer(ctx, customerId, "bookings:read"), today);
}

/** Most months of a range: each is a row or two. */
const mostMonths = 60;

/**
 * How many bookings there are of each status, everybody's or one owner's, exact at any number: of all days, or of
 * departures from `from` to `to`. VALIDATION_ERROR for a range beyond five years, FORBIDDEN.
 */
export async function countBookings(
  ctx: OrgQueryCtx,
  { owner, from, to }: { owner: BookingOwner; from?: string; to?: string },
): Promise<Record<BookingStatus, number>> {
  await scopeOfOwner(ctx, "bookings:read", owner);
  const isEverybodys = owner === "everybody";
  const key = isEverybodys ? {} : { key: ownerKey(owner) };
  const counts = { confirmed: 0, paid: 0, completed: 0, cancelled: 0 };
  if (from === undefined && to === undefined) {
    const cells = await tally(ctx, isEverybodys ? "bookingsEver" : "bookingsEverByOwner", key);
    for (const [name, { count }] of cells) counts[name.split(".")[0] as BookingStatus] += count;
    return counts;
  }
  const range = rangeOf(from, to);
  const cells = await tallyDays(ctx, isEverybodys ? "bookings" : "bookingsByOwner", {
    ...key,
    ...range,
  });
  for (const [name, { count }] of cells) counts[name.split(".")[1] as BookingStatus] += count;
  return counts;
}

function rangeOf(from: string | undefined, to: string | undefined): { from: string; to: string } {
  const day = from ?? to!;
  checkDay(day, "from");
  const year = Number(day.slice(0, 4));
  const first = from ?? `${String(year - 4).padStart(4, "0")}${day.slice(4, 8)}01`;
  const last = to ?? `${String(year + 4).padStart(4, "0")}${day.slice(4, 8)}01`;
  checkDay(first, "from");
  checkDay(last, "to");
  if (Date.parse(last) - Date.parse(first) <= mostMonths * 31 * 86_400_000) return { from: first, to: last };
  const message = "Choose a range of at most five years.";
  return fail({ code: "VALIDATION_ERROR", issues: [{ path: "from", rule: "tooLong", message }] });
}
