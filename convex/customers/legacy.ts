/** Who answers to an id of an older system. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { survivorOf } from "./access";
import { saveCustomer } from "./save";
import { mostLegacyIds } from "./shape";
import { fail } from "../shared/errors";

/** Records with one id that are read at once. */
const pageSize = 16;
/** Records with one id that are looked at in all: archived ones keep theirs, one for each import that was taken back. */
const looked = 208;

/**
 * The live customer whose first old id this is, the newest of several, or the
 * one that the newest merged record went into; null for nobody. Further ids of
 * a record, and those of rows that turned out to be a customer, are importedKeys.
 */
export async function withLegacyId(ctx: TenantQueryCtx, legacyId: string): Promise<Doc<"customers"> | null> {
  let survivor: Doc<"customers"> | null = null;
  let before = Infinity;
  for (let read = 0; read < looked; read += pageSize) {
    const rows = await ctx.db
      .query("customers")
      .withIndex("by_legacyId", (q) => q.eq("legacyId", legacyId).lt("_creationTime", before))
      .order("desc")
      .take(pageSize);
    const live = rows.find(({ status }) => status !== "deleted");
    if (live !== undefined) return live;
    for (const row of rows) survivor ??= await survivorOf(ctx, row);
    if (rows.length < pageSize) break;
    before = rows.at(-1)!._creationTime;
  }
  return survivor;
}

/** The customer behind an id of an older system, its first or a further one; it may have been merged away since. */
export async function idOfLegacyId(ctx: TenantQueryCtx, legacyId: string): Promise<Id<"customers"> | null> {
  const older = await withLegacyId(ctx, legacyId);
  if (older !== null) return older._id;
  const further = await ctx.db
    .query("importedKeys")
    .withIndex("by_key", (q) => q.eq("key", `legacy:${legacyId}`))
    .first();
  return further?.customerId ?? null;
}

/** The live customer that answers to it; null for nobody, and for one that was deleted. */
export async function customerOfLegacyId(
  ctx: TenantQueryCtx,
  legacyId: string,
): Promise<Doc<"customers"> | null> {
  const id = await idOfLegacyId(ctx, legacyId);
  const customer = id === null ? null : await ctx.db.find("customers", id);
  if (customer === null) return null;
  return (await survivorOf(ctx, customer)) ?? (customer.status === "deleted" ? null : customer);
}

/**
 * Lets the customer answer to an older system's id as well (POS-10). Whose id it is already is the caller's question.
 * LIMIT_EXCEEDED.
 */
export async function linkLegacyId(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  legacyId: string,
): Promise<Doc<"customers">> {
  if (customer.legacyIds.includes(legacyId)) return customer;
  if (customer.legacyIds.length >= mostLegacyIds)
    fail({ code: "LIMIT_EXCEEDED", what: "ids of older systems", limit: mostLegacyIds });
  const legacyIds = [...customer.legacyIds, legacyId];
  const saved = await saveCustomer(ctx, customer, { legacyIds }, { action: "linkedToTill" });
  // Only the first id has an index of its own.
  if (customer.legacyIds.length > 0)
    await ctx.db.insert("importedKeys", { key: `legacy:${legacyId}`, customerId: customer._id });
  return saved.customer;
}
