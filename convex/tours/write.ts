/** The one write path of tours and departures: row, numbers and history in one transaction. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { diff, recordChange } from "../history/record";
import { addDays } from "../shared/days";
import { fail } from "../shared/errors";
import { fold } from "../shared/text";
import { parse } from "../shared/validate";
import { tallyTour } from "../tallies/tours";
import {
  departureChangesShape,
  departureShape,
  tourChangesShape,
  tourShape,
  type DepartureChanges,
  type DepartureInput,
  type TourChanges,
  type TourInput,
} from "./shape";

type Tour = Doc<"tours">;
type Departure = Doc<"tourDepartures">;

const toldOfTour = [
  "name",
  "description",
  "basePrice",
  "currency",
  "capacity",
  "durationDays",
  "active",
] as const satisfies readonly (keyof Tour)[];
const toldOfDeparture = [
  "departureDate",
  "price",
  "currency",
  "capacity",
] as const satisfies readonly (keyof Departure)[];

/** VALIDATION_ERROR by field. */
export async function createTour(
  ctx: TenantMutationCtx,
  input: TourInput,
  { isSample = false }: { isSample?: boolean } = {},
): Promise<Id<"tours">> {
  const { currency = (await ctx.settings()).currency, ...fields } = parse(tourShape, input);
  const tourId = await ctx.db.insert("tours", {
    ...fields,
    currency,
    nameSort: fold(fields.name),
    isSample,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
    updatedBy: ctx.actor.id,
  });
  const tour = await ctx.db.get("tours", tourId);
  await tallyTour(ctx, null, tour);
  await recordChange(ctx, {
    entity: "tours",
    entityId: tourId,
    action: "created",
    changes: diff<Tour>({}, tour, toldOfTour),
  });
  return tourId;
}

/** Changes what is given. Departures keep the price, currency, places and length they have. VALIDATION_ERROR, NOT_FOUND. */
export async function updateTour(
  ctx: TenantMutationCtx,
  tourId: Id<"tours">,
  input: TourChanges,
): Promise<void> {
  const before = await ctx.db.get("tours", tourId);
  const given = parse(tourChangesShape, input);
  const fields = {
    ...given,
    // An emptied description is taken away; one that was not given stays.
    ...("description" in input ? { description: given.description } : {}),
    ...(given.name === undefined ? {} : { nameSort: fold(given.name) }),
  };
  const changes = diff<Tour>(before, { ...before, ...fields } as Tour, toldOfTour);
  if (changes.length === 0) return;
  await ctx.db.patch("tours", tourId, { ...fields, updatedAt: ctx.now, updatedBy: ctx.actor.id });
  await tallyTour(ctx, before, await ctx.db.get("tours", tourId));
  await recordChange(ctx, { entity: "tours", entityId: tourId, action: "updated", changes });
}

/** A date on which the tour departs. VALIDATION_ERROR by field, NOT_FOUND. */
export async function addDeparture(
  ctx: TenantMutationCtx,
  tourId: Id<"tours">,
  input: DepartureInput,
): Promise<Id<"tourDepartures">> {
  const tour = await ctx.db.get("tours", tourId);
  const given = parse(departureShape, input);
  const departureId = await ctx.db.insert("tourDepartures", {
    tourId,
    departureDate: given.departureDate,
    endDate: lastDay(given.departureDate, tour.durationDays),
    price: given.price ?? tour.basePrice,
    currency: given.currency ?? tour.currency,
    capacity: given.capacity ?? tour.capacity,
    seatsTaken: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
    updatedBy: ctx.actor.id,
  });
  const changes = diff<Departure>({}, await ctx.db.get("tourDepartures", departureId), toldOfDeparture);
  await recordChange(ctx, { entity: "tourDepartures", entityId: departureId, action: "created", changes });
  return departureId;
}

/** What was booked keeps its price. VALIDATION_ERROR: fewer places than are taken, another day for people who booked this one. */
export async function updateDeparture(
  ctx: TenantMutationCtx,
  departureId: Id<"tourDepartures">,
  input: DepartureChanges,
): Promise<void> {
  const before = await ctx.db.get("tourDepartures", departureId);
  const given = parse(departureChangesShape, input);
  if (given.capacity !== undefined && given.capacity < before.seatsTaken) {
    refuse("capacity", "seatsTaken", `${before.seatsTaken} places are taken; keep at least as many.`);
  }
  const day = given.departureDate ?? before.departureDate;
  if (day !== before.departureDate && (await isBooked(ctx, departureId))) {
    refuse("departureDate", "booked", "People have booked this day; add another departure instead.");
  }
  const length = Date.parse(before.endDate) - Date.parse(before.departureDate);
  const fields =
    day === before.departureDate
      ? given
      : { ...given, endDate: lastDay(day, Math.round(length / 86_400_000) + 1) };
  const changes = diff<Departure>(before, { ...before, ...fields } as Departure, toldOfDeparture);
  if (changes.length === 0) return;
  await ctx.db.patch("tourDepartures", departureId, {
    ...fields,
    updatedAt: ctx.now,
    updatedBy: ctx.actor.id,
  });
  await recordChange(ctx, { entity: "tourDepartures", entityId: departureId, action: "updated", changes });
}

/** Takes a date off that nobody has booked. VALIDATION_ERROR for any other, NOT_FOUND. */
export async function removeDeparture(
  ctx: TenantMutationCtx,
  departureId: Id<"tourDepartures">,
): Promise<void> {
  const before = await ctx.db.get("tourDepartures", departureId);
  if (await isBooked(ctx, departureId))
    refuse("", "booked", "People have booked this day; their bookings go on telling of it.");
  await ctx.db.delete("tourDepartures", departureId);
  const changes = diff<Departure>(before, {}, toldOfDeparture);
  await recordChange(ctx, { entity: "tourDepartures", entityId: departureId, action: "removed", changes });
}

/** By anybody, cancelled or not. */
async function isBooked(ctx: TenantMutationCtx, departureId: Id<"tourDepartures">): Promise<boolean> {
  const booking = await ctx.db
    .query("bookings")
    .withIndex("by_departure", (q) => q.eq("tourDepartureId", departureId))
    .first();
  return booking !== null;
}

const lastDay = (first: string, days: number) => addDays(first, days - 1);

function refuse(path: string, rule: string, message: string): never {
  return fail({ code: "VALIDATION_ERROR", issues: [{ path, rule, message }] });
}
