/** What score, churn and value are computed from: one customer, bounded reads. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { fullEngagement, type ScoreFacts } from "../scores/factors";
import { dayMs } from "../shared/days";
import { bookingFactsOf } from "../bookings/save";
import type { ChurnFacts } from "./churn";
import { missedAfter, type Instants } from "./due";
import { neverCame, salesFactsOf, visitFactsOf, type VisitFacts } from "../transactions/facts";
import { noRevenue, nothingSold, type Purchase, type Revenue, type Sold } from "./lifetime";
import { revenueOf } from "./revenue";

export interface Facts {
  score: ScoreFacts;
  churn: ChurnFacts;
  purchases: Purchase[];
  /** Kept sums of recorded sales, and the visits they are part of. */
  sold: Sold;
  /** Kept sums of what orders brought. */
  revenue: Revenue;
  /** Kept sums of bookings, as far as no sale pays them. */
  booked: Sold;
  visits: VisitFacts;
  /** Newest interaction that has happened; a planned meeting becomes a contact once its time has passed. */
  newestContactAt: number | null;
  /** What the numbers of days above are counted from. */
  instants: Instants;
}

/** Engagement looks back so far. */
const window = 90 * dayMs;
/** More open quotes or missed follow-ups than this change nothing any more. */
const enough = 10;

/** What of the record itself counts. */
export type Judged = Pick<
  Doc<"customers">,
  | "type"
  | "phoneE164"
  | "email"
  | "address"
  | "ownerId"
  | "tags"
  | "notes"
  | "dateOfBirth"
  | "industry"
  | "website"
  | "emailConsent"
  | "smsConsent"
  | "customerSource"
  | "lastContactAt"
  | "createdAt"
>;

/** What hangs on a customer, as far as it counts. */
interface Found {
  recent: readonly Doc<"interactions">[];
  missed: number;
  /** The next one that is not missed. */
  followUp: Doc<"followUps"> | null;
  /** The next one that has not happened yet. */
  planned: Doc<"interactions"> | null;
  openQuotes: number;
  accepted: readonly Doc<"quotes">[];
  newest: Doc<"quotes"> | null;
  hasDecisionMaker: boolean;
  sold: Sold;
  revenue: Revenue;
  booked: Sold;
  visits: VisitFacts;
}

/** Of a record on which nothing hangs yet. */
export function factsOfNew(customer: Judged, now: number): Facts {
  return factsFrom(customer, now, {
    recent: [],
    missed: 0,
    followUp: null,
    planned: null,
    openQuotes: 0,
    accepted: [],
    newest: null,
    hasDecisionMaker: false,
    sold: nothingSold,
    revenue: noRevenue,
    booked: nothingSold,
    visits: neverCame,
  });
}

export async function readFacts(
  ctx: TenantQueryCtx,
  customer: Doc<"customers">,
  now: number,
): Promise<Facts> {
  const { _id: id } = customer;
  const recent = await ctx.db
    .query("interactions")
    .withIndex("by_customer", (q) =>
      q
        .eq("customerId", id)
        .gt("interactionDate", now - window)
        .lte("interactionDate", now),
    )
    .order("desc")
    .take(fullEngagement);
  const missed = await ctx.db
    .query("followUps")
    .withIndex("by_customer", (q) =>
      q
        .eq("customerId", id)
        .eq("status", "open")
        .lt("dueAt", now - missedAfter),
    )
    .take(enough);
  const planned = await ctx.db
    .query("interactions")
    .withIndex("by_customer", (q) => q.eq("customerId", id).gt("interactionDate", now))
    .first();
  const followUp = await ctx.db
    .query("followUps")
    .withIndex("by_customer", (q) =>
      q
        .eq("customerId", id)
        .eq("status", "open")
        .gte("dueAt", now - missedAfter),
    )
    .first();
  const sent = await quotesIn(ctx, id, "sent");
  const viewed = await quotesIn(ctx, id, "viewed");
  const accepted = await acceptedQuotes(ctx, id);
  const newest = await ctx.db
    .query("quotes")
    .withIndex("by_customer", (q) => q.eq("customerId", id))
    .order("desc")
    .first();
  const people = await ctx.db
    .query("contacts")
    .withIndex("by_customer", (q) => q.eq("customerId", id).eq("isActive", true))
    .take(50);

  const sales = await salesFactsOf(ctx, id);
  const visits = await visitFactsOf(ctx, id, sales);
  const lastAt = sales === null || sales.totals.length === 0 ? null : ((await lastSale(ctx, id))?.at ?? null);
  return factsFrom(customer, now, {
    recent,
    missed: missed.length,
    followUp,
    planned,
    openQuotes: sent + viewed,
    accepted,
    newest,
    hasDecisionMaker: people.some((contact) => contact.isDecisionMaker),
    sold: { totals: sales?.totals ?? [], lastAt },
    revenue: await revenueOf(ctx, id),
    booked: await bookedBy(ctx, id),
    visits,
  });
}

/** Whether the record itself says something else to those who judge it than it did before. */
export function isJudgedAnew(before: Judged, after: Judged): boolean {
  const [was, is] = [ownFacts(before), ownFacts(after)];
  return (Object.keys(is) as (keyof typeof is)[]).some((fact) => was[fact] !== is[fact]);
}

/** What of the facts the record says by itself. */
function ownFacts(customer: Judged) {
  const { type, lastContactAt, createdAt, customerSource: source } = customer;
  const hasConsent = customer.emailConsent || customer.smsConsent;
  return { type, lastContactAt, createdAt, source, hasConsent, ...completeness(customer) };
}

function factsFrom(
  customer: Judged,
  now: number,
  {
    recent,
    missed,
    followUp,
    planned,
    openQuotes,
    accepted,
    newest,
    hasDecisionMaker,
    sold,
    revenue,
    booked,
    visits,
  }: Found,
): Facts {
  const { source, hasConsent, knownFields, askedFields } = ownFacts(customer);
  const newestContactAt = recent[0]?.interactionDate ?? null;
  const lastContactAt = Math.max(customer.lastContactAt, newestContactAt ?? 0);
  // Who came or bought is not silent, though nobody wrote a word about it.
  const lastTouchAt = Math.max(lastContactAt, Math.min(now, visits.lastVisitAt ?? 0));
  const silentSince = lastTouchAt === 0 ? customer.createdAt : lastTouchAt;
  const hasFollowUp = followUp !== null;
  const oldest = recent.at(-1);
  const daysSince = (instant: number) => Math.max(0, Math.floor((now - instant) / dayMs));
  return {
    newestContactAt,
    score: {
      daysSinceContact: lastContactAt === 0 ? null : daysSince(lastContactAt),
      recentInteractions: recent.length,
      knownFields,
      askedFields,
      quotes: quoteFact(accepted.length, openQuotes, newest),
      hasConsent,
      source,
      hasDecisionMaker,
      hasFollowUp,
    },
    churn: {
      daysSilent: daysSince(silentSince),
      neverContacted: lastTouchAt === 0,
      missedFollowUps: missed,
      openQuotes,
      lastQuoteLost: newest?.status === "rejected" || newest?.status === "expired",
      hasPlannedFollowUp: hasFollowUp,
    },
    // What was paid of a quote counts among the sales, what its order made of it among the orders, what was booked
    // of it among the bookings.
    purchases: accepted.map((quote) => {
      const { totalAmount, currency, isOrdered = false } = quote;
      const done = Math.max(quote.paidAmount ?? 0, quote.booked?.amount ?? 0);
      const isPaid = done >= totalAmount && done > 0;
      const at = quote.acceptedAt ?? quote.createdAt;
      const amount = Math.max(0, totalAmount - done);
      return { amount, whole: totalAmount, isSettled: isPaid || isOrdered, currency, at };
    }),
    sold,
    revenue,
    booked: withQuoted(booked, accepted),
    visits,
    instants: {
      lastContactAt: lastContactAt === 0 ? null : lastContactAt,
      silentSince,
      recentUntil: oldest === undefined ? null : oldest.interactionDate + window,
      nextInteractionAt: planned?.interactionDate ?? null,
      nextFollowUpAt: followUp?.dueAt ?? null,
    },
  };
}

/** Without the bookings that make a quote real: those are kept with the quote. */
async function bookedBy(ctx: TenantQueryCtx, id: Id<"customers">): Promise<Sold> {
  const facts = await bookingFactsOf(ctx, id);
  if (facts === null) return nothingSold;
  const newest = await ctx.db
    .query("bookings")
    .withIndex("by_customer_created", (q) => q.eq("customerId", id))
    .order("desc")
    .first();
  return { totals: facts.totals, lastAt: facts.live === 0 ? null : (newest?.createdAt ?? null) };
}

/** And with what bookings of accepted quotes count for, as far as no sale pays the quote itself. */
function withQuoted({ totals, lastAt }: Sold, accepted: readonly Doc<"quotes">[]): Sold {
  const sums = new Map(totals.map((total) => [total.currency, total]));
  for (const { booked, paidAmount = 0, currency } of accepted) {
    const amount = Math.max(0, (booked?.worth ?? 0) - paidAmount);
    if (amount === 0) continue;
    const known = sums.get(currency) ?? { currency, count: 0, amount: 0 };
    sums.set(currency, { currency, count: known.count + 1, amount: known.amount + amount });
  }
  return { totals: [...sums.values()], lastAt };
}

async function quotesIn(
  ctx: TenantQueryCtx,
  id: Id<"customers">,
  status: "sent" | "viewed",
): Promise<number> {
  const rows = await ctx.db
    .query("quotes")
    .withIndex("by_customer_status", (q) => q.eq("customerId", id).eq("status", status))
    .take(enough);
  return rows.length;
}

async function lastSale(ctx: TenantQueryCtx, id: Id<"customers">): Promise<Doc<"transactions"> | null> {
  return await ctx.db
    .query("transactions")
    .withIndex("by_customer_status", (q) => q.eq("customerId", id).eq("status", "completed"))
    .order("desc")
    .first();
}

/** All of them, oldest first: a sum of some would be a wrong number. */
async function acceptedQuotes(ctx: TenantQueryCtx, id: Id<"customers">): Promise<Doc<"quotes">[]> {
  return await ctx.db
    .query("quotes")
    .withIndex("by_customer_status", (q) => q.eq("customerId", id).eq("status", "accepted"))
    .collect();
}

function quoteFact(accepted: number, open: number, newest: Doc<"quotes"> | null): ScoreFacts["quotes"] {
  if (open > 0) return "open";
  if (accepted > 0) return "accepted";
  if (newest === null || newest.status === "discarded") return "none";
  return newest.status === "draft" ? "draft" : "rejected";
}

/** What is worth knowing of anybody, and what of a business or of a person. */
function completeness(customer: Judged): { knownFields: number; askedFields: number } {
  const asked = [
    customer.phoneE164,
    customer.email,
    customer.address,
    customer.ownerId,
    customer.tags.length > 0 ? true : customer.notes,
    customer.type === "individual" ? customer.dateOfBirth : (customer.industry ?? customer.website),
  ];
  return { knownFields: asked.filter((field) => field !== undefined).length, askedFields: asked.length };
}
