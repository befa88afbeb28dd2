/**
 * Writes the search text of every customer and what it is recognised by, then
 * what its notes are found by, and notes which sounds a crowd shares, anew
 * after an upgrade, as a job: resumable, cancellable, and without effect where
 * nothing changes. Which organizations need it, and how much of it, is told by
 * `orgSettings.searchVersion`.
 */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { noteCrowds } from "../duplicates/crowds";
import { syncCustomerKeys } from "../duplicates/store";
import { startJob, type StepResult } from "../jobs/run";
import { syncNoteWords } from "../notes/words";
import { startRecount } from "../tallies/recount";
import { refreshContactWords } from "./contactWords";
import { searchTextVersion } from "./searchText";

/** Customers of one step: each reads its contacts too. */
const batch = 40;
/** Cursors that begin so walk the notes, once the customers are through. */
const inNotes = "notes:";
/** And that begin so the sounds, once the notes are through. */
const inCrowds = "crowds:";
/** Since when only the crowds are new. */
const crowdsVersion = 5;
/** Since when people's work is counted: only the tallies are new. */
const countsVersion = 7;

/**
 * Brings one organization up to this Orbit: search texts, crowds, the facets of customers from before facets were
 * kept, and tallies that are new. Starts nothing that is under way.
 */
export async function upgrade(ctx: TenantMutationCtx): Promise<void> {
  const { searchVersion = 0 } = await ctx.settings();
  if (searchVersion >= searchTextVersion) return;
  const unplaced = await ctx.db
    .query("customers")
    .withIndex("by_slot", (q) => q.eq("slot", undefined))
    .first();
  if ((unplaced !== null || searchVersion < countsVersion) && !(await isRunning(ctx, "recount"))) {
    await startRecount(ctx);
    await startJob(ctx, { kind: "recount", title: "", total: 0 });
  }
  if (await isRunning(ctx, "reindex")) return;
  if (searchVersion >= crowdsVersion) return await markDone(ctx);
  // A few customers are done at once; a job in the tray would only puzzle.
  const isOnlyCrowds = searchVersion === crowdsVersion - 1;
  const first = await reindexPage(ctx, isOnlyCrowds ? inCrowds : null);
  if (first.isDone) return await markDone(ctx);
  if (first.cursor === inNotes) {
    const notes = await ctx.db
      .query("notes")
      .withIndex("by_customer")
      .take(batch + 1);
    if (notes.length <= batch) {
      for (const { _id } of notes) await syncNoteWords(ctx, _id);
      return await markDone(ctx);
    }
  }
  const last = await ctx.db.query("customers").withIndex("by_codeNumber").order("desc").first();
  await startJob(ctx, {
    kind: "reindex",
    title: "",
    total: isOnlyCrowds ? 0 : Math.max(0, (last?.codeNumber ?? 0) - batch),
    cursor: first.cursor,
  });
}

export async function reindexStep(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const { cursor, looked, changed, isDone } = await reindexPage(ctx, job.cursor ?? null);
  if (isDone) await markDone(ctx);
  return {
    done: looked,
    counts: { changed },
    cursor,
    ...(isDone ? { total: job.done + looked } : {}),
    finished: isDone,
  };
}

interface Page {
  cursor: string;
  looked: number;
  changed: number;
  isDone: boolean;
}

async function reindexPage(ctx: TenantMutationCtx, cursor: string | null): Promise<Page> {
  if (cursor?.startsWith(inCrowds)) return await crowdsPage(ctx, cursor.slice(inCrowds.length) || null);
  if (cursor?.startsWith(inNotes)) return await notesPage(ctx, cursor.slice(inNotes.length) || null);
  return await customersPage(ctx, cursor);
}

/** By number of the code, which never changes. */
async function customersPage(ctx: TenantMutationCtx, cursor: string | null): Promise<Page> {
  const { page, continueCursor, isDone } = await ctx.db
    .query("customers")
    .withIndex("by_codeNumber")
    .paginate({ numItems: batch, cursor });
  let changed = 0;
  for (const customer of page) {
    await syncCustomerKeys(ctx, customer, null, { isNew: false });
    if (await refreshContactWords(ctx, customer._id)) changed++;
  }
  return { cursor: isDone ? inNotes : continueCursor, looked: page.length, changed, isDone: false };
}

/** Notes that a merge moves meanwhile are written by the merge. */
async function notesPage(ctx: TenantMutationCtx, cursor: string | null): Promise<Page> {
  const { page, continueCursor, isDone } = await ctx.db
    .query("notes")
    .withIndex("by_customer")
    .paginate({ numItems: batch, cursor });
  for (const { _id } of page) await syncNoteWords(ctx, _id);
  return {
    cursor: isDone ? inCrowds : inNotes + continueCursor,
    looked: page.length,
    changed: 0,
    isDone: false,
  };
}

async function crowdsPage(ctx: TenantMutationCtx, cursor: string | null): Promise<Page> {
  const next = await noteCrowds(ctx, cursor);
  return { cursor: inCrowds + (next ?? ""), looked: 0, changed: 0, isDone: next === null };
}

async function markDone(ctx: TenantMutationCtx): Promise<void> {
  const { _id } = await ctx.settings();
  await ctx.db.patch("orgSettings", _id, { searchVersion: searchTextVersion });
}

async function isRunning(ctx: TenantMutationCtx, kind: Doc<"jobs">["kind"]): Promise<boolean> {
  const latest = await ctx.db
    .query("jobs")
    .withIndex("by_kind", (q) => q.eq("kind", kind))
    .order("desc")
    .first();
  return latest?.status === "running";
}
