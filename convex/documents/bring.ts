/** Documents that come with a file of an archive, with all their versions (DOC-01). */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import type { DocumentType } from "./types";
import { takeFile } from "./write";

export interface BroughtFile {
  /** Absent, or of nothing that is stored: the file did not come. */
  storageId?: string;
  fileName: string;
  fileSize: number;
  /** Epoch ms. */
  createdAt: number;
  author?: string;
}

/** Null when a file of it did not come. Each version is looked at before anybody may open it, like every upload. */
export async function bringDocument(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  document: { documentName: string; documentType: DocumentType; at: number; author: string | undefined },
  files: readonly BroughtFile[],
): Promise<Id<"documents"> | null> {
  const stored = await Promise.all(files.map((file) => storedOf(ctx, file)));
  const whole = stored.filter((one) => one !== null);
  if (whole.length < files.length || whole.length === 0) return null;
  const { at, author = ctx.actor.name, ...named } = document;
  const documentId = await ctx.db.insert("documents", {
    ...named,
    customerId,
    state: "checking",
    version: 0,
    fileSize: Math.max(0, Math.round(whole.at(-1)!.fileSize)),
    mimeType: "application/octet-stream",
    isRemoved: false,
    createdAt: at,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
    createdByName: author,
    updatedBy: ctx.actor.id,
  });
  for (const [place, file] of whole.entries())
    await takeFile(ctx, documentId, place + 1, file, {
      at: file.createdAt,
      name: file.author ?? author,
    });
  return documentId;
}

async function storedOf(
  ctx: TenantMutationCtx,
  { storageId, ...file }: BroughtFile,
): Promise<(Omit<BroughtFile, "storageId"> & { storageId: Id<"_storage"> }) | null> {
  if (storageId === undefined) return null;
  const known = await ctx.db
    .query("documentVersions")
    .withIndex("by_storage", (q) => q.eq("storageId", storageId as Id<"_storage">))
    .first();
  return known === null ? { ...file, storageId: storageId as Id<"_storage"> } : null;
}
