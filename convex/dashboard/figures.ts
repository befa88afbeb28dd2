/** The numbers of the customer list's own cards (ANA-11), which the dashboard repeats: right at any size, a few documents. */
import type { OrgQueryCtx } from "../functions";
import { addDays, dayOf } from "../shared/days";
import { total, windowStart, type Amount, type Cells } from "../tallies/read";
import { placesOf, talliesOf } from "./reach";

export interface CustomerFigures {
  /** "organization": everybody's customers; "portfolio": those the caller reaches. */
  reach: "organization" | "portfolio";
  /** Calendar day in the organization's zone on which all of this is true. */
  today: string;
  timeZone: string;
  customers: number;
  newThisMonth: number;
  /** The whole month before; for comparison. */
  newLastMonth: number;
  /** Came or bought within `activeWindowDays` (ANA-04, C24: not the status "active"). */
  active: number;
  activeWindowDays: number;
  /** First day that still counts as active. */
  activeSince: string;
  /** Lifetime value per currency, minor units; the organization's own first. */
  value: { currency: string; sum: number; customers: number }[];
  /** Customers who ever came, those of them who came again (ANA-07), and their visits in all. */
  visits: { visitors: number; returning: number; total: number };
  /** Customers with a tier (ANA-03). */
  vip: number;
}

/** `now` is a rounded epoch ms from the client, because a query has no clock. */
export async function customerFigures(ctx: OrgQueryCtx, now: number): Promise<CustomerFigures> {
  const { timeZone, currency, activeWindowDays } = await ctx.settings();
  const today = dayOf(now, timeZone);
  const month = today.slice(0, 7);
  const lastMonth = addDays(`${month}-01`, -1).slice(0, 7);
  const activeSince = windowStart(today, activeWindowDays);
  const { reach, places } = await placesOf(ctx);
  const { read, readDays } = talliesOf(ctx, places);
  const visitors = await read("visitors", "visitorsByOwner");
  const visited = total(visitors);
  return {
    reach,
    today,
    timeZone,
    customers: total(await read("customers", "customersByOwner"), ([status]) => status !== "deleted").count,
    newThisMonth: total(await read("created", "createdByOwner", month)).count,
    newLastMonth: total(await read("created", "createdByOwner", lastMonth)).count,
    active: total(await readDays("visited", "visitedByOwner", { from: activeSince, to: today })).count,
    activeWindowDays,
    activeSince,
    value: byCurrency(await read("value", "valueByOwner"), 0, () => true, currency).map(
      ({ currency: code, count, sum }) => ({ currency: code, sum, customers: count }),
    ),
    visits: {
      visitors: visited.count,
      returning: visitors.get("again")?.count ?? 0,
      total: visited.sum,
    },
    vip: total(await read("vip", "vipByOwner")).count,
  };
}

/** Sums per currency, whose code is the cell's part at `position`; the organization's own currency first, always there. */
export function byCurrency(
  cells: Cells,
  position: number,
  passes: (parts: readonly string[]) => boolean,
  own: string,
): (Amount & { currency: string })[] {
  const sums = new Map<string, Amount>([[own, { count: 0, sum: 0 }]]);
  for (const [name, { count, sum }] of cells) {
    const parts = name.split(".");
    if (!passes(parts)) continue;
    const before = sums.get(parts[position]!) ?? { count: 0, sum: 0 };
    sums.set(parts[position]!, { count: before.count + count, sum: before.sum + sum });
  }
  return [...sums].map(([currency, amount]) => ({ currency, ...amount }));
}
