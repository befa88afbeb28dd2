/**
 * Reads of bookings: one customer's, the whole organization's, a departure's (TRV-08, TRV-21, TRV-23). By the day of
 * departure, by index; a page reads a fixed number of rows and shows those that match, so it may be short and go on.
 */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { canWrite, readableCustomer } from "../customers/access";
import { isDay } from "../shared/days";
import { fail } from "../shared/errors";
import { boundedPage } from "../shared/pages";
import { inScope, scopeOf, scopeOfOwner, type Scope } from "../tenancy/scope";
import { bookingStatusValidator } from "./table";
import { mostPayments, type BookingStatus, type PaymentStatus } from "./words";

type Ctx = OrgQueryCtx | OrgMutationCtx;

export const bookingFilterValidator = v.object({
  status: v.optional(bookingStatusValidator),
  tourId: v.optional(v.id("tours")),
  /** Days of departure, both included. */
  from: v.optional(v.string()),
  to: v.optional(v.string()),
});
export type BookingFilter = Infer<typeof bookingFilterValidator>;
export type BookingOwner = Id<"users"> | "everybody" | null;

export interface ListedBooking {
  _id: Id<"bookings">;
  customerId: Id<"customers">;
  customerCode: string;
  customerName: string;
  tourId: Id<"tours">;
  tourName: string;
  tourDepartureId: Id<"tourDepartures">;
  departureDate: string;
  endDate: string;
  numParticipants: number;
  /** Minor units of `currency`. */
  totalAmount: number;
  paidAmount: number;
  currency: string;
  status: BookingStatus;
  leadId: Id<"leads"> | null;
  quoteId: Id<"quotes"> | null;
  createdAt: number;
  createdByName: string;
}

export interface ShownPayment {
  _id: Id<"payments">;
  bookingId: Id<"bookings">;
  amount: number;
  currency: string;
  rate: number | null;
  /** In minor units of the booking's currency. */
  bookedAmount: number;
  paymentDate: string;
  paymentMethod: Doc<"payments">["paymentMethod"];
  status: PaymentStatus;
  reference: string | null;
  transactionId: Id<"transactions"> | null;
  createdAt: number;
  createdByName: string;
}

export interface OpenBooking extends ListedBooking {
  totalReason: string | null;
  isPaidByHand: boolean;
  note: string | null;
  /** JSON objects as text. */
  metadata: string | null;
  preferencesSnapshot: string | null;
  legacyPosCustomerId: string | null;
  namedParticipants: number;
  cancelledAt: number | null;
  cancelReason: string | null;
  updatedAt: number;
  /** Price of one person on the departure, in its own currency. */
  price: number;
  priceCurrency: string;
  seatsLeft: number;
  quoteNumber: string | null;
  /** All of them, by day. */
  payments: ShownPayment[];
  may: { change: boolean; refund: boolean; override: boolean };
}

/** Rows a page reads; each shown one joins a customer and a tour. */
const mostRows = 60;

/** Of one customer, the latest departure first; with `when`, the coming ones the nearest first, or those before `today`. */
export async function customerBookings(
  ctx: OrgQueryCtx,
  { customerId, when, today }: { customerId: string; when: "all" | "upcoming" | "past"; today: string },
  page: PaginationOptions,
): Promise<PaginationResult<ListedBooking>> {
  const customer = await readableCustomer(ctx, customerId, "bookings:read");
  const found = await ofCustomer(ctx, customer, when, today).paginate(boundedPage(page, mostRows));
  // What was cancelled neither comes nor took place; the whole list shows it.
  const rows = when === "all" ? found.page : found.page.filter(({ status }) => status !== "cancelled");
  return { ...found, page: await Promise.all(rows.map((row) => listed(ctx, row, customer))) };
}

/** The first `most` of the coming ones, or of those before `today`, without what was cancelled. */
export async function nearestBookings(
  ctx: OrgQueryCtx,
  { customerId, when, today }: { customerId: string; when: "upcoming" | "past"; today: string },
  most: number,
): Promise<ListedBooking[]> {
  const customer = await readableCustomer(ctx, customerId, "bookings:read");
  const rows: ListedBooking[] = [];
  for await (const row of ofCustomer(ctx, customer, when, today)) {
    if (row.status !== "cancelled") rows.push(await listed(ctx, row, customer));
    if (rows.length === most) break;
  }
  return rows;
}

function ofCustomer(
  ctx: OrgQueryCtx,
  { _id: customerId }: Doc<"customers">,
  when: "all" | "upcoming" | "past",
  today: string,
) {
  checkDay(today, "today");
  const table = ctx.db.query("bookings");
  if (when === "all")
    return table.withIndex("by_customer", (q) => q.eq("customerId", customerId)).order("desc");
  return when === "upcoming"
    ? table.withIndex("by_customer", (q) => q.eq("customerId", customerId).gte("departureDate", today))
    : table
        .withIndex("by_customer", (q) => q.eq("customerId", customerId).lt("departureDate", today))
        .order("desc");
}

/** Everybody's, or one owner's within reach (null: the unassigned), by the day of departure. FORBIDDEN. */
export async function listBookings(
  ctx: OrgQueryCtx,
  { owner, filter, order }: { owner: BookingOwner; filter: BookingFilter; order: "asc" | "desc" },
  page: PaginationOptions,
): Promise<PaginationResult<ListedBooking>> {
  const scope = await scopeOfOwner(ctx, "bookings:read", owner);
  for (const edge of ["from", "to"] as const) if (filter[edge] !== undefined) checkDay(filter[edge], edge);
  const found = await ranged(ctx, owner, filter).order(order).paginate(boundedPage(page, mostRows));
  return {
    ...found,
    page: await seen(
      ctx,
      scope,
      found.page.filter((row) => passes(row, filter)),
    ),
  };
}

/** Of one departure: those that hold places, then what was cancelled. Only of customers the caller sees. */
export async function departureBookings(
  ctx: OrgQueryCtx,
  departureId: Id<"tourDepartures">,
  page: PaginationOptions,
): Promise<PaginationResult<ListedBooking>> {
  await ctx.db.get("tourDepartures", departureId);
  const scope = await scopeOf(ctx, "bookings:read");
  const found = await ctx.db
    .query("bookings")
    .withIndex("by_departure", (q) => q.eq("tourDepartureId", departureId))
    .order("desc")
    .paginate(boundedPage(page, mostRows));
  return { ...found, page: await seen(ctx, scope, found.page) };
}

function ranged(ctx: OrgQueryCtx, owner: BookingOwner, { status, tourId, from, to }: BookingFilter) {
  const [first, last] = [from ?? "", to ?? "9999-12-31"];
  const table = ctx.db.query("bookings");
  if (owner !== "everybody")
    return table.withIndex("by_owner", (q) =>
      q
        .eq("ownerId", owner ?? undefined)
        .gte("departureDate", first)
        .lte("departureDate", last),
    );
  if (tourId !== undefined)
    return table.withIndex("by_tour", (q) =>
      q.eq("tourId", tourId).gte("departureDate", first).lte("departureDate", last),
    );
  if (status !== undefined)
    return table.withIndex("by_status", (q) =>
      q.eq("status", status).gte("departureDate", first).lte("departureDate", last),
    );
  return table.withIndex("by_date", (q) => q.gte("departureDate", first).lte("departureDate", last));
}

const passes = (row: Doc<"bookings">, { status, tourId }: BookingFilter): boolean =>
  (status === undefined || row.status === status) && (tourId === undefined || row.tourId === tourId);

/** Those whose customer the caller sees: its owner may have changed a moment ago. */
async function seen(
  ctx: OrgQueryCtx,
  scope: Scope,
  found: readonly Doc<"bookings">[],
): Promise<ListedBooking[]> {
  const rows: ListedBooking[] = [];
  for (const row of found) {
    const customer = await ctx.db.find("customers", row.customerId);
    if (customer !== null && inScope(scope, customer)) rows.push(await listed(ctx, row, customer));
  }
  return rows;
}

/** One booking with its payments and what the caller may do. NOT_FOUND unless its customer is within reach. */
export async function openBooking(ctx: Ctx, key: string): Promise<OpenBooking> {
  const row = await ctx.db.getNamed("bookings", key);
  const customer = await readableCustomer(ctx, row.customerId, "bookings:read");
  const departure = await ctx.db.get("tourDepartures", row.tourDepartureId);
  const quote = row.quoteId === undefined ? null : await ctx.db.find("quotes", row.quoteId);
  const payments = await ctx.db
    .query("payments")
    .withIndex("by_booking", (q) => q.eq("bookingId", row._id))
    .take(mostPayments);
  return {
    ...(await listed(ctx, row, customer)),
    totalReason: row.totalReason ?? null,
    isPaidByHand: row.isPaidByHand === true,
    note: row.note ?? null,
    metadata: row.metadata ?? null,
    preferencesSnapshot: row.preferencesSnapshot ?? null,
    legacyPosCustomerId: row.legacyPosCustomerId ?? null,
    namedParticipants: row.namedParticipants,
    cancelledAt: row.cancelledAt ?? null,
    cancelReason: row.cancelReason ?? null,
    updatedAt: row.updatedAt,
    price: departure.price,
    priceCurrency: departure.currency,
    seatsLeft: departure.capacity - departure.seatsTaken,
    quoteNumber: quote?.quoteNumber ?? null,
    payments: payments.map(shownPayment),
    may: {
      change: await canWrite(ctx, customer, "bookings:write"),
      refund: await canWrite(ctx, customer, "bookings:refund"),
      override: await canWrite(ctx, customer, "bookings:override"),
    },
  };
}

export function shownPayment(row: Doc<"payments">): ShownPayment {
  return {
    _id: row._id,
    bookingId: row.bookingId,
    amount: row.amount,
    currency: row.currency,
    rate: row.rate ?? null,
    bookedAmount: row.bookedAmount,
    paymentDate: row.paymentDate,
    paymentMethod: row.paymentMethod,
    status: row.status,
    reference: row.reference ?? null,
    transactionId: row.transactionId ?? null,
    createdAt: row.createdAt,
    createdByName: row.createdByName,
  };
}

async function listed(ctx: Ctx, row: Doc<"bookings">, customer: Doc<"customers">): Promise<ListedBooking> {
  const tour = await ctx.db.get("tours", row.tourId);
  return {
    _id: row._id,
    customerId: customer._id,
    customerCode: customer.customerCode,
    customerName: customer.name,
    tourId: row.tourId,
    tourName: tour.name,
    tourDepartureId: row.tourDepartureId,
    departureDate: row.departureDate,
    endDate: row.endDate,
    numParticipants: row.numParticipants,
    totalAmount: row.totalAmount,
    paidAmount: row.paidAmount,
    currency: row.currency,
    status: row.status,
    leadId: row.leadId ?? null,
    quoteId: row.quoteId ?? null,
    createdAt: row.createdAt,
    createdByName: row.createdByName,
  };
}

export function checkDay(day: string, path: string): void {
  if (isDay(day)) return;
  const message = "Enter a real date as year-month-day.";
  fail({ code: "VALIDATION_ERROR", issues: [{ path, rule: "invalidDay", message }] });
}
