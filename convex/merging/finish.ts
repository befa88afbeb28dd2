/** The end of a merge: numbers and next steps of the survivor are worked out from all that it has now (DUP-17). */
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { buildPrimaryContact } from "../contacts/insert";
import { refreshContactWords } from "../customers/contactWords";
import { saveFacts } from "../customers/save";
import { scoreRow } from "../scores/refresh";
import { valueRow } from "../value/insights";
import { refreshInsights } from "../value/refresh";
import { contentOf, Manifest, same, type AnyRow } from "./manifest";

/** What is computed of a record that is no more; comes back with the record. */
export async function removeInsights(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  manifest: Manifest,
): Promise<void> {
  const score = await scoreRow(ctx, customerId);
  if (score !== null) await manifest.remove("leadScores", score);
  const value = await valueRow(ctx, customerId);
  if (value !== null) await manifest.remove("customerValues", value);
}

export async function finishMerge(ctx: TenantMutationCtx, mergeId: Id<"merges">): Promise<void> {
  const merge = await ctx.db.get("merges", mergeId);
  const manifest = new Manifest(ctx);
  const id = merge.primaryCustomerId;
  const survivor = await ctx.db.get("customers", id);
  const contact = await buildPrimaryContact(ctx, survivor);
  if (contact !== null) manifest.added("contacts", contact);
  await refreshContactWords(ctx, id);
  await saveFacts(ctx, await ctx.db.get("customers", id), { nextFollowUpAt: await nextFollowUp(ctx, id) });
  await noteInsights(ctx, id, manifest);
  await manifest.save(mergeId);
  const now = await ctx.db.get("customers", id);
  if (now.ownerId !== (merge.primaryBefore as Doc<"customers">).ownerId)
    await ctx.scheduler.runAfter(0, internal.notes.followOwner, { orgId: ctx.orgId, customerId: id });
  await ctx.db.patch("merges", mergeId, {
    status: "done",
    // Only what was computed here: somebody may have edited the record while a job was moving its history.
    primaryAfter: { ...(merge.primaryAfter as Doc<"customers">), ...computedOf(now) },
  });
}

/** Facts on the row that other rooms work out. */
export const computedFields = [
  "lastContactAt",
  "nextFollowUpAt",
  "lifetimeValue",
  "currency",
  "churnRisk",
  "leadScore",
  "firstVisitAt",
  "lastVisitAt",
  "totalVisits",
  "firstTransactionAt",
] as const;

/** The words of contacts that came along stand in the record too (customers/contactWords.ts). */
function computedOf(customer: Doc<"customers">): Partial<Doc<"customers">> {
  const fields = [...computedFields, "contactWords", "searchText"] as const;
  return Object.fromEntries(fields.map((field) => [field, customer[field]]));
}

export async function nextFollowUp(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
): Promise<number | undefined> {
  const next = await ctx.db
    .query("followUps")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId).eq("status", "open"))
    .first();
  return next?.dueAt;
}

/** Recomputes score and value, and notes how their rows were before. */
async function noteInsights(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  manifest: Manifest,
): Promise<void> {
  const read = async () => ({
    leadScores: await scoreRow(ctx, customerId),
    customerValues: await valueRow(ctx, customerId),
  });
  const before = await read();
  await refreshInsights(ctx, customerId);
  const after = await read();
  for (const table of ["leadScores", "customerValues"] as const) {
    const was = before[table] as AnyRow | null;
    const is = after[table] as AnyRow | null;
    if (is === null || same(was, is)) continue;
    if (was === null) manifest.added(table, is._id);
    else manifest.note({ kind: "changed", table, id: is._id, before: contentOf(was), after: contentOf(is) });
  }
}
