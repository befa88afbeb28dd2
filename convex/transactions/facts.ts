/**
 * What is kept of a customer's sales and visits. Every sale and every visit is added and taken away here, after its own
 * row was written, by a few reads of the indexes that hold the rows: so what is kept follows from the rows alone, in
 * whatever order they came and went (CUS-22, ORD-22). A visit is a completed sale, or an interaction of that type whose
 * time has come (C56).
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { dayOf } from "../shared/days";
import { clockLeeway } from "./words";

type Total = Doc<"salesFacts">["totals"][number];

export async function salesFactsOf(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
): Promise<Doc<"salesFacts"> | null> {
  return await ctx.db
    .query("salesFacts")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .unique();
}

/** Called after the row of the sale or visit was written (by 1) or taken away (by -1). */
export async function countVisit(
  ctx: TenantMutationCtx,
  { customerId, day, sale }: { customerId: Id<"customers">; day: string; sale?: Total },
  by: 1 | -1,
): Promise<void> {
  const row = await salesFactsOf(ctx, customerId);
  const others = await visitsOnDay(ctx, customerId, day);
  const isTheDays = by === 1 ? others === 1 : others === 0;
  await keep(ctx, customerId, row, {
    visits: (row?.visits ?? 0) + by,
    visitDays: (row?.visitDays ?? 0) + (isTheDays ? by : 0),
    totals: sale === undefined ? (row?.totals ?? []) : added(row?.totals ?? [], sale, by),
  });
}

async function keep(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  row: Doc<"salesFacts"> | null,
  facts: Pick<Doc<"salesFacts">, "visits" | "visitDays" | "totals">,
): Promise<void> {
  const isNothing = facts.visits === 0 && facts.totals.length === 0;
  if (row === null) await ctx.db.insert("salesFacts", { customerId, ...facts });
  else if (isNothing) await ctx.db.delete("salesFacts", row._id);
  else await ctx.db.patch("salesFacts", row._id, facts);
}

/** The same for a sale, if it is one that counts; an adjustment moves the sum and is no visit. */
export async function countSale(
  ctx: TenantMutationCtx,
  { customerId, day, status, currency, amount }: Doc<"transactions">,
  by: 1 | -1,
): Promise<void> {
  if (status === "adjusted") {
    const row = await salesFactsOf(ctx, customerId);
    const { visits, visitDays, totals } = row ?? { visits: 0, visitDays: 0, totals: [] };
    const moved = added(totals, { currency, count: 0, amount }, by);
    await keep(ctx, customerId, row, { visits, visitDays, totals: moved });
  }
  if (status !== "completed") return;
  await countVisit(ctx, { customerId, day, sale: { currency, count: 1, amount } }, by);
}

function added(totals: readonly Total[], { currency, count, amount }: Total, by: 1 | -1): Total[] {
  const known = totals.find((one) => one.currency === currency) ?? { currency, count: 0, amount: 0 };
  const next = { currency, count: known.count + by * count, amount: known.amount + by * amount };
  return [...totals.filter((one) => one.currency !== currency), next]
    .filter((one) => one.count !== 0 || one.amount !== 0)
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** 0, 1, or 2 for more: whether a visit is the only one of its day is all that is asked. */
async function visitsOnDay(ctx: TenantQueryCtx, customerId: Id<"customers">, day: string): Promise<number> {
  const sales = await ctx.db
    .query("transactions")
    .withIndex("by_customer_status", (q) =>
      q.eq("customerId", customerId).eq("status", "completed").eq("day", day),
    )
    .take(2);
  if (sales.length === 2) return 2;
  const visits = await ctx.db
    .query("interactions")
    .withIndex("by_customer_visit", (q) =>
      q.eq("customerId", customerId).eq("type", "visit").eq("visitDay", day),
    )
    .take(2);
  return Math.min(2, sales.length + visits.length);
}

/** Called after an interaction was written; counts it if it is a visit whose time has come, and not twice. */
export async function countInteraction(ctx: TenantMutationCtx, id: Id<"interactions">): Promise<void> {
  const row = await ctx.db.get("interactions", id);
  if (row.type !== "visit" || row.visitDay !== undefined || row.interactionDate > ctx.now + clockLeeway)
    return;
  const { timeZone } = await ctx.settings();
  const day = dayOf(row.interactionDate, timeZone);
  await ctx.db.patch("interactions", id, { visitDay: day });
  await countVisit(ctx, { customerId: row.customerId, day }, 1);
}

/** Called after a counted visit was taken away, or became something else or of another day, as it was before. */
export async function uncountInteraction(
  ctx: TenantMutationCtx,
  { customerId, visitDay }: Doc<"interactions">,
): Promise<void> {
  if (visitDay !== undefined) await countVisit(ctx, { customerId, day: visitDay }, -1);
}

/** Visits that were logged before Orbit counted visits; the next run goes on. */
export async function countDueVisits(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const due = await ctx.db
    .query("interactions")
    .withIndex("by_customer_visit", (q) =>
      q
        .eq("customerId", customerId)
        .eq("type", "visit")
        .eq("visitDay", undefined)
        .lte("interactionDate", ctx.now + clockLeeway),
    )
    .take(dueAtOnce);
  for (const { _id } of due) await countInteraction(ctx, _id);
}
const dueAtOnce = 20;

/** What the customer's row shows of it (CUS-22); all absent for who never came. */
export interface VisitFacts {
  firstVisitAt: number | undefined;
  lastVisitAt: number | undefined;
  totalVisits: number | undefined;
  firstTransactionAt: number | undefined;
}

export const neverCame: VisitFacts = {
  firstVisitAt: undefined,
  lastVisitAt: undefined,
  totalVisits: undefined,
  firstTransactionAt: undefined,
};

/** From the kept numbers and the ends of the indexes: four rows at most beside the kept one. */
export async function visitFactsOf(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
  facts: Doc<"salesFacts"> | null,
): Promise<VisitFacts> {
  if (facts === null || facts.visits === 0) return neverCame;
  const sale = async (order: "asc" | "desc") => {
    const row = await ctx.db
      .query("transactions")
      .withIndex("by_customer_status", (q) => q.eq("customerId", customerId).eq("status", "completed"))
      .order(order)
      .first();
    return row?.at;
  };
  const visit = async (order: "asc" | "desc") => {
    const row = await ctx.db
      .query("interactions")
      .withIndex("by_customer_visit", (q) =>
        q.eq("customerId", customerId).eq("type", "visit").gt("visitDay", ""),
      )
      .order(order)
      .first();
    return row?.interactionDate;
  };
  const firstTransactionAt = await sale("asc");
  const firsts = [firstTransactionAt, await visit("asc")].filter((at) => at !== undefined);
  const lasts = [await sale("desc"), await visit("desc")].filter((at) => at !== undefined);
  const { visitRule = "perTransaction" } = await ctx.settings();
  return {
    firstVisitAt: Math.min(...firsts),
    lastVisitAt: Math.max(...lasts),
    totalVisits: visitRule === "perDay" ? facts.visitDays : facts.visits,
    firstTransactionAt,
  };
}
