/** New customers over time, and who has how many. */
import type { OrgQueryCtx } from "../functions";
import type { Id } from "../_generated/dataModel";
import { addDays, dayOf } from "../shared/days";
import { tally, topKeys, total } from "../tallies/read";
import { unassigned } from "../tallies/metrics";
import { placesOf, talliesOf } from "./reach";

export interface TrendPoint {
  /** YYYY-MM-DD, or YYYY-MM for months. */
  date: string;
  newCustomers: number;
}

/** The last 30 days or 12 months, the present one included and last (ANA-13). */
export async function newCustomerTrend(
  ctx: OrgQueryCtx,
  now: number,
  period: "days" | "months",
): Promise<TrendPoint[]> {
  const { timeZone } = await ctx.settings();
  const today = dayOf(now, timeZone);
  const dates = period === "days" ? lastDays(today, 30) : lastMonths(today, 12);
  const from = period === "days" ? dates[0]! : `${dates[0]!}-01`;
  const { places } = await placesOf(ctx);
  const days = await talliesOf(ctx, places).readDays("created", "createdByOwner", { from, to: today });
  const counts = new Map(dates.map((date) => [date, 0]));
  for (const [day, { count }] of days) {
    const date = period === "days" ? day : day.slice(0, 7);
    counts.set(date, (counts.get(date) ?? 0) + count);
  }
  return dates.map((date) => ({ date, newCustomers: counts.get(date)! }));
}

function lastDays(today: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => addDays(today, index + 1 - count));
}

function lastMonths(today: string, count: number): string[] {
  const months = [today.slice(0, 7)];
  while (months.length < count) months.unshift(addDays(`${months[0]!}-01`, -1).slice(0, 7));
  return months;
}

export interface OwnerShare {
  /** Null for customers nobody owns. */
  ownerId: Id<"users"> | null;
  /** Null with ownerId null. */
  name: string | null;
  customers: number;
}

/** Owners shown by name; everybody else is summed up. */
const shownOwners = 12;

/** Who owns how many live customers, most first, and how many the rest own together. */
export async function customersByOwner(ctx: OrgQueryCtx): Promise<{ owners: OwnerShare[]; others: number }> {
  const { places } = await placesOf(ctx);
  const isEverybody = places.some(({ kind }) => kind === "everybody");
  const rows = isEverybody
    ? await topKeys(ctx, "customersByOwner", shownOwners)
    : await Promise.all(
        places.flatMap((place) =>
          place.kind === "owner"
            ? [
                tally(ctx, "customersByOwner", { key: place.owner }).then((cells) => ({
                  key: place.owner,
                  cells,
                })),
              ]
            : [],
        ),
      );
  const shares = await Promise.all(
    rows.map(async ({ key, cells }) => {
      const ownerId = key === unassigned ? null : (key as Id<"users">);
      return {
        ownerId,
        name: ownerId === null ? null : await memberName(ctx, ownerId),
        customers: total(cells, ([status]) => status !== "deleted").count,
      };
    }),
  );
  const owners = shares
    .filter(({ customers }) => customers > 0)
    .sort((a, b) => b.customers - a.customers)
    .slice(0, shownOwners);
  const named = owners.reduce((sum, { customers }) => sum + customers, 0);
  const all = isEverybody
    ? total(await tally(ctx, "customers"), ([status]) => status !== "deleted").count
    : shares.reduce((sum, { customers }) => sum + customers, 0);
  return { owners, others: all - named };
}

async function memberName(ctx: OrgQueryCtx, userId: Id<"users">): Promise<string | null> {
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  return member?.name ?? null;
}
