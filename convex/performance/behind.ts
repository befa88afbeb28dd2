/** The rows behind one number of one person, newest first, by index (ANA-25). A page may be shorter than asked for and go on. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { userOf } from "../members/actors";
import { fail } from "../shared/errors";
import { boundedPage } from "../shared/pages";
import {
  earnedByBooking,
  earnedByQuote,
  earnedBySale,
  earnedByWork,
  type EarnedSource,
} from "../value/earned";
import { checkedPeriod, instantsOf, type Period } from "./period";

/** What can be looked behind; `answers` are messages, `answeredLeads` leads. */
export const behindValidator = v.union(
  v.literal("interactions"),
  v.literal("logged"),
  v.literal("calls"),
  v.literal("messages"),
  v.literal("leads"),
  v.literal("won"),
  v.literal("answers"),
  v.literal("answeredLeads"),
  v.literal("acceptedQuotes"),
  v.literal("orders"),
  v.literal("jobs"),
  v.literal("bookings"),
  v.literal("quotedBookings"),
  v.literal("transactions"),
);
export type Behind = Infer<typeof behindValidator>;

export interface RowBehind {
  id: string;
  customerId: Id<"customers">;
  customerName: string;
  /** Epoch ms of what counts: the interaction, the sale, the answer. */
  at: number;
  /** A subject, title or number; null where there is none. */
  text: string | null;
  /** Kind of interaction or channel, status of a lead; null elsewhere. */
  kind: string | null;
  /** Minor units, as far as it counts; null for what is no deal. */
  amount: number | null;
  currency: string | null;
  /** How long it had waited, ms; of answers. */
  waitedMs: number | null;
}

type Bare = Pick<RowBehind, "at"> & Partial<RowBehind>;
type Found<Row> = PaginationResult<Row>;
type Range = { start: number; end: number };

const largestPage = 50;

/** FORBIDDEN for the rows of somebody else where one sees only one's own, NOT_FOUND for who is no member, VALIDATION_ERROR. */
export async function rowsBehind(
  ctx: OrgQueryCtx,
  { userId, what, period: asked }: { userId: Id<"users">; what: Behind; period: Period },
  page: PaginationOptions,
): Promise<PaginationResult<RowBehind>> {
  const period = checkedPeriod(asked);
  if (ctx.reach !== "all" && userId !== ctx.member.userId)
    return fail({ code: "FORBIDDEN", permission: ctx.permission });
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  if (member === null) return fail({ code: "NOT_FOUND", entity: "memberships" });
  const { timeZone } = await ctx.settings();
  return await readers[what](
    ctx,
    userId,
    { ...instantsOf(period, timeZone), ...period },
    boundedPage(page, largestPage),
  );
}

type Reader = (
  ctx: OrgQueryCtx,
  userId: Id<"users">,
  range: Range & Period,
  page: PaginationOptions,
) => Promise<PaginationResult<RowBehind>>;

const readers: Record<Behind, Reader> = {
  interactions: (ctx, userId, range, page) =>
    interactionsOf(ctx, userId, range, page).then((found) =>
      named(ctx, found, (row) => [ofInteraction(row)]),
    ),
  calls: (ctx, userId, range, page) =>
    interactionsOf(ctx, userId, range, page).then((found) =>
      named(ctx, found, (row) => (row.type === "call" ? [ofInteraction(row)] : [])),
    ),
  logged: (ctx, userId, { start, end }, page) =>
    ctx.db
      .query("interactions")
      .withIndex("by_author", (q) =>
        q.eq("createdBy", `user:${userId}`).gte("interactionDate", start).lt("interactionDate", end),
      )
      .order("desc")
      .paginate(page)
      .then((found) => named(ctx, found, (row) => (row.automatic ? [] : [ofInteraction(row)]))),
  messages: (ctx, userId, { start, end }, page) =>
    ctx.db
      .query("communications")
      .withIndex("by_author", (q) =>
        q.eq("createdBy", `user:${userId}`).gte("createdAt", start).lt("createdAt", end),
      )
      .order("desc")
      .paginate(page)
      .then((found) =>
        named(ctx, found, (row) =>
          row.direction === "outbound" && row.communicationType !== "phone" && userOf(row.createdBy) !== null
            ? [ofMessage(row, row.createdAt)]
            : [],
        ),
      ),
  leads: (ctx, userId, range, page) =>
    leadsOf(ctx, userId, range, page).then((found) =>
      named(ctx, found, (row) => [ofLead(row, row.createdAt)]),
    ),
  won: (ctx, userId, range, page) =>
    leadsOf(ctx, userId, range, page).then((found) =>
      named(ctx, found, (row) => (row.status === "won" ? [ofLead(row, row.createdAt)] : [])),
    ),
  answers: (ctx, userId, { start, end }, page) =>
    ctx.db
      .query("communications")
      .withIndex("by_answered", (q) =>
        q.eq("answeredBy", userId).gte("answeredAt", start).lt("answeredAt", end),
      )
      .order("desc")
      .paginate(page)
      .then((found) => named(ctx, found, (row) => [{ ...ofMessage(row, row.answeredAt!), ...waited(row) }])),
  answeredLeads: (ctx, userId, { start, end }, page) =>
    ctx.db
      .query("leads")
      .withIndex("by_answered", (q) =>
        q.eq("answeredBy", userId).gte("answeredAt", start).lt("answeredAt", end),
      )
      .order("desc")
      .paginate(page)
      .then((found) => named(ctx, found, (row) => [{ ...ofLead(row, row.answeredAt!), ...waited(row) }])),
  acceptedQuotes: (ctx, userId, range, page) => quotesOf(ctx, userId, range, page, "acceptedQuotes"),
  quotedBookings: (ctx, userId, range, page) => quotesOf(ctx, userId, range, page, "bookings"),
  orders: (ctx, userId, { start, end }, page) =>
    ctx.db
      .query("orders")
      .withIndex("by_owner_realized", (q) =>
        q.eq("ownerId", userId).gte("realizedAt", start).lt("realizedAt", end),
      )
      .order("desc")
      .paginate(page)
      .then((found) =>
        named(ctx, found, (row) =>
          earnedByWork("orders", row).map((one) => ({ ...one, text: row.orderNumber })),
        ),
      ),
  jobs: (ctx, userId, { start, end }, page) =>
    ctx.db
      .query("serviceJobs")
      .withIndex("by_owner_realized", (q) =>
        q.eq("ownerId", userId).gte("realizedAt", start).lt("realizedAt", end),
      )
      .order("desc")
      .paginate(page)
      .then((found) =>
        named(ctx, found, (row) => earnedByWork("jobs", row).map((one) => ({ ...one, text: row.jobNumber }))),
      ),
  bookings: (ctx, userId, { start, end }, page) =>
    ctx.db
      .query("bookings")
      .withIndex("by_owner_created", (q) =>
        q.eq("ownerId", userId).gte("createdAt", start).lt("createdAt", end),
      )
      .order("desc")
      .paginate(page)
      .then((found) =>
        named(ctx, found, (row) => earnedByBooking(row).map((one) => ({ ...one, text: null }))),
      ),
  // A sale keeps the day it had; where the time zone changed since, that may be the one beside its instant's.
  transactions: (ctx, userId, { start, end, from, to }, page) =>
    ctx.db
      .query("transactions")
      .withIndex("by_owner", (q) =>
        q
          .eq("ownerId", userId)
          .gte("at", start - aroundMs)
          .lt("at", end + aroundMs),
      )
      .order("desc")
      .paginate(page)
      .then((found) =>
        named(ctx, found, (row) =>
          row.day < from || row.day > to
            ? []
            : earnedBySale(row).map((one) => ({ ...one, at: row.at, text: row.reference ?? null })),
        ),
      ),
};

const aroundMs = 26 * 60 * 60 * 1000;

const interactionsOf = (
  ctx: OrgQueryCtx,
  userId: Id<"users">,
  { start, end }: Range,
  page: PaginationOptions,
) =>
  ctx.db
    .query("interactions")
    .withIndex("by_assigned", (q) =>
      q.eq("assignedTo", userId).gte("interactionDate", start).lt("interactionDate", end),
    )
    .order("desc")
    .paginate(page);

const leadsOf = (ctx: OrgQueryCtx, userId: Id<"users">, { start, end }: Range, page: PaginationOptions) =>
  ctx.db
    .query("leads")
    .withIndex("by_owner_created", (q) =>
      q.eq("ownerId", userId).gte("createdAt", start).lt("createdAt", end),
    )
    .order("desc")
    .paginate(page);

async function quotesOf(
  ctx: OrgQueryCtx,
  userId: Id<"users">,
  { start, end }: Range,
  page: PaginationOptions,
  source: EarnedSource,
): Promise<PaginationResult<RowBehind>> {
  const found = await ctx.db
    .query("quotes")
    .withIndex("by_owner_accepted", (q) =>
      q.eq("ownerId", userId).gte("acceptedAt", start).lt("acceptedAt", end),
    )
    .order("desc")
    .paginate(page);
  return await named(ctx, found, (row) =>
    earnedByQuote(row)
      .filter((one) => one.source === source)
      .map((one) => ({ ...one, text: row.quoteNumber })),
  );
}

const ofInteraction = (row: Doc<"interactions">): Bare => ({
  at: row.interactionDate,
  text: row.subject,
  kind: row.type,
});
const ofMessage = (row: Doc<"communications">, at: number): Bare => ({
  at,
  text: row.subject ?? row.body?.slice(0, 120) ?? null,
  kind: row.communicationType,
});
const ofLead = (row: Doc<"leads">, at: number): Bare => ({ at, text: row.title ?? null, kind: row.status });
const waited = (row: { createdAt: number; answeredAt?: number | undefined }) => ({
  waitedMs: Math.max(0, row.answeredAt! - row.createdAt),
});

/** With the customer's name, which is read once each; `counted` says what of a row counts, which may be nothing. */
async function named<Row extends { _id: string; customerId: Id<"customers"> }>(
  ctx: OrgQueryCtx,
  found: Found<Row>,
  counted: (row: Row) => Bare[],
): Promise<Found<RowBehind>> {
  const names = new Map<Id<"customers">, string>();
  const page: RowBehind[] = [];
  for (const row of found.page) {
    const { customerId } = row;
    for (const one of counted(row)) {
      if (!names.has(customerId)) names.set(customerId, (await ctx.db.get("customers", customerId)).name);
      page.push({
        id: row._id,
        customerId,
        customerName: names.get(customerId)!,
        at: one.at,
        text: one.text ?? null,
        kind: one.kind ?? null,
        amount: one.amount ?? null,
        currency: one.currency ?? null,
        waitedMs: one.waitedMs ?? null,
      });
    }
  }
  return { ...found, page };
}
