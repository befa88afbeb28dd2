/** Bookings of the customers found, and tours by name, in the search of everything (SRC-26). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { inScope, scopeOf } from "../tenancy/scope";
import { mayFind } from "./allowed";

export interface FoundBooking {
  _id: Id<"bookings">;
  tourName: string;
  /** Calendar day. */
  departureDate: string;
  status: Doc<"bookings">["status"];
  customerName: string;
}

export interface FoundTour {
  _id: Id<"tours">;
  name: string;
  active: boolean;
}

const most = { bookings: 3, tours: 4 };
const longestName = 200;

/** The latest departures of each. */
export async function bookingsOf(
  ctx: OrgQueryCtx,
  customers: readonly Doc<"customers">[],
): Promise<FoundBooking[]> {
  if (!(await mayFind(ctx, "bookings:read"))) return [];
  const scope = await scopeOf(ctx, "bookings:read");
  const found: FoundBooking[] = [];
  for (const customer of customers) {
    if (!inScope(scope, customer)) continue;
    const bookings = await ctx.db
      .query("bookings")
      .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
      .order("desc")
      .take(2);
    for (const { _id, tourId, departureDate, status } of bookings) {
      const { name } = await ctx.db.get("tours", tourId);
      found.push({ _id, tourName: name, departureDate, status, customerName: customer.name });
    }
  }
  return found.slice(0, most.bookings);
}

/** The last word may be a beginning; those on offer first. */
export async function toursBy(ctx: OrgQueryCtx, text: string): Promise<FoundTour[]> {
  const words = text.trim().slice(0, longestName);
  if (words === "" || !(await mayFind(ctx, "tours:read"))) return [];
  const named = await Promise.all(
    [true, false].map((active) =>
      ctx.db
        .query("tours")
        .withSearchIndex("search", (q) => q.search("name", words).eq("active", active))
        .take(most.tours),
    ),
  );
  return named
    .flat()
    .slice(0, most.tours)
    .map(({ _id, name, active }) => ({ _id, name, active }));
}
