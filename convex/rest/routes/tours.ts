/** Tours and departures over REST (TRV-01, TRV-02, TRV-03). */
import * as z from "zod";
import type { OrgMutationCtx, OrgQueryCtx } from "../../functions";
import { dayOf } from "../../shared/days";
import {
  departuresBetween,
  departuresOf,
  listTours,
  readDeparture,
  readTour,
  type ShownDeparture,
  type ShownTour,
} from "../../tours/list";
import { addDeparture, createTour, removeDeparture, updateDeparture, updateTour } from "../../tours/write";
import { amount, calendarDay, count, id, iso, listPage, moment } from "../answer";
import { cleared, day, flag, paging, selection, word } from "../entry";
import { idOf } from "../place";
import { lists, reads, writes } from "../route";
import { creditEntered, minorUnits } from "./loyalty";

const tourAnswer = z.strictObject({
  id,
  name: z.string(),
  description: z.string().nullable(),
  basePrice: amount.describe("Of one person; minor units."),
  currency: z.string().describe("ISO 4217."),
  capacity: count,
  durationDays: count,
  active: z.boolean().describe("Switched off it is offered to nobody; what was booked stays."),
  createdAt: moment,
  updatedAt: moment,
});

const departureAnswer = z.strictObject({
  id,
  tourId: id,
  tourName: z.string(),
  departureDate: calendarDay,
  endDate: calendarDay.describe("Last day of the trip."),
  price: amount.describe("Of one person; minor units."),
  currency: z.string().describe("ISO 4217."),
  capacity: count,
  seatsTaken: count,
  seatsLeft: count,
});

function tourOutward({ _id, createdAt, updatedAt, ...tour }: ShownTour): z.output<typeof tourAnswer> {
  const { name, description, basePrice, currency, capacity, durationDays, active } = tour;
  const told = { name, description, basePrice, currency, capacity, durationDays, active };
  return { id: _id, ...told, createdAt: iso(createdAt), updatedAt: iso(updatedAt) };
}

function departureOutward({
  _id,
  isOffered: _offered,
  ...departure
}: ShownDeparture): z.output<typeof departureAnswer> {
  return { id: _id, ...departure };
}

const largestPage = 50;
const place = z.number().optional();
const tourEntered = {
  name: word,
  description: word,
  basePrice: creditEntered,
  currency: z.string().optional(),
  capacity: place,
  durationDays: place,
  active: z.boolean().optional(),
};
const departureEntered = {
  departureDate: z.string().optional(),
  price: creditEntered,
  currency: z.string().optional(),
  capacity: place,
};

const given = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

async function entered(
  ctx: OrgMutationCtx,
  body: { currency?: string | undefined },
  field: "basePrice" | "price",
  currency?: string,
): Promise<object> {
  const money = (body as Record<string, number | string | null | undefined>)[field];
  const own = body.currency ?? currency ?? (await ctx.settings()).currency;
  return cleared(given({ ...body, [field]: minorUnits(money, own) }));
}

const today = async (ctx: OrgQueryCtx, now: number) => dayOf(now, (await ctx.settings()).timeZone);

export const tourRoutes = [
  lists({
    method: "GET",
    path: "/tours",
    group: "Tours",
    summary: "Tours by name",
    permission: "tours:read",
    query: z.strictObject({
      active: flag.optional().describe("true: only what is offered."),
      search: z.string().max(200).optional().describe("Words of the name."),
      ...paging(largestPage),
      ...selection,
    }),
    list: "tours",
    largestPage,
    answer: tourAnswer,
    handler: async (ctx, { query: { active, search }, page, now }) => {
      const filter = { ...(active === undefined ? {} : { active }), ...(search ? { search } : {}) };
      return listPage(await listTours(ctx, { filter, today: await today(ctx, now) }, page), tourOutward);
    },
  }),
  writes({
    method: "POST",
    path: "/tours",
    group: "Tours",
    summary: "Add a tour",
    permission: "tours:manage",
    status: 201,
    body: z.strictObject(tourEntered),
    example: { name: "Altai in autumn", basePrice: "450.00", currency: "USD", capacity: 12, durationDays: 7 },
    answer: tourAnswer,
    handler: async (ctx, { body }) => {
      const tourId = await createTour(ctx, (await entered(ctx, body, "basePrice")) as never);
      return tourOutward(await readTour(ctx, tourId));
    },
  }),
  reads({
    method: "GET",
    path: "/tours/{tour}",
    group: "Tours",
    summary: "Read one tour",
    permission: "tours:read",
    query: z.strictObject(selection),
    answer: tourAnswer,
    handler: async (ctx, { params }) => tourOutward(await readTour(ctx, params["tour"]!)),
  }),
  writes({
    method: "PUT",
    path: "/tours/{tour}",
    group: "Tours",
    summary: "Change some fields of a tour; departures keep what they have",
    permission: "tours:manage",
    body: z.strictObject(tourEntered),
    example: { active: false },
    answer: tourAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id, currency } = await readTour(ctx, params["tour"]!);
      await updateTour(ctx, _id, (await entered(ctx, body, "basePrice", currency)) as never);
      return tourOutward(await readTour(ctx, _id));
    },
  }),
  lists({
    method: "GET",
    path: "/tours/{tour}/departures",
    group: "Tours",
    summary: "Departures of a tour from today on, the nearest first, with the places left",
    permission: "tours:read",
    query: z.strictObject({
      past: flag.optional().describe("true: those before today, the newest first."),
      ...paging(largestPage),
      ...selection,
    }),
    list: "departures",
    largestPage,
    answer: departureAnswer,
    handler: async (ctx, { params, query, page, now }) => {
      const tourId = idOf(ctx, "tours", params["tour"]!);
      const when = query.past === true ? "past" : "upcoming";
      const found = await departuresOf(ctx, { tourId, when, today: await today(ctx, now) }, page);
      return listPage(found, departureOutward);
    },
  }),
  writes({
    method: "POST",
    path: "/tours/{tour}/departures",
    group: "Tours",
    summary: "Add a departure; price, currency and capacity are the tour's unless told",
    permission: "tours:manage",
    status: 201,
    body: z.strictObject(departureEntered),
    example: { departureDate: "2026-09-12" },
    answer: departureAnswer,
    handler: async (ctx, { params, body }) => {
      const tour = await readTour(ctx, params["tour"]!);
      const input = await entered(ctx, body, "price", tour.currency);
      return departureOutward(await readDeparture(ctx, await addDeparture(ctx, tour._id, input as never)));
    },
  }),
  lists({
    method: "GET",
    path: "/departures",
    group: "Tours",
    summary: "Departures of all tours in a range of days, the earliest first",
    permission: "tours:read",
    query: z.strictObject({
      from: day.describe("First day, in the organization's time zone."),
      to: day.describe("Last day."),
      ...paging(largestPage),
      ...selection,
    }),
    list: "departures",
    largestPage,
    answer: departureAnswer,
    handler: async (ctx, { query: { from, to }, page }) =>
      listPage(await departuresBetween(ctx, { from, to }, page), departureOutward),
  }),
  reads({
    method: "GET",
    path: "/departures/{departure}",
    group: "Tours",
    summary: "Read one departure with the places left",
    permission: "tours:read",
    query: z.strictObject(selection),
    answer: departureAnswer,
    handler: async (ctx, { params }) => departureOutward(await readDeparture(ctx, params["departure"]!)),
  }),
  writes({
    method: "PUT",
    path: "/departures/{departure}",
    group: "Tours",
    summary: "Change a departure; what was booked keeps its price",
    permission: "tours:manage",
    body: z.strictObject(departureEntered),
    example: { capacity: 14 },
    answer: departureAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id, currency } = await readDeparture(ctx, params["departure"]!);
      await updateDeparture(ctx, _id, (await entered(ctx, body, "price", currency)) as never);
      return departureOutward(await readDeparture(ctx, _id));
    },
  }),
  writes({
    method: "DELETE",
    path: "/departures/{departure}",
    group: "Tours",
    summary: "Take off a departure that nobody has booked",
    permission: "tours:manage",
    answer: departureAnswer,
    handler: async (ctx, { params }) => {
      const departure = await readDeparture(ctx, params["departure"]!);
      await removeDeparture(ctx, departure._id);
      return departureOutward(departure);
    },
  }),
];
