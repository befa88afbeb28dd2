/** Walks a merge's manifest backwards, a chunk at a time (DUP-21, DUP-22). */
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { recognisedBy, primaryOf } from "../contacts/insert";
import { refreshContactWords } from "../customers/contactWords";
import { saveFacts } from "../customers/save";
import { syncContactKeys } from "../duplicates/store";
import type { StepResult } from "../jobs/run";
import { inOneTally } from "../tallies/bump";
import type { TenantTable } from "../tenancy/tables";
import { salesFactsOf, visitFactsOf } from "../transactions/facts";
import { refreshInsights } from "../value/refresh";
import { nextFollowUp } from "./finish";
import { follow } from "./follow";
import { anyDb, same, type AnyRow, type Move } from "./manifest";

const computedTables: readonly string[] = ["leadScores", "customerValues"];

export async function undoStep(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const { mergeId, chunk } = JSON.parse(job.cursor ?? "{}") as { mergeId: Id<"merges">; chunk: number };
  const merge = await ctx.db.get("merges", mergeId);
  await inOneTally(ctx, async () => {
    if (chunk >= 0) await takeBackChunk(ctx, merge, chunk);
    else await finishUndo(ctx, merge);
  });
  return {
    done: chunk >= 0 ? 1 : 0,
    cursor: JSON.stringify({ mergeId, chunk: chunk - 1 }),
    finished: chunk < 0,
  };
}

export async function takeBackChunk(
  ctx: TenantMutationCtx,
  merge: Doc<"merges">,
  chunk: number,
): Promise<void> {
  const row = await ctx.db
    .query("mergeMoves")
    .withIndex("by_chunk", (q) => q.eq("mergeId", merge._id).eq("chunk", chunk))
    .unique();
  for (const move of [...(row?.moves ?? [])].reverse()) await takeBack(ctx, merge, move);
}

async function takeBack(ctx: TenantMutationCtx, merge: Doc<"merges">, move: Move): Promise<void> {
  const table = move.table as TenantTable;
  if (move.kind === "removed") {
    const id = await anyDb(ctx).insert(table, move.before as object);
    await follow(ctx, table, null, (await anyDb(ctx).find(table, id))!);
    return;
  }
  const row = await anyDb(ctx).find(table, move.id);
  if (row === null) return;
  if (move.kind === "added") return await removeAdded(ctx, merge, table, row);
  await putBack(ctx, merge, table, row, move);
}

/** Each field goes back unless somebody has changed it since; a row that was moved on stays where it is. */
async function putBack(
  ctx: TenantMutationCtx,
  merge: Doc<"merges">,
  table: TenantTable,
  row: AnyRow,
  { before, after }: Move,
): Promise<void> {
  const was = before as Record<string, unknown>;
  const became = after as Record<string, unknown>;
  const names = [...new Set([...Object.keys(was), ...Object.keys(became)])];
  const changed = names.filter((name) => !same(row[name], became[name]));
  if (computedTables.includes(table) && changed.length > 0) return await recomputed(ctx, merge);
  const fields: Record<string, unknown> = {};
  for (const name of names) {
    if (!changed.includes(name)) fields[name] = was[name];
    else if (Array.isArray(row[name])) fields[name] = backInList(was[name], became[name], row[name]);
  }
  if (changed.includes("customerId")) return;
  await anyDb(ctx).patch(table, row._id, fields);
  await follow(ctx, table, row, { ...row, ...fields });
}

/** A list edited since: what the merge put in goes out, what it took out comes back. */
function backInList(before: unknown, after: unknown, now: unknown): unknown {
  const [was, became, is] = [before, after, now].map((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  const gained = became!.filter((item) => !was!.includes(item));
  if (!gained.some((item) => is!.includes(item))) return now;
  const lost = was!.filter((item) => !became!.includes(item));
  return [...is!.filter((item) => !gained.includes(item)), ...lost.filter((item) => !is!.includes(item))];
}

/** Somebody or the schedule has computed it anew: undo ends with computing it for everybody concerned. */
async function recomputed(ctx: TenantMutationCtx, merge: Doc<"merges">): Promise<void> {
  await ctx.db.patch("merges", merge._id, { recompute: true });
}

async function removeAdded(
  ctx: TenantMutationCtx,
  merge: Doc<"merges">,
  table: TenantTable,
  row: AnyRow,
): Promise<void> {
  if (table !== "contacts") {
    await anyDb(ctx).delete(table, row._id);
    await follow(ctx, table, row, null);
    return;
  }
  const contact = row as unknown as Doc<"contacts">;
  const gone = { ...recognisedBy(contact), isActive: false };
  await syncContactKeys(ctx, gone);
  // A contact that something may name by now is kept, switched off (CON-07).
  if (await mayBeNamed(ctx, merge, contact))
    await ctx.db.patch("contacts", contact._id, { isActive: false, isPrimary: false });
  else await ctx.db.delete("contacts", contact._id);
}

async function mayBeNamed(
  ctx: TenantMutationCtx,
  merge: Doc<"merges">,
  contact: Doc<"contacts">,
): Promise<boolean> {
  if (contact.updatedAt !== contact.createdAt) return true;
  const since = await ctx.db
    .query("auditLog")
    .withIndex("by_customer", (q) => q.eq("customerId", merge.primaryCustomerId).gte("at", merge.mergedAt))
    .take(100);
  return (
    since.length === 100 ||
    since.some(({ entity, at }) => (entity === "interactions" || entity === "quotes") && at > merge.mergedAt)
  );
}

export async function finishUndo(ctx: TenantMutationCtx, { _id: mergeId }: Doc<"merges">): Promise<void> {
  const merge = await ctx.db.get("merges", mergeId);
  const records = await ctx.db
    .query("mergedRecords")
    .withIndex("by_merge", (q) => q.eq("mergeId", mergeId))
    .collect();
  const ids = [merge.primaryCustomerId, ...records.map(({ customerId }) => customerId)];
  for (const id of ids) {
    await settlePrimary(ctx, id);
    await refreshContactWords(ctx, id);
    const customer = await ctx.db.get("customers", id);
    if (customer.ownerId !== (merge.primaryAfter as Doc<"customers">).ownerId)
      await ctx.scheduler.runAfter(0, internal.notes.followOwner, { orgId: ctx.orgId, customerId: id });
    await saveFacts(ctx, customer, {
      nextFollowUpAt: await nextFollowUp(ctx, id),
      ...(await visitFactsOf(ctx, id, await salesFactsOf(ctx, id))),
    });
    if (merge.recompute === true) await refreshInsights(ctx, id);
  }
  await ctx.db.patch("merges", mergeId, { status: "undone" });
}

/** Whoever was made primary while the contacts were together: each customer has one again, if it has anybody. */
async function settlePrimary(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const primaries = await ctx.db
    .query("contacts")
    .withIndex("by_primary", (q) => q.eq("customerId", customerId).eq("isActive", true).eq("isPrimary", true))
    .take(3);
  for (const extra of primaries.slice(1)) await ctx.db.patch("contacts", extra._id, { isPrimary: false });
  if (primaries.length > 0 || (await primaryOf(ctx, customerId)) !== null) return;
  const heir = await ctx.db
    .query("contacts")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId).eq("isActive", true))
    .first();
  if (heir !== null) await ctx.db.patch("contacts", heir._id, { isPrimary: true });
}
