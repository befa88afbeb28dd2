/** Reading for an organization's archive: rows, stored files and the list of what was written, page by page. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { permissionOf } from "./access";
import { archivedNames, archivedTables, rowsAtOnce, withoutSecrets } from "./archiveTables";
import { safeName } from "./names";
import { fileOfJob } from "./store";

/** Rows of one table as JSON lines; null when there is no such table in the archive, or the person may not take one any more. */
export async function archivePage(
  ctx: TenantQueryCtx,
  args: { jobId: Id<"jobs">; table: string; cursor: string | null },
): Promise<{ lines: string[]; next: string | null } | null> {
  if (!(await mayTakeAll(ctx, args.jobId))) return null;
  const table = archivedNames.find((name) => name === args.table);
  if (table === undefined) return null;
  const page = await ctx.db
    .query(table)
    // The index of each table was checked against that table where it is named.
    .withIndex(archivedTables[table].index as never)
    .paginate({ numItems: rowsAtOnce(table), cursor: args.cursor });
  return {
    lines: page.page.map((row) => JSON.stringify(withoutSecrets(table, row))),
    next: page.isDone ? null : page.continueCursor,
  };
}

export interface StoredFile {
  storageId: Id<"_storage">;
  name: string;
}

/** Stored files read at once: the action holds no more of them in memory than one. */
const filesAtOnce = 20;

/** Before a place among the messages' files, which come after those of documents. */
const amongMessages = "messages:";

/** The documents' files, every version, then those of messages. */
export async function archiveFiles(
  ctx: TenantQueryCtx,
  { jobId, cursor }: { jobId: Id<"jobs">; cursor: string | null },
): Promise<{ files: StoredFile[]; next: string | null } | null> {
  if (!(await mayTakeAll(ctx, jobId))) return null;
  if (cursor?.startsWith(amongMessages))
    return await archiveMessageFiles(ctx, cursor.slice(amongMessages.length) || null);
  const page = await ctx.db
    .query("documentVersions")
    .withIndex("by_document")
    .paginate({ numItems: filesAtOnce, cursor });
  return {
    files: page.page.map(({ storageId, documentId, version, fileName }) => ({
      storageId,
      name: `documents/${documentId}/${version}-${safeName(fileName)}`,
    })),
    next: page.isDone ? amongMessages : page.continueCursor,
  };
}

async function archiveMessageFiles(
  ctx: TenantQueryCtx,
  cursor: string | null,
): Promise<{ files: StoredFile[]; next: string | null }> {
  const page = await ctx.db
    .query("messageFiles")
    .withIndex("by_message")
    .paginate({ numItems: filesAtOnce, cursor });
  return {
    files: page.page.flatMap(({ storageId, _id, fileName }) =>
      storageId === undefined ? [] : [{ storageId, name: `messages/${_id}-${safeName(fileName)}` }],
    ),
    next: page.isDone ? null : amongMessages + page.continueCursor,
  };
}

/** Entries written so far, part by part. */
export async function archiveEntries(
  ctx: TenantQueryCtx,
  { jobId, after }: { jobId: Id<"jobs">; after: number },
): Promise<{ entries: string[]; next: number | null } | null> {
  const file = await fileOfJob(ctx, jobId);
  if (file === null || !(await mayTake(ctx, file))) return null;
  const parts = await ctx.db
    .query("exportParts")
    .withIndex("by_export", (q) => q.eq("exportId", file._id).gte("number", after))
    .take(partsAtOnce);
  return {
    entries: parts.flatMap(({ entries }) => entries ?? []),
    next: parts.length < partsAtOnce ? null : parts.at(-1)!.number + 1,
  };
}
const partsAtOnce = 100;

async function mayTakeAll(ctx: TenantQueryCtx, jobId: Id<"jobs">): Promise<boolean> {
  const file = await fileOfJob(ctx, jobId);
  return file?.content.kind === "organization" && (await mayTake(ctx, file));
}

async function mayTake(ctx: TenantQueryCtx, file: Doc<"exportFiles">): Promise<boolean> {
  return (await ctx.staff(file.userId, permissionOf(file))) !== null;
}
