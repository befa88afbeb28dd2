/** Door: what is on offer, tours and their departures (TRV). */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import {
  countTours,
  departuresBetween,
  departuresOf,
  listTours,
  readDeparture,
  readTour,
  tourFilterValidator,
} from "./tours/list";
import { addDeparture, createTour, removeDeparture, updateDeparture, updateTour } from "./tours/write";

const departureFields = {
  departureDate: v.optional(v.string()),
  price: v.optional(v.number()),
  currency: v.optional(v.string()),
  capacity: v.optional(v.number()),
};

/** Tours by name, each with its next departure. `today` is the organization's calendar day, from the caller. */
export const list = orgQuery({
  permission: "tours:read",
  args: { filter: tourFilterValidator, today: v.string(), paginationOpts: paginationOptsValidator },
  handler: (ctx, { paginationOpts, ...args }) => listTours(ctx, args, paginationOpts),
});

/** Exact numbers of tours that are offered and that are not. */
export const counts = orgQuery({ permission: "tours:read", args: {}, handler: (ctx) => countTours(ctx) });

/** One tour. NOT_FOUND. */
export const get = orgQuery({
  permission: "tours:read",
  args: { tourId: v.string() },
  handler: (ctx, { tourId }) => readTour(ctx, tourId),
});

/** A tour's departures from `today` on, the nearest first, or those before, the newest first. */
export const departures = orgQuery({
  permission: "tours:read",
  args: {
    tourId: v.id("tours"),
    when: v.union(v.literal("upcoming"), v.literal("past")),
    today: v.string(),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { paginationOpts, ...args }) => departuresOf(ctx, args, paginationOpts),
});

/** Departures of all tours in a range of days, with the places left, live (TRV-28). */
export const calendar = orgQuery({
  permission: "tours:read",
  args: { from: v.string(), to: v.string(), paginationOpts: paginationOptsValidator },
  handler: (ctx, { paginationOpts, ...range }) => departuresBetween(ctx, range, paginationOpts),
});

/** One departure. NOT_FOUND. */
export const departure = orgQuery({
  permission: "tours:read",
  args: { departureId: v.string() },
  handler: (ctx, { departureId }) => readDeparture(ctx, departureId),
});

/** Adds a tour; amounts in minor units (TRV-01). VALIDATION_ERROR by field. */
export const create = orgMutation({
  permission: "tours:manage",
  args: {
    input: v.object({
      name: v.string(),
      description: v.optional(v.string()),
      basePrice: v.number(),
      currency: v.optional(v.string()),
      capacity: v.number(),
      durationDays: v.number(),
      active: v.optional(v.boolean()),
    }),
  },
  handler: (ctx, { input }) => createTour(ctx, input),
});

/** Changes the fields that are given; `active: false` takes it off the pickers (TRV-02). VALIDATION_ERROR, NOT_FOUND. */
export const update = orgMutation({
  permission: "tours:manage",
  args: {
    tourId: v.id("tours"),
    changes: v.object({
      name: v.optional(v.string()),
      description: v.optional(v.string()),
      basePrice: v.optional(v.number()),
      currency: v.optional(v.string()),
      capacity: v.optional(v.number()),
      durationDays: v.optional(v.number()),
      active: v.optional(v.boolean()),
    }),
  },
  handler: async (ctx, { tourId, changes }): Promise<null> => {
    await updateTour(ctx, tourId, changes);
    return null;
  },
});

/** Adds a departure; price, currency and places are the tour's unless told (TRV-03). VALIDATION_ERROR, NOT_FOUND. */
export const addDate = orgMutation({
  permission: "tours:manage",
  args: { tourId: v.id("tours"), input: v.object({ ...departureFields, departureDate: v.string() }) },
  handler: (ctx, { tourId, input }) => addDeparture(ctx, tourId, input),
});

/** Changes a departure; what was booked keeps its price. VALIDATION_ERROR, NOT_FOUND. */
export const updateDate = orgMutation({
  permission: "tours:manage",
  args: { departureId: v.id("tourDepartures"), changes: v.object(departureFields) },
  handler: async (ctx, { departureId, changes }): Promise<null> => {
    await updateDeparture(ctx, departureId, changes);
    return null;
  },
});

/** Takes off a departure that nobody has booked. VALIDATION_ERROR for any other, NOT_FOUND. */
export const removeDate = orgMutation({
  permission: "tours:manage",
  args: { departureId: v.id("tourDepartures") },
  handler: async (ctx, { departureId }): Promise<null> => {
    await removeDeparture(ctx, departureId);
    return null;
  },
});
