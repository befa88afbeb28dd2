/** Who answers to an id of an older system. */
import type { Doc } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { survivorOf } from "./access";

/** Records with one id that are looked at, the newest first: archived ones keep theirs, one for each import that was taken back. */
const looked = 5;

/**
 * The live customer whose first old id this is, or the one that its record was
 * merged into; null for nobody. Further ids of a record, and those of rows
 * that turned out to be a customer, are importedKeys.
 */
export async function withLegacyId(ctx: TenantQueryCtx, legacyId: string): Promise<Doc<"customers"> | null> {
  const rows = await ctx.db
    .query("customers")
    .withIndex("by_legacyId", (q) => q.eq("legacyId", legacyId))
    .order("desc")
    .take(looked);
  const live = rows.find(({ status }) => status !== "deleted");
  if (live !== undefined) return live;
  for (const row of rows) {
    const survivor = await survivorOf(ctx, row);
    if (survivor !== null) return survivor;
  }
  return null;
}
