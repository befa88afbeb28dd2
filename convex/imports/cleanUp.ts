/** Removes files whose upload was given up before the import started: their rows are nobody's use any more. */
import type { TenantMutationCtx } from "../functions";
import { dayMs } from "../shared/days";

/** Chunks per transaction; each holds up to 200 rows of a file. */
const batch = 20;

/** One batch, oldest upload first; true when there is more. An import that was started stays, whatever became of it. */
export async function removeAbandoned(ctx: TenantMutationCtx): Promise<boolean> {
  const abandoned = await ctx.db
    .query("imports")
    .withIndex("by_job", (q) => q.eq("jobId", undefined).lt("createdAt", ctx.now - dayMs))
    .first();
  if (abandoned === null) return false;
  const chunks = await ctx.db
    .query("importChunks")
    .withIndex("by_index", (q) => q.eq("importId", abandoned._id))
    .take(batch);
  for (const chunk of chunks) await ctx.db.delete("importChunks", chunk._id);
  if (chunks.length < batch) await ctx.db.delete("imports", abandoned._id);
  return true;
}
