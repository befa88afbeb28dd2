/** Door: files kept with a customer. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { internalAction, orgMutation, orgQuery, tenantMutation, tenantQuery } from "./functions";
import { documentLink, linkedFile } from "./documents/give";
import { inspectUpload, uploadedFile } from "./documents/inspect";
import { listDocuments, listVersions } from "./documents/list";
import { sameFile as sameAs } from "./documents/same";
import type { NewDocument, DocumentPatch } from "./documents/shape";
import { documentTypeValidator } from "./documents/table";
import {
  addDocument,
  addVersion,
  discardDocument,
  editDocument,
  removeDocument,
  restoreDocument,
  settle,
  uploadUrl,
  withdrawVersion as withdraw,
} from "./documents/write";

const upload = {
  /** What the upload address answered with. */
  storageId: v.id("_storage"),
  fileName: v.string(),
  /** Bytes, for showing until they are measured. */
  fileSize: v.number(),
};

/** A customer's documents, newest first, all or one type (DOC-08). NOT_FOUND outside the caller's scope. */
export const list = orgQuery({
  permission: "documents:read",
  args: {
    customerId: v.id("customers"),
    documentType: v.union(documentTypeValidator, v.null()),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, args) => listDocuments(ctx, args),
});

/** Every version of a document, newest first. */
export const versions = orgQuery({
  permission: "documents:read",
  args: { documentId: v.id("documents") },
  handler: (ctx, { documentId }) => listVersions(ctx, documentId),
});

/** An address to POST one file to; its answer `{ storageId }` goes to `create` or `addNewVersion`. */
export const startUpload = orgMutation({
  permission: "documents:write",
  args: { customerId: v.id("customers") },
  handler: (ctx, { customerId }) => uploadUrl(ctx, customerId),
});

/**
 * Takes an uploaded file in (DOC-01, DOC-03). The row says "checking" until the
 * content was looked at, then "ready" or "refused" with the reason (DOC-06).
 * DOCUMENT_EXISTS when the customer has a document of this very content, unless
 * `confirmDuplicate` says that a second one is wanted.
 */
export const create = orgMutation({
  permission: "documents:write",
  args: {
    customerId: v.id("customers"),
    ...upload,
    input: v.object({ documentName: v.string(), documentType: v.optional(v.string()) }),
    confirmDuplicate: v.optional(v.boolean()),
  },
  handler: (ctx, { customerId, input, confirmDuplicate = false, ...file }) =>
    addDocument(ctx, customerId, file, input as NewDocument, { confirmDuplicate }),
});

/** The document that an uploaded file would repeat; null when there is none, or none any more. */
export const sameFile = orgQuery({
  permission: "documents:write",
  args: { customerId: v.id("customers"), storageId: v.id("_storage") },
  handler: (ctx, { customerId, storageId }) => sameAs(ctx, customerId, storageId),
});

/** A newer file of the same document; gives its version. LIMIT_EXCEEDED beyond fifty of them. */
export const addNewVersion = orgMutation({
  permission: "documents:write",
  args: { documentId: v.id("documents"), ...upload },
  handler: (ctx, { documentId, ...file }) => addVersion(ctx, documentId, file),
});

/** The undo of `addNewVersion`: one's own, or any as a manager. VERSION_CONFLICT once another came after it. */
export const withdrawVersion = orgMutation({
  permission: "documents:write",
  args: { documentId: v.id("documents"), version: v.number() },
  handler: (ctx, { documentId, version }) => withdraw(ctx, documentId, version),
});

/** Renames or re-types (DOC-07). */
export const update = orgMutation({
  permission: "documents:write",
  args: {
    documentId: v.id("documents"),
    input: v.object({ documentName: v.optional(v.string()), documentType: v.optional(v.string()) }),
  },
  handler: (ctx, { documentId, input }) => editDocument(ctx, documentId, input as DocumentPatch),
});

/** Deletes: one's own upload, or any as a manager; FORBIDDEN otherwise. The files go a day later (DOC-07). */
export const remove = orgMutation({
  permission: "documents:write",
  args: { documentId: v.id("documents") },
  handler: (ctx, { documentId }) => removeDocument(ctx, documentId),
});

/** The undo of `remove`, for a day. */
export const restore = orgMutation({
  permission: "documents:write",
  args: { documentId: v.id("documents") },
  handler: (ctx, { documentId }) => restoreDocument(ctx, documentId),
});

/** An address of the newest or a named version, good for five minutes and only while the caller is a member (DOC-04, DOC-05). */
export const link = orgMutation({
  permission: "documents:read",
  args: { documentId: v.id("documents"), version: v.optional(v.number()) },
  handler: (ctx, args) => documentLink(ctx, args),
});

/** The stored file behind a link, for the HTTP address. */
export const behindLink = tenantQuery({
  args: { versionId: v.string(), userId: v.id("users") },
  handler: (ctx, args) => linkedFile(ctx, args),
});

/** The file that waits to be checked. */
export const uploaded = tenantQuery({
  args: { versionId: v.id("documentVersions") },
  handler: (ctx, { versionId }) => uploadedFile(ctx, versionId),
});

/** Checks an uploaded file by its content. */
export const inspect = internalAction({
  args: { orgId: v.id("organizations"), versionId: v.id("documentVersions") },
  handler: (ctx, place) => inspectUpload(ctx, place),
});

const checker = { id: "system:documents", name: "Orbit", channel: "app" } as const;

/** Writes down what the check found. */
export const settleUpload = tenantMutation({
  args: {
    versionId: v.id("documentVersions"),
    found: v.union(
      v.object({
        refusal: v.union(
          v.literal("type"),
          v.literal("content"),
          v.literal("size"),
          v.literal("empty"),
          v.literal("missing"),
        ),
      }),
      v.object({ fileSize: v.number(), mimeType: v.string() }),
    ),
  },
  actor: checker,
  handler: (ctx, { versionId, found }) => settle(ctx, versionId, found),
});

/** Deletes the files of a document that was removed a day ago and did not come back. */
export const discard = tenantMutation({
  args: { documentId: v.id("documents") },
  actor: checker,
  handler: (ctx, { documentId }) => discardDocument(ctx, documentId),
});
