/** The numbers of the dashboard, each a sum of tallies: right at any size, a bounded number of documents. */
import type { Doc } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { isOpen, type QuoteStatus } from "../quotes/lifecycle";
import { total, type Cells } from "../tallies/read";
import { byCurrency, customerFigures, type CustomerFigures } from "./figures";
import { placesOf, talliesOf } from "./reach";

type Status = Doc<"customers">["status"];

export interface DashboardSummary extends CustomerFigures {
  /** In touch within the days of `active`. */
  contacted: number;
  /** Completed sales in the organization's currency: all of them, and since the first of the month; minor units. */
  sales: { currency: string; count: number; sum: number; thisMonth: { count: number; sum: number } };
  openLeads: number;
  /** Open follow-ups due today or earlier, and how many of them are late. */
  dueFollowUps: number;
  lateFollowUps: number;
  openQuotes: { currency: string; count: number; sum: number }[];
  byStatus: { status: Status; count: number }[];
}

const openLeadStatuses = new Set(["new", "contacted", "qualified", "quoted"]);
/** "deleted" is no customer any more (ANA-01). */
const statuses = ["prospect", "lead", "active", "inactive", "churned"] as const;

/** `now` is a rounded epoch ms from the client, because a query has no clock. */
export async function dashboardSummary(ctx: OrgQueryCtx, now: number): Promise<DashboardSummary> {
  const { currency } = await ctx.settings();
  const figures = await customerFigures(ctx, now);
  const { today, activeSince } = figures;
  const { read, readDays } = talliesOf(ctx, (await placesOf(ctx)).places);
  const customers = await read("customers", "customersByOwner");
  const leads = await read("leads", "leadsByOwner");
  const quotes = await read("quotes", "quotesByOwner");
  const inOwnCurrency = (cells: Cells, position: number) =>
    total(cells, (parts) => parts[position] === currency);
  const due = await readDays("followUps", "followUpsByOwner", { to: today });
  return {
    ...figures,
    contacted: total(await readDays("contacted", "contactedByOwner", { from: activeSince, to: today })).count,
    sales: {
      currency,
      ...inOwnCurrency(await read("salesEver", "salesEverByOwner"), 0),
      // "31.USD.cash"
      thisMonth: inOwnCurrency(await read("sales", "salesByOwner", today.slice(0, 7)), 1),
    },
    openLeads: total(leads, ([status]) => openLeadStatuses.has(status!)).count,
    dueFollowUps: total(due).count,
    lateFollowUps: total(new Map([...due].filter(([day]) => day < today))).count,
    openQuotes: byCurrency(quotes, 1, ([status]) => isOpen(status as QuoteStatus), currency),
    byStatus: statuses.map((status) => ({
      status,
      count: total(customers, ([cell]) => cell === status).count,
    })),
  };
}
