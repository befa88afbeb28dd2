/** Takes an import's interactions, notes and documents back, as far as nobody has changed them since (IMX-06). */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { takeDocumentOff } from "../documents/write";
import { withdrawInteraction } from "../interactions/undo";
import { takeNoteOff } from "../notes/write";
import { refreshInsights } from "../value/refresh";
import { isEntryKind, type EntryKind } from "./entryFields";
import { entryKey } from "./entryRow";
import { cellsByMeaning } from "./normalise";
import { noteConflict } from "./putBack";
import { nextResults, type TakenImport } from "./nextResults";

const batch = 25;

/** `place` counts the rows of all chunks. */
export async function takeEntriesBack(
  ctx: TenantMutationCtx,
  taken: TakenImport,
  place: number,
): Promise<{ done: number; counts: Record<string, number>; next: number | null }> {
  const { rows, next } = await nextResults(ctx, taken, place, batch);
  const counts = { removedEntries: 0, kept: 0 };
  const touched = new Set<Id<"customers">>();
  let done = 0;
  for (const { row, result } of rows) {
    const { outcome, recordId, customerId } = result;
    if (outcome !== "created" || recordId === undefined || customerId === undefined) continue;
    done += 1;
    const { kind = "" } = taken;
    const owner = ctx.db.normalizeId("customers", customerId);
    if (!isEntryKind(kind) || owner === null) continue;
    await forget(ctx, taken, kind, row.cells);
    const became = await takeBack(ctx, kind, recordId, `job:${taken.jobId}`);
    if (became === "removed") {
      counts.removedEntries += 1;
      touched.add(owner);
    } else if (became === "touched" && (await noteConflict(ctx, taken._id, owner, "touched", []))) {
      counts.kept += 1;
    }
  }
  if (taken.kind === "interactions") for (const customerId of touched) await refreshInsights(ctx, customerId);
  return { done, counts, next };
}

/** A later file may bring it again. */
async function forget(
  ctx: TenantMutationCtx,
  taken: TakenImport,
  kind: EntryKind,
  cells: readonly string[],
): Promise<void> {
  const id = cellsByMeaning(cells, taken.mapping).row.get("entryId");
  if (id === undefined) return;
  const keys = await ctx.db
    .query("importedKeys")
    .withIndex("by_key", (q) => q.eq("key", entryKey(kind, id.slice(0, 255))))
    .take(batch);
  for (const key of keys) if (key.importId === taken._id) await ctx.db.delete("importedKeys", key._id);
}

async function takeBack(
  ctx: TenantMutationCtx,
  kind: EntryKind,
  recordId: string,
  importer: string,
): Promise<"removed" | "touched" | "gone"> {
  switch (kind) {
    case "interactions": {
      const id = ctx.db.normalizeId("interactions", recordId);
      const row = id === null ? null : await ctx.db.find("interactions", id);
      if (row === null) return "gone";
      if (row.updatedBy !== importer) return "touched";
      await withdrawInteraction(ctx, row);
      return "removed";
    }
    case "notes": {
      const id = ctx.db.normalizeId("notes", recordId);
      const row = id === null ? null : await ctx.db.find("notes", id);
      if (row === null || row.isRemoved) return "gone";
      if (row.updatedBy !== importer) return "touched";
      await takeNoteOff(ctx, row);
      return "removed";
    }
    case "documents": {
      const id = ctx.db.normalizeId("documents", recordId);
      const row = id === null ? null : await ctx.db.find("documents", id);
      if (row === null || row.isRemoved) return "gone";
      if (row.updatedBy !== importer) return "touched";
      await takeDocumentOff(ctx, row);
      return "removed";
    }
  }
}
