/** Reads of the catalogue: tours, a tour's departures, and the departures of some days (TRV-01, TRV-03, TRV-28). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { isDay } from "../shared/days";
import { fail } from "../shared/errors";
import { boundedPage } from "../shared/pages";
import { tally } from "../tallies/read";

type Ctx = OrgQueryCtx | OrgMutationCtx;

export interface ShownTour {
  _id: Id<"tours">;
  name: string;
  description: string | null;
  /** Of one person, minor units of `currency`. */
  basePrice: number;
  currency: string;
  capacity: number;
  durationDays: number;
  active: boolean;
  createdAt: number;
  updatedAt: number;
}

export interface ListedTour extends ShownTour {
  /** The first departure from today on; null where none is planned. */
  next: { departureId: Id<"tourDepartures">; departureDate: string; seatsLeft: number } | null;
}

export interface ShownDeparture {
  _id: Id<"tourDepartures">;
  tourId: Id<"tours">;
  tourName: string;
  /** The tour is offered (TRV-02). */
  isOffered: boolean;
  departureDate: string;
  endDate: string;
  price: number;
  currency: string;
  capacity: number;
  seatsTaken: number;
  seatsLeft: number;
}

export const tourFilterValidator = v.object({
  active: v.optional(v.boolean()),
  /** Words of the name; the last may be a beginning. */
  search: v.optional(v.string()),
});
export type TourFilter = Infer<typeof tourFilterValidator>;

/** Rows of a page; each joins at most one more. */
const mostRows = 100;

/** By name; those that were searched for by fitness. `today`: the organization's calendar day. */
export async function listTours(
  ctx: OrgQueryCtx,
  { filter: { active, search = "" }, today }: { filter: TourFilter; today: string },
  page: PaginationOptions,
): Promise<PaginationResult<ListedTour>> {
  checkDay(today, "today");
  const table = ctx.db.query("tours");
  const words = search.trim();
  const found = await (
    words !== ""
      ? table.withSearchIndex("search", (q) => {
          const named = q.search("name", words);
          return active === undefined ? named : named.eq("active", active);
        })
      : active === undefined
        ? table.withIndex("by_name")
        : table.withIndex("by_active", (q) => q.eq("active", active))
  ).paginate(boundedPage(page, mostRows));
  const rows: ListedTour[] = [];
  for (const tour of found.page) {
    const next = await ctx.db
      .query("tourDepartures")
      .withIndex("by_tour", (q) => q.eq("tourId", tour._id).gte("departureDate", today))
      .first();
    rows.push({
      ...shownTour(tour),
      next:
        next === null
          ? null
          : {
              departureId: next._id,
              departureDate: next.departureDate,
              seatsLeft: next.capacity - next.seatsTaken,
            },
    });
  }
  return { ...found, page: rows };
}

/** Exact numbers of tours that are offered and that are not; kept, not scanned. */
export async function countTours(ctx: OrgQueryCtx): Promise<{ active: number; inactive: number }> {
  const cells = await tally(ctx, "tours");
  return { active: cells.get("active")?.count ?? 0, inactive: cells.get("inactive")?.count ?? 0 };
}

/** NOT_FOUND. */
export async function readTour(ctx: Ctx, key: string): Promise<ShownTour> {
  return shownTour(await ctx.db.getNamed("tours", key));
}

/** One departure. NOT_FOUND. */
export async function readDeparture(ctx: Ctx, key: string): Promise<ShownDeparture> {
  const departure = await ctx.db.getNamed("tourDepartures", key);
  return shownDeparture(departure, await ctx.db.get("tours", departure.tourId));
}

/** From `today` on the nearest first, or those before it the newest first. NOT_FOUND. */
export async function departuresOf(
  ctx: OrgQueryCtx,
  { tourId, when, today }: { tourId: Id<"tours">; when: "upcoming" | "past"; today: string },
  page: PaginationOptions,
): Promise<PaginationResult<ShownDeparture>> {
  checkDay(today, "today");
  const tour = await ctx.db.get("tours", tourId);
  const table = ctx.db.query("tourDepartures");
  const found = await (
    when === "upcoming"
      ? table.withIndex("by_tour", (q) => q.eq("tourId", tourId).gte("departureDate", today))
      : table.withIndex("by_tour", (q) => q.eq("tourId", tourId).lt("departureDate", today)).order("desc")
  ).paginate(boundedPage(page, mostRows));
  return { ...found, page: found.page.map((row) => shownDeparture(row, tour)) };
}

/** Departures of the days from `from` to `to`, both included, the earliest first. VALIDATION_ERROR. */
export async function departuresBetween(
  ctx: OrgQueryCtx,
  { from, to }: { from: string; to: string },
  page: PaginationOptions,
): Promise<PaginationResult<ShownDeparture>> {
  checkDay(from, "from");
  checkDay(to, "to");
  const found = await ctx.db
    .query("tourDepartures")
    .withIndex("by_date", (q) => q.gte("departureDate", from).lte("departureDate", to))
    .paginate(boundedPage(page, mostRows));
  const tours = new Map<Id<"tours">, Doc<"tours">>();
  const rows: ShownDeparture[] = [];
  for (const row of found.page) {
    const tour = tours.get(row.tourId) ?? (await ctx.db.get("tours", row.tourId));
    tours.set(row.tourId, tour);
    rows.push(shownDeparture(row, tour));
  }
  return { ...found, page: rows };
}

function shownTour(tour: Doc<"tours">): ShownTour {
  return {
    _id: tour._id,
    name: tour.name,
    description: tour.description ?? null,
    basePrice: tour.basePrice,
    currency: tour.currency,
    capacity: tour.capacity,
    durationDays: tour.durationDays,
    active: tour.active,
    createdAt: tour.createdAt,
    updatedAt: tour.updatedAt,
  };
}

function shownDeparture(row: Doc<"tourDepartures">, tour: Doc<"tours">): ShownDeparture {
  return {
    _id: row._id,
    tourId: tour._id,
    tourName: tour.name,
    isOffered: tour.active,
    departureDate: row.departureDate,
    endDate: row.endDate,
    price: row.price,
    currency: row.currency,
    capacity: row.capacity,
    seatsTaken: row.seatsTaken,
    seatsLeft: row.capacity - row.seatsTaken,
  };
}

function checkDay(day: string, path: string): void {
  if (isDay(day)) return;
  const message = "Enter a real date as year-month-day.";
  fail({ code: "VALIDATION_ERROR", issues: [{ path, rule: "invalidDay", message }] });
}
