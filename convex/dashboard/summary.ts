/** The numbers of the dashboard, each a sum of tallies: right at any size, a bounded number of documents. */
import type { Doc } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { addDays, dayOf } from "../shared/days";
import { merge, tally, tallyDays, total, windowStart, type Amount, type Cells } from "../tallies/read";
import type { Metric } from "../tallies/metrics";
import { placesOf, type Place } from "./reach";

type Status = Doc<"customers">["status"];

export interface DashboardSummary {
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
  /** In touch within the same days. */
  contacted: number;
  activeWindowDays: number;
  /** First day that still counts as active. */
  activeSince: string;
  /** Lifetime value per currency, minor units; the organization's own first. */
  value: { currency: string; sum: number; customers: number }[];
  /** Customers who ever came, those of them who came again (ANA-07), and their visits in all. */
  visits: { visitors: number; returning: number; total: number };
  /** Completed sales in the organization's currency: all of them, and since the first of the month; minor units. */
  sales: { currency: string; count: number; sum: number; thisMonth: { count: number; sum: number } };
  /** Customers with a tier (ANA-03). */
  vip: number;
  openLeads: number;
  /** Open follow-ups due today or earlier, and how many of them are late. */
  dueFollowUps: number;
  lateFollowUps: number;
  openQuotes: { currency: string; count: number; sum: number }[];
  byStatus: { status: Status; count: number }[];
}

const openLeadStatuses = new Set(["new", "contacted", "qualified", "quoted"]);
const openQuoteStatuses = new Set(["sent", "viewed"]);
/** "deleted" is no customer any more (ANA-01). */
const statuses = ["prospect", "lead", "active", "inactive", "churned"] as const;

/** `now` is a rounded epoch ms from the client, because a query has no clock. */
export async function dashboardSummary(ctx: OrgQueryCtx, now: number): Promise<DashboardSummary> {
  const { timeZone, currency, activeWindowDays } = await ctx.settings();
  const today = dayOf(now, timeZone);
  const month = today.slice(0, 7);
  const lastMonth = addDays(`${month}-01`, -1).slice(0, 7);
  const activeSince = windowStart(today, activeWindowDays);
  const { reach, places } = await placesOf(ctx);
  const read = async (everybody: Metric, byOwner: Metric, part?: string) =>
    merge(
      await Promise.all(
        places.map((place) =>
          tally(ctx, metricOf(place, everybody, byOwner), { ...keyOf(place), ...(part && { part }) }),
        ),
      ),
    );
  const readDays = async (everybody: Metric, byOwner: Metric, range: { from?: string; to: string }) =>
    merge(
      await Promise.all(
        places.map((place) =>
          tallyDays(ctx, metricOf(place, everybody, byOwner), { ...keyOf(place), ...range }),
        ),
      ),
    );

  const customers = await read("customers", "customersByOwner");
  const leads = await read("leads", "leadsByOwner");
  const quotes = await read("quotes", "quotesByOwner");
  const visitors = await read("visitors", "visitorsByOwner");
  const visited = total(visitors);
  const inOwnCurrency = (cells: Cells, position: number) =>
    total(cells, (parts) => parts[position] === currency);
  const due = await readDays("followUps", "followUpsByOwner", { to: today });
  return {
    reach,
    today,
    timeZone,
    customers: total(customers, ([status]) => status !== "deleted").count,
    newThisMonth: total(await read("created", "createdByOwner", month)).count,
    newLastMonth: total(await read("created", "createdByOwner", lastMonth)).count,
    active: total(await readDays("visited", "visitedByOwner", { from: activeSince, to: today })).count,
    contacted: total(await readDays("contacted", "contactedByOwner", { from: activeSince, to: today })).count,
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
    sales: {
      currency,
      ...inOwnCurrency(await read("salesEver", "salesEverByOwner"), 0),
      // "31.USD.cash"
      thisMonth: inOwnCurrency(await read("sales", "salesByOwner", month), 1),
    },
    vip: total(await read("vip", "vipByOwner")).count,
    openLeads: total(leads, ([status]) => openLeadStatuses.has(status!)).count,
    dueFollowUps: total(due).count,
    lateFollowUps: total(new Map([...due].filter(([day]) => day < today))).count,
    openQuotes: byCurrency(quotes, 1, ([status]) => openQuoteStatuses.has(status!), currency),
    byStatus: statuses.map((status) => ({
      status,
      count: total(customers, ([cell]) => cell === status).count,
    })),
  };
}

/** Sums per currency, whose code is the cell's part at `position`; the organization's own currency first, always there. */
function byCurrency(
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

export function metricOf(place: Place, everybody: Metric, byOwner: Metric): Metric {
  return place.kind === "everybody" ? everybody : byOwner;
}

export function keyOf(place: Place): { key?: string } {
  return place.kind === "everybody" ? {} : { key: place.owner };
}
