/** The one write path of quotes: row, counters and history move together. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { diff, recordChange, type Change } from "../history/record";
import { fail } from "../shared/errors";
import { tallyQuote } from "../tallies/quotes";
import type { NewRow } from "../tenancy/tenantDb";
import { isOpen, mayMove, type QuoteStatus } from "./lifecycle";

const watched = [
  "quoteNumber",
  "status",
  "subject",
  "description",
  "lines",
  "totalAmount",
  "currency",
  "validUntil",
  "contactId",
  "paymentTerms",
  "deliveryTerms",
  "notes",
  "ownerId",
  "respondedBy",
  "rejectReason",
] as const;

export async function insertQuote(
  ctx: TenantMutationCtx,
  fields: Omit<NewRow<"quotes">, "createdAt" | "updatedAt" | "createdBy" | "status" | "isOpen" | "revision">,
): Promise<Doc<"quotes">> {
  const id = await ctx.db.insert("quotes", {
    ...fields,
    status: "draft",
    isOpen: false,
    revision: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
  });
  const quote = await ctx.db.get("quotes", id);
  await tallyQuote(ctx, null, quote);
  await record(ctx, quote, "created", [
    { field: "quoteNumber", to: quote.quoteNumber },
    { field: "totalAmount", to: quote.totalAmount },
    { field: "currency", to: quote.currency },
  ]);
  return quote;
}

/** Changes a quote; returns it as it is now. Writes nothing when nothing differs. */
export async function saveQuote(
  ctx: TenantMutationCtx,
  before: Doc<"quotes">,
  action: string,
  fields: Partial<NewRow<"quotes">>,
  undoes?: Id<"auditLog">,
): Promise<Doc<"quotes">> {
  const changes = diff<Doc<"quotes">>(before, { ...before, ...fields }, watched);
  if (changes.length === 0) return before;
  await ctx.db.patch("quotes", before._id, { ...fields, updatedAt: ctx.now });
  const after = await ctx.db.get("quotes", before._id);
  await tallyQuote(ctx, before, after);
  await record(ctx, after, action, changes, undoes);
  return after;
}

/** What is kept with a quote by what pays it or makes it real; the history tells of those, not of this. */
export async function keepWithQuote(
  ctx: TenantMutationCtx,
  before: Doc<"quotes">,
  fields: Partial<Pick<Doc<"quotes">, "paidAmount" | "orderId" | "isOrdered" | "booked">>,
): Promise<void> {
  await ctx.db.patch("quotes", before._id, fields);
  await tallyQuote(ctx, before, await ctx.db.get("quotes", before._id));
}

/** A move of the lifecycle with the stamps that belong to it; INVALID_STATUS_CHANGE for any other (QUO-10, QUO-11). */
export async function moveQuote(
  ctx: TenantMutationCtx,
  before: Doc<"quotes">,
  to: QuoteStatus,
  fields: Partial<NewRow<"quotes">> = {},
  undoes?: Id<"auditLog">,
): Promise<Doc<"quotes">> {
  if (!mayMove(before.status, to)) {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "quotes", from: before.status, to });
  }
  const action = to === "draft" ? "restored" : to;
  return await saveQuote(ctx, before, action, { ...fields, status: to, isOpen: isOpen(to) }, undoes);
}

async function record(
  ctx: TenantMutationCtx,
  quote: Doc<"quotes">,
  action: string,
  changes: Change[],
  undoes?: Id<"auditLog">,
): Promise<Id<"auditLog">> {
  return await recordChange(ctx, {
    entity: "quotes",
    entityId: quote._id,
    customerId: quote.customerId,
    action,
    changes,
    ...(undoes === undefined ? {} : { undoes }),
  });
}
