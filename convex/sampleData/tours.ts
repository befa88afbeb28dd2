/** Tours for sample data: offered where an organization offers none, booked and paid by some, and gone with the samples (DEP-12). */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { insertPayment } from "../bookings/payments";
import { insertBooking, saveBooking } from "../bookings/save";
import { addDays, dayOf } from "../shared/days";
import { tallyTour } from "../tallies/tours";
import { isSwitchedOff } from "../tenancy/modules";
import { addDeparture, createTour } from "../tours/write";

/** Minor units of the organization's currency. */
const sampleTours = [
  {
    name: "Three days in the mountains",
    description: "Huts, horses and a guide who knows the weather.",
    basePrice: 42_000,
    capacity: 12,
    durationDays: 3,
  },
  {
    name: "Weekend at the lake",
    description: "Two nights by the water, boats and fishing included.",
    basePrice: 26_500,
    capacity: 8,
    durationDays: 2,
  },
  {
    name: "The old town on foot",
    description: "A day with a historian, lunch on the way.",
    basePrice: 7_900,
    capacity: 20,
    durationDays: 1,
  },
];
/** Days from today on which each departs: one trip is over, two are to come. */
const departs = [-30, 12, 45];

/** Nothing where somebody offers tours, or where the module is switched off. */
export async function makeSampleTours(ctx: TenantMutationCtx): Promise<void> {
  const { modules, timeZone } = await ctx.settings();
  if (isSwitchedOff(modules, "tours")) return;
  const any = await ctx.db.query("tours").withIndex("by_name").first();
  if (any !== null) return;
  const today = dayOf(ctx.now, timeZone);
  for (const [place, tour] of sampleTours.entries()) {
    const tourId = await createTour(ctx, tour, { isSample: true });
    for (const days of departs)
      await addDeparture(ctx, tourId, { departureDate: addDays(today, days + 2 * place) });
  }
}

/** Every third customer booked: some paid all, some a part; what is over was paid and is completed. */
export async function giveSampleBooking(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  index: number,
): Promise<void> {
  if (index % 3 !== 1) return;
  const tours = await sampleToursOf(ctx);
  const turn = (index - 1) / 3;
  const tour = tours[turn % sampleTours.length];
  if (tour === undefined) return;
  const departures = await ctx.db
    .query("tourDepartures")
    .withIndex("by_tour", (q) => q.eq("tourId", tour._id))
    .take(departs.length);
  const departure = departures[(turn + Math.floor(turn / sampleTours.length)) % departs.length]!;
  const people = 1 + (turn % 2);
  if (departure.capacity - departure.seatsTaken < people) return;
  const totalAmount = departure.price * people;
  const booking = await insertBooking(ctx, customer, {
    tourDepartureId: departure._id,
    tourId: tour._id,
    departureDate: departure.departureDate,
    endDate: departure.endDate,
    numParticipants: people,
    totalAmount,
    currency: departure.currency,
    status: "confirmed",
    paidAmount: 0,
    soldAmount: 0,
    namedParticipants: 0,
  });
  const today = dayOf(ctx.now, (await ctx.settings()).timeZone);
  const isOver = departure.endDate < today;
  if (!isOver && turn % 4 === 3) return;
  const amount = isOver || turn % 2 === 0 ? totalAmount : Math.round(totalAmount / 3);
  await insertPayment(ctx, booking, {
    amount,
    currency: departure.currency,
    bookedAmount: amount,
    paymentDate: isOver ? addDays(departure.departureDate, -7) : today,
    paymentMethod: turn % 2 === 0 ? "card" : "transfer",
    status: "completed",
  });
  if (isOver)
    await saveBooking(
      ctx,
      await ctx.db.get("bookings", booking._id),
      { status: "completed" },
      { action: "completed" },
    );
}

/** The tours go, unless an own customer has booked one: then it is the organization's own from now on. */
export async function removeSampleTours(ctx: TenantMutationCtx): Promise<void> {
  for (const tour of await sampleToursOf(ctx)) {
    const booked = await ctx.db
      .query("bookings")
      .withIndex("by_tour", (q) => q.eq("tourId", tour._id))
      .first();
    if (booked !== null) {
      await ctx.db.patch("tours", tour._id, { isSample: false });
      continue;
    }
    const departures = await ctx.db
      .query("tourDepartures")
      .withIndex("by_tour", (q) => q.eq("tourId", tour._id))
      .collect();
    for (const { _id } of departures) await ctx.db.delete("tourDepartures", _id);
    await ctx.db.delete("tours", tour._id);
    await tallyTour(ctx, tour, null);
  }
}

async function sampleToursOf(ctx: TenantMutationCtx): Promise<Doc<"tours">[]> {
  return await ctx.db
    .query("tours")
    .withIndex("by_origin", (q) => q.eq("isSample", true))
    .take(sampleTours.length);
}
