/** What must move with a row, in either direction: the counts, numbers and keys that rest on it. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { primaryOf } from "../contacts/insert";
import { settleBooking } from "../bookings/save";
import { countMessage, uncountMessage } from "../communications/threads";
import { bumpCount } from "../interactions/counts";
import { moveNoteWords } from "../notes/words";
import { settleOrder } from "../orders/save";
import { settleServiceJob } from "../serviceJobs/save";
import { tallyPair } from "../tallies/duplicates";
import { tallyFollowUp } from "../tallies/followUps";
import { tallyLead } from "../tallies/leads";
import { tallyPackage } from "../tallies/packages";
import { tallyQuote } from "../tallies/quotes";
import type { TenantTable } from "../tenancy/tables";
import { countVisit, uncountInteraction } from "../transactions/facts";
import { settle } from "../transactions/record";
import { handOverEntries } from "../timeline/write";
import type { AnyRow } from "./manifest";

/** Called after a row became `after`, by the merge and by its undo; null is "not there". */
export async function follow(
  ctx: TenantMutationCtx,
  table: TenantTable,
  before: AnyRow | null,
  after: AnyRow | null,
): Promise<void> {
  if (table === "duplicatePairs")
    return await tallyPair(ctx, as<"duplicatePairs">(before), as<"duplicatePairs">(after));
  if (before === null || after === null) return;
  await followInTimeline(ctx, table, before, after);
  switch (table) {
    case "interactions":
      return await recount(ctx, as<"interactions">(before), as<"interactions">(after));
    case "communications":
      return await recountMessage(ctx, as<"communications">(before), as<"communications">(after));
    case "contacts":
      return await moveKeys(ctx, as<"contacts">(before), as<"contacts">(after));
    case "notes":
      return await moveNoteWords(ctx, as<"notes">(after));
    case "transactions":
      return await settle(ctx, as<"transactions">(before), as<"transactions">(after));
    case "orders":
      return await settleOrder(ctx, as<"orders">(before), as<"orders">(after));
    case "customerPackages":
      return await tallyPackage(ctx, as<"customerPackages">(before), as<"customerPackages">(after));
    case "bookings":
      return await settleBooking(ctx, as<"bookings">(before), as<"bookings">(after));
    case "serviceJobs":
      return await settleServiceJob(ctx, as<"serviceJobs">(before), as<"serviceJobs">(after));
    case "quotes":
      return await tallyQuote(ctx, as<"quotes">(before), as<"quotes">(after));
    case "followUps":
      return await tallyFollowUp(ctx, as<"followUps">(before), as<"followUps">(after));
    case "leads":
      return await tallyLead(ctx, as<"leads">(before), as<"leads">(after));
    default:
      return;
  }
}

/** Tables the feed tells of by their own rows. */
const told: ReadonlySet<TenantTable> = new Set([
  "interactions",
  "communications",
  "contacts",
  "quotes",
  "orders",
  "serviceJobs",
  "transactions",
  "customerPackages",
  "bookings",
  "leads",
  "followUps",
]);

/** What the feed tells of a row is told where the row is. */
async function followInTimeline(
  ctx: TenantMutationCtx,
  table: TenantTable,
  before: AnyRow,
  after: AnyRow,
): Promise<void> {
  if (!told.has(table)) return;
  const [from, to] = [before, after].map((row) => (row as { customerId?: Id<"customers"> }).customerId);
  if (to === undefined || from === to) return;
  await handOverEntries(ctx, table, after._id, to);
  if (table !== "bookings") return;
  const paid = ctx.db
    .query("payments")
    .withIndex("by_booking", (q) => q.eq("bookingId", as<"bookings">(after)._id));
  for await (const payment of paid) await handOverEntries(ctx, "payments", payment._id, to);
}

function as<T extends TenantTable>(row: AnyRow): Doc<T>;
function as<T extends TenantTable>(row: AnyRow | null): Doc<T> | null;
function as(row: AnyRow | null): unknown {
  return row;
}

async function recount(
  ctx: TenantMutationCtx,
  before: Doc<"interactions">,
  after: Doc<"interactions">,
): Promise<void> {
  if (before.customerId === after.customerId) return;
  await bumpCount(ctx, before.customerId, before.type, -1);
  await bumpCount(ctx, after.customerId, after.type, 1);
  if (before.visitDay !== undefined) await uncountInteraction(ctx, before);
  if (after.visitDay !== undefined)
    await countVisit(ctx, { customerId: after.customerId, day: after.visitDay }, 1);
}

async function recountMessage(
  ctx: TenantMutationCtx,
  before: Doc<"communications">,
  after: Doc<"communications">,
): Promise<void> {
  if (before.customerId === after.customerId) return;
  await uncountMessage(ctx, before);
  await countMessage(ctx, after);
}

/** A contact's e-mail and phones lead to the customer it belongs to (DUP-02). */
async function moveKeys(
  ctx: TenantMutationCtx,
  before: Doc<"contacts">,
  after: Doc<"contacts">,
): Promise<void> {
  if (before.customerId === after.customerId) return;
  const keys = await ctx.db
    .query("customerKeys")
    .withIndex("by_customer", (q) => q.eq("customerId", before.customerId).eq("contactId", before._id))
    .collect();
  for (const key of keys) await ctx.db.patch("customerKeys", key._id, { customerId: after.customerId });
}

export interface Destination {
  /** The survivor as it is after the merge. */
  survivor: Doc<"customers">;
  /** Who owned the record a row comes from. */
  formerOwner: Id<"users"> | undefined;
}

/** What else changes in a row that goes to another customer. */
export async function adjusted(
  ctx: TenantMutationCtx,
  table: TenantTable,
  row: AnyRow,
  { survivor, formerOwner }: Destination,
): Promise<Record<string, unknown>> {
  switch (table) {
    case "contacts": {
      // One active primary per customer (CON-04): the survivor's own comes first.
      const contact = as<"contacts">(row);
      if (!contact.isActive || !contact.isPrimary) return {};
      const primary = await primaryOf(ctx, survivor._id);
      return primary === null || primary._id === contact._id ? {} : { isPrimary: false };
    }
    // A quote is listed under its customer's owner, and so are an order, what was sold and what was booked.
    case "quotes":
    case "orders":
    case "serviceJobs":
    case "transactions":
    case "customerPackages":
    case "bookings":
      return survivor.ownerId === undefined ? {} : { ownerId: survivor.ownerId };
    // Open promises of the former owner go with the account, as in followUps/handOver.ts.
    case "followUps": {
      const { status, ownerId } = as<"followUps">(row);
      const goes = status === "open" && ownerId === formerOwner && survivor.ownerId !== undefined;
      return goes ? { ownerId: survivor.ownerId } : {};
    }
    default:
      return {};
  }
}
