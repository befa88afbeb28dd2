/** The one write path of bookings: seats, numbers, value and history follow in the same transaction. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { diff, recordChange } from "../history/record";
import { keepWithQuote } from "../quotes/save";
import { tallyBooking } from "../tallies/bookings";
import type { NewRow } from "../tenancy/tenantDb";
import { takeSeats } from "./seats";
import { worthOf } from "./worth";

type Booking = Doc<"bookings">;

/** What the history tells of a booking; a change of status is told in one entry, with the old and the new (INT-20). */
const told = [
  "tourId",
  "departureDate",
  "numParticipants",
  "totalAmount",
  "currency",
  "status",
  "note",
] as const satisfies readonly (keyof Booking)[];

export async function insertBooking(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  row: Omit<NewRow<"bookings">, Stamps>,
): Promise<Booking> {
  const id = await ctx.db.insert("bookings", {
    ...row,
    customerId: customer._id,
    ownerId: customer.ownerId,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
    createdByName: ctx.actor.name,
    updatedBy: ctx.actor.id,
  });
  const booking = await ctx.db.get("bookings", id);
  await takeSeats(ctx, booking.tourDepartureId, seatsOf(booking));
  await settleBooking(ctx, null, booking);
  await record(ctx, booking, "created", diff<Booking>({}, booking, told));
  return booking;
}
type Stamps =
  "customerId" | "ownerId" | "createdAt" | "updatedAt" | "createdBy" | "createdByName" | "updatedBy";

/** Writes fields of a booking and everything that follows; CAPACITY_EXCEEDED where they need more places than are left. */
export async function saveBooking(
  ctx: TenantMutationCtx,
  before: Booking,
  fields: Partial<NewRow<"bookings">>,
  deed: { action: string; reason?: string | undefined },
): Promise<Booking> {
  await ctx.db.patch("bookings", before._id, { ...fields, updatedAt: ctx.now, updatedBy: ctx.actor.id });
  const after = await ctx.db.get("bookings", before._id);
  await takeSeats(ctx, after.tourDepartureId, seatsOf(after) - seatsOf(before));
  await settleBooking(ctx, before, after);
  const changes = diff<Booking>(before, after, told);
  if (changes.length > 0 || deed.reason !== undefined)
    await record(ctx, after, deed.action, changes, deed.reason);
  return after;
}

async function record(
  ctx: TenantMutationCtx,
  { _id, customerId }: Booking,
  action: string,
  changes: ReturnType<typeof diff>,
  reason?: string,
): Promise<void> {
  await recordChange(ctx, {
    entity: "bookings",
    entityId: _id,
    customerId,
    action,
    changes,
    ...(reason === undefined ? {} : { reason }),
  });
}

const seatsOf = ({ status, numParticipants }: Booking) => (status === "cancelled" ? 0 : numParticipants);

/** What counts a booking, from how it was to how it is; null is "not there". */
export async function settleBooking(
  ctx: TenantMutationCtx,
  before: Booking | null,
  after: Booking | null,
): Promise<void> {
  await tallyBooking(ctx, before, after);
  const isSame =
    before?.customerId === after?.customerId &&
    before?.status === after?.status &&
    before?.totalAmount === after?.totalAmount &&
    before?.paidAmount === after?.paidAmount &&
    before?.soldAmount === after?.soldAmount;
  if (isSame) return;
  if (before !== null) await countBooking(ctx, before, -1);
  if (after !== null) await countBooking(ctx, after, 1);
  await realiseQuote(ctx, before, after);
}

async function countBooking(ctx: TenantMutationCtx, booking: Booking, by: 1 | -1): Promise<void> {
  const { customerId, currency, quoteId, status } = booking;
  const row = await bookingFactsOf(ctx, customerId);
  const bookings = (row?.bookings ?? 0) + by;
  const live = (row?.live ?? 0) + (status === "cancelled" ? 0 : by);
  const worth = quoteId === undefined ? worthOf(booking) : 0;
  const totals = added(row?.totals ?? [], { currency, count: worth > 0 ? by : 0, amount: by * worth });
  if (row === null) await ctx.db.insert("bookingFacts", { customerId, bookings, live, totals });
  else if (bookings === 0) await ctx.db.delete("bookingFacts", row._id);
  else await ctx.db.patch("bookingFacts", row._id, { bookings, live, totals });
}

type Total = Doc<"bookingFacts">["totals"][number];

function added(totals: readonly Total[], { currency, count, amount }: Total): Total[] {
  const known = totals.find((one) => one.currency === currency) ?? { currency, count: 0, amount: 0 };
  const next = { currency, count: known.count + count, amount: known.amount + amount };
  return [...totals.filter((one) => one.currency !== currency), next]
    .filter((one) => one.count !== 0 || one.amount !== 0)
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** Keeps with the quote what was booked of it, cancelled or not, and what that counts for. */
async function realiseQuote(
  ctx: TenantMutationCtx,
  before: Booking | null,
  after: Booking | null,
): Promise<void> {
  const quoteId = (after ?? before)?.quoteId;
  if (quoteId === undefined) return;
  const quote = await ctx.db.find("quotes", quoteId);
  if (quote === null) return;
  const booked = quote.booked ?? { amount: 0, worth: 0 };
  const amount = booked.amount + (after?.totalAmount ?? 0) - (before?.totalAmount ?? 0);
  const worth =
    booked.worth + (after === null ? 0 : worthOf(after)) - (before === null ? 0 : worthOf(before));
  await keepWithQuote(ctx, quote, {
    booked: amount === 0 && worth === 0 ? undefined : { amount, worth },
  });
}

export async function bookingFactsOf(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
): Promise<Doc<"bookingFacts"> | null> {
  return await ctx.db
    .query("bookingFacts")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .unique();
}
