/** Who travels on a booking: customers or guests, never more than it has places (TRV-17). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { customerScope, readableCustomer } from "../customers/access";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { boundedPage } from "../shared/pages";
import { parse } from "../shared/validate";
import { inScope, type Scope } from "../tenancy/scope";
import { changeableBooking } from "./change";
import { participantShape, type ParticipantInput } from "./shape";

export interface ShownParticipant {
  _id: Id<"tourParticipants">;
  bookingId: Id<"bookings">;
  /** Null for a guest, and for a customer whom the caller may not see. */
  customerId: Id<"customers"> | null;
  /** Empty where the caller may not see whose place it is. */
  name: string;
  isGuest: boolean;
  dietary: string | null;
}

/** VALIDATION_ERROR, CAPACITY_EXCEEDED beyond the booking's places, INVALID_STATUS_CHANGE for a cancelled one, NOT_FOUND, FORBIDDEN. */
export async function addParticipant(
  ctx: OrgMutationCtx,
  bookingId: string,
  input: ParticipantInput,
): Promise<Id<"tourParticipants">> {
  const booking = await changeableBooking(ctx, bookingId);
  const given = parse(participantShape, input);
  if (booking.status === "cancelled")
    fail({ code: "INVALID_STATUS_CHANGE", entity: "bookings", from: "cancelled", to: "cancelled" });
  if (booking.namedParticipants >= booking.numParticipants) fail({ code: "CAPACITY_EXCEEDED", seatsLeft: 0 });
  const customer = given.customerId === undefined ? null : await readableCustomer(ctx, given.customerId);
  if (customer !== null) await refuseTwice(ctx, booking, customer._id);
  const id = await ctx.db.insert("tourParticipants", {
    bookingId: booking._id,
    tourDepartureId: booking.tourDepartureId,
    customerId: customer?._id,
    guestName: given.guestName,
    dietary: given.dietary,
    createdAt: ctx.now,
    createdBy: ctx.actor.id,
  });
  await ctx.db.patch("bookings", booking._id, { namedParticipants: booking.namedParticipants + 1 });
  await tell(ctx, booking, "participantAdded", customer?.name ?? given.guestName ?? "");
  return id;
}

async function refuseTwice(
  ctx: OrgMutationCtx,
  { _id }: Doc<"bookings">,
  customerId: Id<"customers">,
): Promise<void> {
  const known = ctx.db
    .query("tourParticipants")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId));
  for await (const one of known) {
    if (one.bookingId !== _id) continue;
    const message = "This customer is on the booking already.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "customerId", rule: "taken", message }] });
  }
}

/** Takes somebody off; the place stays the booking's. NOT_FOUND, FORBIDDEN. */
export async function removeParticipant(ctx: OrgMutationCtx, key: string): Promise<void> {
  const row = await ctx.db.getNamed("tourParticipants", key);
  const booking = await changeableBooking(ctx, row.bookingId);
  await ctx.db.delete("tourParticipants", row._id);
  await ctx.db.patch("bookings", booking._id, { namedParticipants: booking.namedParticipants - 1 });
  const customer = row.customerId === undefined ? null : await ctx.db.find("customers", row.customerId);
  await tell(ctx, booking, "participantRemoved", customer?.name ?? row.guestName ?? "");
}

async function tell(
  ctx: OrgMutationCtx,
  { _id, customerId }: Doc<"bookings">,
  action: "participantAdded" | "participantRemoved",
  who: string,
): Promise<void> {
  const change = action === "participantAdded" ? { to: who } : { from: who };
  await recordChange(ctx, {
    entity: "bookings",
    entityId: _id,
    customerId,
    action,
    changes: [{ field: "participant", ...change }],
  });
}

const mostRows = 100;

/** Of one booking, as they were named. The caller has read the booking. */
export async function participantsOf(
  ctx: OrgQueryCtx,
  bookingId: Id<"bookings">,
  page: PaginationOptions,
): Promise<PaginationResult<ShownParticipant>> {
  const found = await ctx.db
    .query("tourParticipants")
    .withIndex("by_booking", (q) => q.eq("bookingId", bookingId))
    .paginate(boundedPage(page, mostRows));
  return { ...found, page: await shown(ctx, found.page) };
}

/** Everybody who is named on a departure; whom the caller may not see has no name. */
export async function travellersOf(
  ctx: OrgQueryCtx,
  departureId: Id<"tourDepartures">,
  page: PaginationOptions,
): Promise<PaginationResult<ShownParticipant>> {
  const found = await ctx.db
    .query("tourParticipants")
    .withIndex("by_departure", (q) => q.eq("tourDepartureId", departureId))
    .paginate(boundedPage(page, mostRows));
  return { ...found, page: await shown(ctx, found.page) };
}

async function shown(
  ctx: OrgQueryCtx,
  rows: readonly Doc<"tourParticipants">[],
): Promise<ShownParticipant[]> {
  const scope = await customerScope(ctx);
  const people: ShownParticipant[] = [];
  for (const row of rows) {
    const customer = row.customerId === undefined ? null : await ctx.db.find("customers", row.customerId);
    const booking = await ctx.db.get("bookings", row.bookingId);
    const booker = await ctx.db.get("customers", booking.customerId);
    people.push(shownOne(scope, row, customer, booker));
  }
  return people;
}

function shownOne(
  scope: Scope,
  row: Doc<"tourParticipants">,
  customer: Doc<"customers"> | null,
  booker: Doc<"customers">,
): ShownParticipant {
  const isSeen = inScope(scope, customer ?? booker);
  return {
    _id: row._id,
    bookingId: row.bookingId,
    customerId: isSeen ? (customer?._id ?? null) : null,
    name: isSeen ? (customer?.name ?? row.guestName ?? "") : "",
    isGuest: row.customerId === undefined,
    dietary: isSeen ? (row.dietary ?? null) : null,
  };
}
