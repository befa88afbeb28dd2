/** Who answers to an id of an older system. */
import type { Doc } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { survivorOf } from "./access";

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
