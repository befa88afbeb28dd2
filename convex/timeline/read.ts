/** A customer's feed: everything that happened, newest first, all or one kind, each entry with what it points at (INT-22..24). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { toEntries, type HistoryEntry } from "../history/read";
import { toListed, type ListedInteraction } from "../interactions/list";
import { boundedPage } from "../shared/pages";
import type { TimelineKind } from "./kinds";
import { countsOf, creationKind, entryOf, untoldCreation } from "./write";

export interface TimelineEntry {
  /** Of a creation that only the history tells, the history's. */
  _id: Id<"timelineEntries"> | Id<"auditLog">;
  kind: TimelineKind;
  at: number;
  /** Epoch ms when it was told. */
  toldAt: number;
  actor: string;
  /** What was said and done, for an interaction; null for anything else. */
  interaction: ListedInteraction | null;
  /** What the history says of it; null for an interaction. */
  history: HistoryEntry | null;
  /** What a quote, a lead, a follow-up or a document is called, and how a note begins. */
  title: string | null;
}

/** The beginning of a note; the rest is on its tab. */
const shownText = 280;
/** An entry costs at most eight documents. */
const largestPage = 30;

export async function timelineOf(
  ctx: OrgQueryCtx,
  args: { customerId: string; kind: TimelineKind | null; paginationOpts: PaginationOptions },
): Promise<PaginationResult<TimelineEntry>> {
  const customer = await readableCustomer(ctx, args.customerId, "interactions:read");
  const { kind } = args;
  const table = ctx.db.query("timelineEntries");
  const found = await (
    kind === null
      ? table.withIndex("by_customer", (q) => q.eq("customerId", customer._id))
      : table.withIndex("by_customer_kind", (q) => q.eq("customerId", customer._id).eq("kind", kind))
  )
    .order("desc")
    .paginate(boundedPage(args.paginationOpts, largestPage));
  const isBare = found.page.length === 0 && found.isDone && args.paginationOpts.cursor === null;
  const created =
    isBare && (kind === null || kind === creationKind) ? await untoldCreation(ctx, customer) : null;
  if (created === null) return { ...found, page: await joined(ctx, found.page) };
  const { _id, _creationTime } = created;
  return { ...found, page: await joined(ctx, [{ ...entryOf(created, customer._id), _id, _creationTime }]) };
}

/** As stored, or the creation that has no row yet. */
type Entry = Omit<Doc<"timelineEntries">, "_id" | "orgId"> & Pick<TimelineEntry, "_id">;

/** Exact number of entries per kind; the chips and what they list agree (INT-23). */
export async function timelineCountsOf(
  ctx: OrgQueryCtx,
  args: { customerId: string },
): Promise<Record<string, number>> {
  const customer = await readableCustomer(ctx, args.customerId, "interactions:read");
  return await countsOf(ctx, customer);
}

export async function joined(ctx: OrgQueryCtx, entries: readonly Entry[]): Promise<TimelineEntry[]> {
  const talks: Doc<"interactions">[] = [];
  const told: Doc<"auditLog">[] = [];
  for (const entry of entries) {
    const talk = await interactionOf(ctx, entry);
    if (talk !== null) talks.push(talk);
    else {
      const audit = await ctx.db.find("auditLog", entry.auditId);
      if (audit !== null) told.push(audit);
    }
  }
  const listed = new Map((await toListed(ctx, talks)).map((row) => [row._id as string, row]));
  const history = new Map((await toEntries(ctx, told)).map((row) => [row._id, row]));
  const rows: TimelineEntry[] = [];
  for (const entry of entries) {
    const interaction = entry.entity === "interactions" ? (listed.get(entry.entityId) ?? null) : null;
    rows.push({
      _id: entry._id,
      kind: entry.kind as TimelineKind,
      at: entry.at,
      toldAt: entry.toldAt ?? entry._creationTime,
      actor: entry.actor,
      interaction,
      history: interaction === null ? (history.get(entry.auditId) ?? null) : null,
      title: await titleOf(ctx, entry),
    });
  }
  return rows;
}

async function interactionOf(
  ctx: OrgQueryCtx,
  { entity, entityId }: Entry,
): Promise<Doc<"interactions"> | null> {
  const id = entity === "interactions" ? ctx.db.normalizeId("interactions", entityId) : null;
  return id === null ? null : await ctx.db.find("interactions", id);
}

/** How the thing the entry is about is called, where the history's own words do not say it. */
async function titleOf(ctx: OrgQueryCtx, { entity, entityId }: Entry): Promise<string | null> {
  if (entity === "quotes") {
    const id = ctx.db.normalizeId("quotes", entityId);
    const quote = id === null ? null : await ctx.db.find("quotes", id);
    return quote === null ? null : `${quote.quoteNumber} · ${quote.subject}`;
  }
  if (entity === "orders") {
    const id = ctx.db.normalizeId("orders", entityId);
    return (id === null ? null : await ctx.db.find("orders", id))?.orderNumber ?? null;
  }
  if (entity === "serviceJobs") {
    const id = ctx.db.normalizeId("serviceJobs", entityId);
    const job = id === null ? null : await ctx.db.find("serviceJobs", id);
    return job === null ? null : `${job.jobNumber} · ${job.title}`;
  }
  if (entity === "leads") {
    const id = ctx.db.normalizeId("leads", entityId);
    return (id === null ? null : await ctx.db.find("leads", id))?.title ?? null;
  }
  if (entity === "bookings") {
    const id = ctx.db.normalizeId("bookings", entityId);
    return id === null ? null : await tripOf(ctx, id);
  }
  if (entity === "payments") {
    const id = ctx.db.normalizeId("payments", entityId);
    const payment = id === null ? null : await ctx.db.find("payments", id);
    return payment === null ? null : await tripOf(ctx, payment.bookingId);
  }
  if (entity === "followUps") {
    const id = ctx.db.normalizeId("followUps", entityId);
    return (id === null ? null : await ctx.db.find("followUps", id))?.title ?? null;
  }
  if (entity === "notes") {
    const id = ctx.db.normalizeId("notes", entityId);
    return (id === null ? null : await ctx.db.find("notes", id))?.noteText.slice(0, shownText) ?? null;
  }
  if (entity === "communications") {
    const id = ctx.db.normalizeId("communications", entityId);
    const message = id === null ? null : await ctx.db.find("communications", id);
    return message?.subject ?? message?.body?.slice(0, shownText) ?? null;
  }
  if (entity === "documents") {
    const id = ctx.db.normalizeId("documents", entityId);
    return (id === null ? null : await ctx.db.find("documents", id))?.documentName ?? null;
  }
  if (entity === "customerPackages") {
    const id = ctx.db.normalizeId("customerPackages", entityId);
    return (id === null ? null : await ctx.db.find("customerPackages", id))?.name ?? null;
  }
  if (entity === "contacts") {
    const id = ctx.db.normalizeId("contacts", entityId);
    const contact = id === null ? null : await ctx.db.find("contacts", id);
    return contact === null ? null : `${contact.firstName} ${contact.lastName}`;
  }
  return null;
}

/** Where to, and on which day. */
async function tripOf(ctx: OrgQueryCtx, id: Id<"bookings">): Promise<string | null> {
  const booking = await ctx.db.find("bookings", id);
  const tour = booking === null ? null : await ctx.db.find("tours", booking.tourId);
  return booking === null || tour === null ? null : `${tour.name} · ${booking.departureDate}`;
}
