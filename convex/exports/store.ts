/**
 * What a step has written becomes part of the file in one transaction with the
 * job's progress; and what is no longer wanted is deleted. Only a crash between
 * storing a part and this transaction can leave a stored file behind, which files/sweep.ts finds.
 */
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { recordChange } from "../history/record";
import { runStep, type StepArgs } from "../jobs/run";
import { keptForMs } from "./words";

/** What the acting half of a step has to know; null when there is nothing to do. */
export interface StepFacts {
  content: Doc<"exportFiles">["content"];
  /** Where the job stands, as the step before left it. */
  cursor: string | null;
  headings: Record<string, string>;
  timeZone: string;
  organization: { name: string; slug: string };
}

export interface WrittenPart {
  storageId: Id<"_storage">;
  bytes: number;
  entries?: string;
}

export type Written =
  | {
      kind: "written";
      parts: WrittenPart[];
      rows: number;
      /** Rows left out, told in the result. */
      skipped: number;
      cursor: string;
      /** Set when the whole is better known now. */
      total?: number;
      finished: boolean;
    }
  /** The person may not export any more. */
  | { kind: "refused" }
  /** The job has ended meanwhile, or the step has been done. */
  | { kind: "stale" };

/** The first half of a step: lets the action begin. */
export async function stepExport(ctx: TenantMutationCtx, args: StepArgs): Promise<void> {
  await ctx.scheduler.runAfter(0, internal.exports.produce, { orgId: ctx.orgId, ...args });
}

/** The second half: keeps what was written, or throws it away when the job was cancelled or the step has been done. */
export async function keepParts(ctx: TenantMutationCtx, args: StepArgs, written: Written): Promise<void> {
  const job = await ctx.db.find("jobs", args.jobId);
  const file = await fileOfJob(ctx, args.jobId);
  const isDue = job !== null && job.status === "running" && (job.step ?? 0) === args.step;
  if (!isDue || file === null || written.kind !== "written") {
    if (written.kind === "written") {
      for (const { storageId } of written.parts) await ctx.storage.delete(storageId);
    }
    if (isDue && written.kind === "refused") {
      const ended = {
        status: "failed" as const,
        error: "FORBIDDEN",
        finishedAt: ctx.now,
        updatedAt: ctx.now,
      };
      await ctx.db.patch("jobs", args.jobId, ended);
    }
    if (file !== null) await scheduleSweep(ctx, file._id, ctx.now);
    return;
  }
  let bytes = file.bytes;
  for (const [index, part] of written.parts.entries()) {
    await ctx.db.insert("exportParts", { exportId: file._id, number: file.parts + index, ...part });
    bytes += part.bytes;
  }
  const rows = file.rows + written.rows;
  await ctx.db.patch("exportFiles", file._id, {
    rows,
    bytes,
    parts: file.parts + written.parts.length,
    ...(written.finished ? { expiresAt: ctx.now + keptForMs } : {}),
  });
  await runStep(ctx, args, async () => ({
    done: written.rows + written.skipped,
    ...(written.skipped === 0 ? {} : { counts: { skipped: written.skipped } }),
    cursor: written.cursor,
    ...(written.total === undefined ? {} : { total: written.total }),
    finished: written.finished,
  }));
  if (!written.finished) return;
  await scheduleSweep(ctx, file._id, ctx.now + keptForMs);
  await recordChange(ctx, {
    entity: "exportFiles",
    entityId: file._id,
    action: "finished",
    changes: [
      { field: "fileName", to: file.fileName },
      { field: "rows", to: rows },
      { field: "bytes", to: bytes },
    ],
  });
}

export async function fileOfJob(ctx: TenantQueryCtx, jobId: Id<"jobs">): Promise<Doc<"exportFiles"> | null> {
  return await ctx.db
    .query("exportFiles")
    .withIndex("by_job", (q) => q.eq("jobId", jobId))
    .unique();
}

export async function scheduleSweep(
  ctx: TenantMutationCtx,
  exportId: Id<"exportFiles">,
  at: number,
): Promise<void> {
  await ctx.scheduler.runAt(at, internal.exports.sweep, { orgId: ctx.orgId, exportId });
}

/** Parts deleted in one transaction. */
const sweepBatch = 100;

/** Deletes the stored parts of an export that has run out, was cancelled or failed; one that was finished later keeps its days. */
export async function sweepExport(ctx: TenantMutationCtx, exportId: Id<"exportFiles">): Promise<void> {
  const file = await ctx.db.find("exportFiles", exportId);
  if (file === null || file.sweptAt !== undefined) return;
  const job = await ctx.db.find("jobs", file.jobId);
  const isOver = job === null || job.status === "cancelled" || job.status === "failed";
  if (!isOver && (job.status === "running" || file.expiresAt > ctx.now)) return;
  const discarded = await discardParts(ctx, file);
  if (discarded === sweepBatch) await scheduleSweep(ctx, exportId, ctx.now);
}

/** Deletes the next stored parts, and says how many; after the last the file is marked as swept. */
export async function discardParts(ctx: TenantMutationCtx, { _id }: Doc<"exportFiles">): Promise<number> {
  const parts = await ctx.db
    .query("exportParts")
    .withIndex("by_export", (q) => q.eq("exportId", _id))
    .take(sweepBatch);
  for (const part of parts) {
    // A file that is gone already must not keep the others.
    if ((await ctx.storage.getUrl(part.storageId)) !== null) await ctx.storage.delete(part.storageId);
    await ctx.db.delete("exportParts", part._id);
  }
  if (parts.length < sweepBatch) await ctx.db.patch("exportFiles", _id, { sweptAt: ctx.now });
  return parts.length;
}
