/** The one write path of documents: taking a file in, checking it, renaming, new versions, deleting (DOC-03, DOC-06, DOC-07). */
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { isNamedHere, releaseFile } from "../files/release";
import { diff, recordChange } from "../history/record";
import { dayMs } from "../shared/days";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { sameDocument } from "./same";
import { reachFor } from "../tenancy/permissions";
import { removeEntries } from "../timeline/write";
import { documentPatchShape, newDocumentShape, type DocumentPatch, type NewDocument } from "./shape";
import { mostVersions, type Refusal } from "./types";

/** Fields whose changes are told in the history. */
const watched = ["documentName", "documentType", "version", "fileSize"] as const;

/** A deleted document can be brought back so long; then its files go. */
export const undoMs = dayMs;

/** An address to send one file to; the file means nothing until `addDocument` or `addVersion` names it. */
export async function uploadUrl(ctx: OrgMutationCtx, customerId: Id<"customers">): Promise<string> {
  await writableCustomer(ctx, customerId, "documents:write");
  return await ctx.storage.generateUploadUrl();
}

/**
 * Takes an uploaded file in. It is shown at once and can be opened when its content has been checked. DOCUMENT_EXISTS
 * when the customer has a document of the same content, unless a second one is wanted.
 */
export async function addDocument(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  upload: { storageId: Id<"_storage">; fileName: string; fileSize: number },
  input: NewDocument,
  { confirmDuplicate = false }: { confirmDuplicate?: boolean } = {},
): Promise<Id<"documents">> {
  const customer = await writableCustomer(ctx, customerId, "documents:write");
  const entered = parse(newDocumentShape, input);
  const content = await contentOf(ctx, upload.storageId);
  const same = confirmDuplicate ? null : await sameDocument(ctx, customer._id, content.sha256);
  if (same !== null) fail({ code: "DOCUMENT_EXISTS", documentId: same._id, documentName: same.documentName });
  const documentId = await ctx.db.insert("documents", {
    ...entered,
    customerId: customer._id,
    state: "checking",
    version: 0,
    fileSize: Math.max(0, Math.round(upload.fileSize)),
    mimeType: "application/octet-stream",
    ...content,
    isRemoved: false,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
    createdByName: ctx.actor.name,
    updatedBy: ctx.actor.id,
  });
  await takeFile(ctx, documentId, 1, upload);
  return documentId;
}

/** A newer file of the same document; the one before stays among its versions. Gives the number of the new one. */
export async function addVersion(
  ctx: OrgMutationCtx,
  documentId: Id<"documents">,
  upload: { storageId: Id<"_storage">; fileName: string; fileSize: number },
): Promise<number> {
  const { document } = await editable(ctx, documentId);
  if (document.state !== "ready") fail({ code: "VERSION_CONFLICT", entity: "documents" });
  const newest = await ctx.db
    .query("documentVersions")
    .withIndex("by_document", (q) => q.eq("documentId", documentId))
    .order("desc")
    .first();
  const next = (newest?.version ?? 0) + 1;
  if (next > mostVersions) fail({ code: "LIMIT_EXCEEDED", what: "versions", limit: mostVersions });
  await takeFile(ctx, documentId, next, upload);
  return next;
}

/**
 * The undo of a newer file: the version before it is the newest again. VERSION_CONFLICT once another came after it,
 * FORBIDDEN for what somebody else sent.
 */
export async function withdrawVersion(
  ctx: OrgMutationCtx,
  documentId: Id<"documents">,
  version: number,
): Promise<void> {
  const { document } = await editable(ctx, documentId);
  const [newest, before] = await ctx.db
    .query("documentVersions")
    .withIndex("by_document", (q) => q.eq("documentId", documentId))
    .order("desc")
    .take(2);
  if (newest?.version !== version || before === undefined)
    return fail({ code: "VERSION_CONFLICT", entity: "documents" });
  assertOwn(ctx, newest);
  await ctx.db.delete("documentVersions", newest._id);
  await releaseFile(ctx, newest.storageId);
  if (document.version !== version) return;
  const { fileSize, mimeType } = before;
  const fields = { fileSize, mimeType, version: before.version, ...(await contentOf(ctx, before.storageId)) };
  await ctx.db.patch("documents", documentId, { ...fields, updatedAt: ctx.now, updatedBy: ctx.actor.id });
  await recordChange(ctx, {
    entity: "documents",
    entityId: documentId,
    customerId: document.customerId,
    action: "replaced",
    changes: diff(document, { ...document, ...fields }, watched),
  });
}

async function contentOf(ctx: TenantMutationCtx, storageId: Id<"_storage">): Promise<{ sha256?: string }> {
  const file = await ctx.stored(storageId);
  return file === null ? {} : { sha256: file.sha256 };
}

export async function takeFile(
  ctx: TenantMutationCtx,
  documentId: Id<"documents">,
  version: number,
  upload: { storageId: Id<"_storage">; fileName: string; fileSize: number },
  /** When and by whom it was kept elsewhere; now and by the caller unless told. Epoch ms. */
  { at = ctx.now, name = ctx.actor.name }: { at?: number; name?: string } = {},
): Promise<void> {
  // One stored file is one version: naming another's file again would hand it out under a new name.
  if (await isNamedHere(ctx, upload.storageId)) fail({ code: "VERSION_CONFLICT", entity: "documents" });
  const versionId = await ctx.db.insert("documentVersions", {
    documentId,
    version,
    storageId: upload.storageId,
    fileName: upload.fileName.slice(0, 255),
    fileSize: Math.max(0, Math.round(upload.fileSize)),
    mimeType: "application/octet-stream",
    state: "checking",
    createdAt: at,
    createdBy: ctx.actor.id,
    createdByName: name,
  });
  await ctx.scheduler.runAfter(0, internal.documents.inspect, { orgId: ctx.orgId, versionId });
}

/** What the check found: the version becomes the document's newest, or its file goes and the uploader is told why (DOC-06). */
export async function settle(
  ctx: TenantMutationCtx,
  versionId: Id<"documentVersions">,
  found: { refusal: Refusal } | { fileSize: number; mimeType: string },
): Promise<void> {
  const version = await ctx.db.find("documentVersions", versionId);
  const document = version === null ? null : await ctx.db.find("documents", version.documentId);
  if (version === null || document === null || version.state !== "checking") return;
  if ("refusal" in found) {
    if (found.refusal !== "missing") await ctx.storage.delete(version.storageId);
    await ctx.db.delete("documentVersions", versionId);
    await ctx.db.patch("documents", document._id, {
      refusal: found.refusal,
      ...(document.version === 0 ? { state: "refused" as const, sha256: undefined } : {}),
    });
    return;
  }
  await ctx.db.patch("documentVersions", versionId, { ...found, state: "ready" });
  // Versions that came together are checked in any order.
  if (version.version < document.version) return;
  const fields = {
    ...found,
    ...(await contentOf(ctx, version.storageId)),
    state: "ready" as const,
    version: version.version,
    refusal: undefined,
  };
  await ctx.db.patch("documents", document._id, {
    ...fields,
    updatedAt: ctx.now,
    updatedBy: version.createdBy,
  });
  // The check runs by itself; what it lets in was brought by whoever uploaded it.
  const uploader = { ...ctx.actor, id: version.createdBy, name: version.createdByName };
  await recordChange(
    { ...ctx, actor: uploader },
    {
      entity: "documents",
      entityId: document._id,
      customerId: document.customerId,
      action: document.version === 0 ? "uploaded" : "replaced",
      changes:
        document.version === 0
          ? diff({}, { ...document, ...fields }, ["documentName", "documentType", "fileSize"])
          : diff(document, { ...document, ...fields }, watched),
    },
    document.version === 0 ? { kind: "document", at: version.createdAt } : undefined,
  );
}

/** Renames, or files under another type (DOC-07). */
export async function editDocument(
  ctx: OrgMutationCtx,
  id: Id<"documents">,
  input: DocumentPatch,
): Promise<void> {
  const { document } = await editable(ctx, id);
  const patch = parse(documentPatchShape, input);
  const changes = diff<Doc<"documents">>(document, { ...document, ...patch }, watched);
  if (changes.length === 0) return;
  await ctx.db.patch("documents", id, { ...patch, updatedAt: ctx.now, updatedBy: ctx.actor.id });
  await recordChange(ctx, {
    entity: "documents",
    entityId: id,
    customerId: document.customerId,
    action: "updated",
    changes,
  });
}

/** Takes a document off the record; its files go for good a day later unless it comes back (DOC-07). */
export async function removeDocument(ctx: OrgMutationCtx, id: Id<"documents">): Promise<void> {
  const { document } = await editable(ctx, id, { deletes: true });
  await takeDocumentOff(ctx, document);
}

/** For rooms, which know that the caller may. */
export async function takeDocumentOff(ctx: TenantMutationCtx, document: Doc<"documents">): Promise<void> {
  const { _id: documentId, orgId } = document;
  await ctx.db.patch("documents", documentId, {
    isRemoved: true,
    updatedAt: ctx.now,
    updatedBy: ctx.actor.id,
  });
  await ctx.scheduler.runAfter(undoMs, internal.documents.discard, { orgId, documentId });
  if (document.state !== "ready") return;
  await removeEntries(ctx, "documents", documentId);
  await recordChange(ctx, {
    entity: "documents",
    entityId: documentId,
    customerId: document.customerId,
    action: "removed",
    changes: [{ field: "documentName", from: document.documentName }],
  });
}

/** The undo of a removal, while the files are there. */
export async function restoreDocument(ctx: OrgMutationCtx, id: Id<"documents">): Promise<void> {
  const document = await ctx.db.get("documents", id);
  if (!document.isRemoved) return;
  await assertMayChange(ctx, document, true);
  await ctx.db.patch("documents", id, { isRemoved: false, updatedAt: ctx.now, updatedBy: ctx.actor.id });
  if (document.state !== "ready") return;
  await recordChange(ctx, {
    entity: "documents",
    entityId: id,
    customerId: document.customerId,
    action: "restored",
    changes: [{ field: "documentName", to: document.documentName }],
  });
}

/** Deletes a removed document's rows and files; one that came back, or was removed again since, stays for its own day. */
export async function discardDocument(ctx: TenantMutationCtx, id: Id<"documents">): Promise<void> {
  const document = await ctx.db.find("documents", id);
  if (document === null || !document.isRemoved || document.updatedAt > ctx.now - undoMs) return;
  const versions = await ctx.db
    .query("documentVersions")
    .withIndex("by_document", (q) => q.eq("documentId", id))
    .collect();
  for (const version of versions) {
    await ctx.db.delete("documentVersions", version._id);
    await releaseFile(ctx, version.storageId);
  }
  await ctx.db.delete("documents", id);
}

async function editable(
  ctx: OrgMutationCtx,
  id: Id<"documents">,
  { deletes = false }: { deletes?: boolean } = {},
): Promise<{ document: Doc<"documents">; customer: Doc<"customers"> }> {
  const document = await ctx.db.get("documents", id);
  const customer = await assertMayChange(ctx, document, deletes);
  if (document.isRemoved) fail({ code: "NOT_FOUND", entity: "documents" });
  return { document, customer };
}

/** Sales delete what they uploaded themselves; managers any. */
async function assertMayChange(
  ctx: OrgMutationCtx,
  document: Doc<"documents">,
  deletes: boolean,
): Promise<Doc<"customers">> {
  const customer = await writableCustomer(ctx, document.customerId, "documents:write");
  if (deletes) assertOwn(ctx, document);
  return customer;
}

function assertOwn(ctx: OrgMutationCtx, { createdBy }: { createdBy: string }): void {
  if (createdBy !== ctx.actor.id && reachFor(ctx, "documents:deleteAny") === "none")
    fail({ code: "FORBIDDEN", permission: "documents:deleteAny" });
}
