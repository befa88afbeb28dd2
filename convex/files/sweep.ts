/**
 * Removes stored files that no row names: uploads nobody came back for, and
 * what a step of an export had written when it broke off. Whatever is deleted
 * on purpose takes its file along in the same transaction, so only young files
 * can be without a name: each is looked at on every day of its first month.
 */
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { SystemMutationCtx } from "../functions";
import { dayMs } from "../shared/days";

/** A file is named within seconds of being stored; a slow browser has a day. */
const graceMs = dayMs;
/** So long may Orbit stand still between two sweeps without leaving a file behind. */
const lookBackMs = 30 * dayMs;
/** Files of one transaction; each is looked for in every table that names files. */
const batch = 100;

/** Tables that name files; files/sweep.test.ts holds the list against the schema. */
export const namingTables = ["documentVersions", "messageFiles", "exportParts"] as const;

export interface SweepPlace {
  /** Creation times, epoch ms: files after `from`, up to `until`. Absent at the beginning of a sweep. */
  from?: number | undefined;
  until?: number | undefined;
}

/** One batch; schedules the next while there is one. */
export async function sweepFiles(ctx: SystemMutationCtx, place: SweepPlace): Promise<null> {
  const now = Date.now();
  const { from = now - lookBackMs, until = now - graceMs } = place;
  const files = await ctx.db.system
    .query("_storage")
    .withIndex("by_creation_time", (q) => q.gt("_creationTime", from).lte("_creationTime", until))
    .take(batch);
  for (const { _id } of files) if (!(await isNamed(ctx, _id))) await ctx.storage.delete(_id);
  const last = files.at(-1);
  if (files.length === batch && last !== undefined)
    await ctx.scheduler.runAfter(0, internal.files.sweep, { from: last._creationTime, until });
  return null;
}

async function isNamed(ctx: SystemMutationCtx, storageId: Id<"_storage">): Promise<boolean> {
  for (const table of namingTables) {
    const row = await ctx.db
      // One table stands for all in the types: each has this index.
      .query(table as "exportParts")
      .withIndex("global_storage", (q) => q.eq("storageId", storageId))
      .first();
    if (row !== null) return true;
  }
  return false;
}
