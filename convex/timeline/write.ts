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
  await ctx.db.insert("timelineEntries", {
    ...entry,
    actor: ctx.actor.id,
    ...(customer.ownerId === undefined ? {} : { ownerId: customer.ownerId }),
  });
  // Until more happens, the counts are those of every new record.
  if (!isFirst) await bump(ctx, entry.customerId, { [entry.kind]: 1 });
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

/** What is told of a record of which nothing is told but that it was created; then it has no row of counts. */
const newCounts: Record<string, number> = {
  [kindOf({ entity: "customers", action: "created", changes: [] })!]: 1,
};

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

async function bump(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  by: Record<string, number>,
): Promise<void> {
  const row = await countsRow(ctx, customerId);
  const counts = { ...(row?.counts ?? newCounts) };
  for (const [kind, change] of Object.entries(by)) {
    const next = (counts[kind] ?? 0) + change;
    if (next === 0) delete counts[kind];
    else counts[kind] = next;
  }
  if (row === null) await ctx.db.insert("timelineCounts", { customerId, counts });
  else await ctx.db.patch("timelineCounts", row._id, { counts });
}
