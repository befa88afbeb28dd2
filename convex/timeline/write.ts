/** The one write path of the feed; called by history/record.ts for every room, and by rooms whose entries move. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { kindOf, type TimelineKind } from "./kinds";

export async function addEntry(
  ctx: TenantMutationCtx,
  entry: {
    customerId: Id<"customers">;
    kind: TimelineKind;
    /** Epoch ms. */
    at: number;
    entity: string;
    entityId: string;
    auditId: Id<"auditLog">;
  },
  {
    isFirst = false,
    customer: known,
  }: {
    /** The creation of the customer itself. */
    isFirst?: boolean;
    /** The customer, where the caller has it at hand. */
    customer?: Doc<"customers"> | undefined;
  } = {},
): Promise<void> {
  const customer = known ?? (await ctx.db.find("customers", entry.customerId));
  if (customer === null) return;
  // Until more happens, the counts are those of every new record.
  if (!isFirst) await bump(ctx, entry.customerId, { [entry.kind]: 1 }, customer);
  await ctx.db.insert("timelineEntries", {
    ...entry,
    actor: ctx.actor.id,
    ...(customer.ownerId === undefined ? {} : { ownerId: customer.ownerId }),
  });
}

/** An entry whose date or type was corrected stands where it belongs now. */
export async function moveEntry(
  ctx: TenantMutationCtx,
  entity: string,
  entityId: string,
  to: { kind: TimelineKind; at: number },
): Promise<void> {
  for (const entry of await entriesOf(ctx, entity, entityId)) {
    if (entry.kind === to.kind && entry.at === to.at) continue;
    await ctx.db.patch("timelineEntries", entry._id, to);
    if (entry.kind !== to.kind) await bump(ctx, entry.customerId, { [entry.kind]: -1, [to.kind]: 1 });
  }
}

/** What never happened leaves the feed; the history keeps that it was told. */
export async function removeEntries(ctx: TenantMutationCtx, entity: string, entityId: string): Promise<void> {
  for (const entry of await entriesOf(ctx, entity, entityId)) {
    await ctx.db.delete("timelineEntries", entry._id);
    await bump(ctx, entry.customerId, { [entry.kind]: -1 });
  }
}

/** A row that goes to another customer takes what is told of it along. */
export async function handOverEntries(
  ctx: TenantMutationCtx,
  entity: string,
  entityId: string,
  customerId: Id<"customers">,
): Promise<void> {
  for (const entry of await entriesOf(ctx, entity, entityId)) {
    if (entry.customerId === customerId) continue;
    await ctx.db.patch("timelineEntries", entry._id, { customerId });
    await bump(ctx, entry.customerId, { [entry.kind]: -1 });
    await bump(ctx, customerId, { [entry.kind]: 1 });
  }
}

async function entriesOf(
  ctx: TenantMutationCtx,
  entity: string,
  entityId: string,
): Promise<Doc<"timelineEntries">[]> {
  return await ctx.db
    .query("timelineEntries")
    .withIndex("by_entity", (q) => q.eq("entity", entity).eq("entityId", entityId))
    .collect();
}

export const creationKind = kindOf({ entity: "customers", action: "created", changes: [] })!;
/** What is told of a record of which nothing is told but that it was created; then it has no row of counts. */
const newCounts: Record<string, number> = { [creationKind]: 1 };

/** Exact number of entries per kind; a kind without entries is absent. */
export async function countsOf(
  ctx: TenantQueryCtx,
  { _id, erasure }: Pick<Doc<"customers">, "_id" | "erasure">,
): Promise<Record<string, number>> {
  return (await countsRow(ctx, _id))?.counts ?? (erasure === undefined ? newCounts : {});
}

async function countsRow(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
): Promise<Doc<"timelineCounts"> | null> {
  return await ctx.db
    .query("timelineCounts")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .unique();
}

/**
 * The creation of a record of which nothing else is told and whose creation has no row of its own, because an import
 * made it; null where it has one. The page that would hold it costs one document more.
 */
export async function untoldCreation(
  ctx: TenantQueryCtx,
  { _id, erasure }: Pick<Doc<"customers">, "_id" | "erasure">,
): Promise<Doc<"auditLog"> | null> {
  if (erasure !== undefined || (await countsRow(ctx, _id)) !== null) return null;
  return await creationOf(ctx, _id);
}

async function creationOf(ctx: TenantQueryCtx, customerId: Id<"customers">): Promise<Doc<"auditLog"> | null> {
  const told = await ctx.db
    .query("timelineEntries")
    .withIndex("by_entity", (q) => q.eq("entity", "customers").eq("entityId", customerId))
    .first();
  if (told !== null) return null;
  const first = await ctx.db
    .query("auditLog")
    .withIndex("by_customer_entity", (q) => q.eq("customerId", customerId).eq("entity", "customers"))
    .first();
  return first?.action === "created" ? first : null;
}

/** Once more is told, the creation takes its place among it. Whose the record was then is not known any more: no owner's stream shows it. */
async function tellCreation(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const created = await creationOf(ctx, customerId);
  if (created === null) return;
  await ctx.db.insert("timelineEntries", { ...entryOf(created, customerId), toldAt: created._creationTime });
}

/** What the feed says of a record's creation. */
export function entryOf({ _id, at, actor, entity, entityId }: Doc<"auditLog">, customerId: Id<"customers">) {
  return { customerId, kind: creationKind, at, entity, entityId, auditId: _id, actor };
}

async function bump(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  by: Record<string, number>,
  /** Where the caller has it at hand: only an import leaves a creation to the history. */
  customer?: Doc<"customers">,
): Promise<void> {
  const row = await countsRow(ctx, customerId);
  const counts = { ...(row?.counts ?? newCounts) };
  for (const [kind, change] of Object.entries(by)) {
    const next = (counts[kind] ?? 0) + change;
    if (next === 0) delete counts[kind];
    else counts[kind] = next;
  }
  if (row === null) {
    if (customer === undefined || customer.importJobId !== undefined) await tellCreation(ctx, customerId);
    await ctx.db.insert("timelineCounts", { customerId, counts });
  } else await ctx.db.patch("timelineCounts", row._id, { counts });
}
