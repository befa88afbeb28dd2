/** Forgets what is no longer needed: the log of submissions and settled held ones, both after 30 days. */
import type { SystemMutationCtx } from "../functions";

const keptMs = 30 * 24 * 60 * 60 * 1000;
/** Rows per transaction. */
const batch = 500;

/** Deletes one batch; true when there may be more. Hashes of addresses and token ids go with their rows. */
export async function forgetOld(ctx: Pick<SystemMutationCtx, "db">, now: number): Promise<boolean> {
  const old = now - keptMs;
  const submissions = await ctx.db
    .query("widgetSubmissions")
    .withIndex("global_createdAt", (q) => q.lt("createdAt", old))
    .take(batch);
  for (const row of submissions) await ctx.db.delete("widgetSubmissions", row._id);
  const held = await ctx.db
    .query("heldSubmissions")
    .withIndex("global_reviewedAt", (q) => q.gt("reviewedAt", 0).lt("reviewedAt", old))
    .take(batch);
  for (const row of held) await ctx.db.delete("heldSubmissions", row._id);
  return submissions.length === batch || held.length === batch;
}
