/** Instalments and refunds of a booking; it is paid by itself when nothing is owed any more (TRV-11 to TRV-16). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { recordChange } from "../history/record";
import { dayOf } from "../shared/days";
import { fail } from "../shared/errors";
import { converted } from "../shared/money";
import { parse } from "../shared/validate";
import { reachFor } from "../tenancy/permissions";
import type { NewRow } from "../tenancy/tenantDb";
import { refreshInsights } from "../value/refresh";
import { refuse } from "./book";
import { changeableBooking, withStatus } from "./change";
import { saveBooking } from "./save";
import { paymentShape, type PaymentInput } from "./shape";
import { mayBecome, mostPayments, type PaymentStatus } from "./words";

type Booking = Doc<"bookings">;
type Payment = Doc<"payments">;

/**
 * Records a payment, or money that went back (`status: "refunded"`, which needs its own permission). One in another
 * currency needs a rate. VALIDATION_ERROR by field, LIMIT_EXCEEDED above what is owed, or for a refund above what was
 * paid; INVALID_STATUS_CHANGE for a cancelled booking, NOT_FOUND, FORBIDDEN.
 */
export async function recordPayment(
  ctx: OrgMutationCtx,
  bookingId: string,
  input: PaymentInput,
): Promise<Id<"payments">> {
  const booking = await changeableBooking(ctx, bookingId);
  const given = parse(paymentShape(booking.currency), input);
  if (given.status === "refunded" && reachFor(ctx, "bookings:refund") === "none")
    fail({ code: "FORBIDDEN", permission: "bookings:refund" });
  if (booking.status === "cancelled" && given.status !== "refunded")
    fail({ code: "INVALID_STATUS_CHANGE", entity: "bookings", from: "cancelled", to: "paid" });
  const currency = given.currency ?? booking.currency;
  const rate = currency === booking.currency ? undefined : given.rate;
  if (currency !== booking.currency && rate === undefined)
    refuse("rate", "rate", `Enter how much one ${currency} is in ${booking.currency}.`);
  const bookedAmount =
    rate === undefined ? given.amount : converted(given.amount, currency, booking.currency, rate);
  // So little of another currency that it is nothing in the booking's.
  if (bookedAmount < 1) refuse("amount", "positive", "Enter an amount above zero.");
  refuseTooMuch(booking, bookedAmount, given.status);
  await refuseTooMany(ctx, booking._id);
  const sale =
    given.transactionId === undefined
      ? null
      : await takenAs(ctx, booking, given.transactionId, { ...given, currency });
  const paymentId = await insertPayment(ctx, booking, {
    amount: given.amount,
    currency,
    rate,
    bookedAmount,
    paymentDate: given.paymentDate ?? dayOf(ctx.now, (await ctx.settings()).timeZone),
    paymentMethod: given.paymentMethod,
    status: given.status,
    reference: given.reference,
    transactionId: sale?._id,
  });
  await refreshInsights(ctx, booking.customerId);
  return paymentId;
}

/** For rooms: keeps a payment that was judged already, with what follows for its booking. */
export async function insertPayment(
  ctx: TenantMutationCtx,
  booking: Booking,
  row: Omit<NewRow<"payments">, "bookingId" | "createdAt" | "updatedAt" | "createdBy" | "createdByName">,
): Promise<Id<"payments">> {
  const paymentId = await ctx.db.insert("payments", {
    ...row,
    bookingId: booking._id,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
    createdByName: ctx.actor.name,
  });
  const payment = await ctx.db.get("payments", paymentId);
  await tell(ctx, booking, payment, row.status === "refunded" ? "refunded" : "recorded");
  await settlePayment(ctx, booking, null, payment);
  return paymentId;
}

/** What became of a payment: it came, or it did not. LIMIT_EXCEEDED, INVALID_STATUS_CHANGE, NOT_FOUND, FORBIDDEN. */
export async function movePayment(
  ctx: OrgMutationCtx,
  paymentId: string,
  to: PaymentStatus,
): Promise<{ from: PaymentStatus }> {
  const before = await ctx.db.getNamed("payments", paymentId);
  const booking = await changeableBooking(ctx, before.bookingId);
  if (!mayBecome(before.status, to))
    fail({ code: "INVALID_STATUS_CHANGE", entity: "payments", from: before.status, to });
  // A refund that did not happen is the word of who may give one.
  if (before.status === "refunded" && reachFor(ctx, "bookings:refund") === "none")
    fail({ code: "FORBIDDEN", permission: "bookings:refund" });
  refuseTooMuch(booking, before.bookedAmount, to);
  await changePayment(ctx, booking, before, to);
  await refreshInsights(ctx, booking.customerId);
  return { from: before.status };
}

async function changePayment(
  ctx: TenantMutationCtx,
  booking: Booking,
  before: Payment,
  to: PaymentStatus,
): Promise<void> {
  await ctx.db.patch("payments", before._id, { status: to, updatedAt: ctx.now });
  const after = await ctx.db.get("payments", before._id);
  await tell(ctx, booking, after, "moved", before.status);
  await settlePayment(ctx, booking, before, after);
}

/** A sale that a payment was taken as is void, or counts again: so does the payment. The caller refreshes the value. */
export async function followSale(
  ctx: TenantMutationCtx,
  before: Doc<"transactions"> | null,
  after: Doc<"transactions"> | null,
): Promise<void> {
  if (before === null || after === null || before.status === after.status) return;
  const payment = await ctx.db
    .query("payments")
    .withIndex("by_transaction", (q) => q.eq("transactionId", after._id))
    .first();
  if (payment === null) return;
  const to = after.status === "void" ? "failed" : "completed";
  if (payment.status === to) return;
  await changePayment(ctx, await ctx.db.get("bookings", payment.bookingId), payment, to);
}

/** What a payment adds to what was paid. */
const worth = (payment: Payment | null) =>
  payment?.status === "completed"
    ? payment.bookedAmount
    : payment?.status === "refunded"
      ? -payment.bookedAmount
      : 0;

async function settlePayment(
  ctx: TenantMutationCtx,
  booking: Booking,
  before: Payment | null,
  after: Payment,
): Promise<void> {
  const change = worth(after) - worth(before);
  if (change === 0) return;
  const paidAmount = booking.paidAmount + change;
  const soldAmount = booking.soldAmount + (after.transactionId === undefined ? 0 : change);
  const fields = { paidAmount, soldAmount };
  await saveBooking(ctx, booking, withStatus({ ...booking, ...fields }, fields), { action: "moved" });
}

/** Never more than is owed, never more back than was paid (TRV-14). */
function refuseTooMuch(booking: Booking, amount: number, status: PaymentStatus): void {
  const { paidAmount, totalAmount, currency } = booking;
  const most =
    status === "refunded"
      ? paidAmount
      : status === "failed"
        ? Number.POSITIVE_INFINITY
        : Math.max(0, totalAmount - paidAmount);
  if (amount > most)
    fail({
      code: "LIMIT_EXCEEDED",
      what: status === "refunded" ? "refund" : "payment",
      limit: most,
      currency,
    });
}

async function refuseTooMany(ctx: TenantMutationCtx, bookingId: Id<"bookings">): Promise<void> {
  const rows = await ctx.db
    .query("payments")
    .withIndex("by_booking", (q) => q.eq("bookingId", bookingId))
    .take(mostPayments);
  if (rows.length === mostPayments) fail({ code: "LIMIT_EXCEEDED", what: "payments", limit: mostPayments });
}

/** The recorded sale that this payment was taken as: of this customer, the same sum, and no other payment's. */
async function takenAs(
  ctx: TenantMutationCtx,
  booking: Booking,
  key: string,
  { amount, currency, status }: { amount: number; currency: string; status: PaymentStatus },
): Promise<Doc<"transactions">> {
  const id = ctx.db.normalizeId("transactions", key);
  const sale = id === null ? null : await ctx.db.find("transactions", id);
  if (sale === null || sale.customerId !== booking.customerId)
    return refuse("transactionId", "otherCustomer", "Choose a sale of this customer.");
  const isThis =
    sale.status === "completed" &&
    status === "completed" &&
    sale.amount === amount &&
    sale.currency === currency;
  if (!isThis)
    refuse("transactionId", "otherSale", "Choose a sale that counts, of the same amount and currency.");
  const known = await ctx.db
    .query("payments")
    .withIndex("by_transaction", (q) => q.eq("transactionId", sale._id))
    .first();
  if (known !== null) refuse("transactionId", "taken", "Another payment was taken as this sale.");
  // It pays something else already, be it the quote of this booking, and would count for both.
  if (sale.quoteId !== undefined || sale.orderId !== undefined)
    refuse(
      "transactionId",
      "otherSale",
      "This sale pays a quote or an order; choose one that pays nothing yet.",
    );
  return sale;
}

async function tell(
  ctx: TenantMutationCtx,
  { customerId }: Booking,
  payment: Payment,
  action: "recorded" | "refunded" | "moved",
  was?: PaymentStatus,
): Promise<void> {
  await recordChange(ctx, {
    entity: "payments",
    entityId: payment._id,
    customerId,
    action,
    changes: [
      { field: "amount", to: payment.amount },
      { field: "currency", to: payment.currency },
      { field: "method", to: payment.paymentMethod },
      { field: "status", ...(was === undefined ? {} : { from: was }), to: payment.status },
      ...(payment.reference === undefined ? [] : [{ field: "reference", to: payment.reference }]),
    ],
  });
}
