/** The documents of one customer, newest first (DOC-03, DOC-08), and the versions of one. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { canWrite, readableCustomer } from "../customers/access";
import { fail } from "../shared/errors";
import { reachFor } from "../tenancy/permissions";
import { mostVersions, type DocumentType } from "./types";

export interface ListedDocument {
  _id: Id<"documents">;
  documentName: string;
  documentType: DocumentType;
  state: Doc<"documents">["state"];
  /** Why the last file that was sent is not kept; null when nothing was refused. */
  refusal: string | null;
  version: number;
  fileSize: number;
  mimeType: string;
  createdAt: number;
  createdByName: string;
  mayDelete: boolean;
}

const largestPage = 50;

export async function listDocuments(
  ctx: OrgQueryCtx,
  args: {
    customerId: Id<"customers">;
    documentType: DocumentType | null;
    paginationOpts: PaginationOptions;
  },
): Promise<PaginationResult<ListedDocument>> {
  const customer = await readableCustomer(ctx, args.customerId, "documents:read");
  const { documentType } = args;
  const found = await (
    documentType === null
      ? ctx.db
          .query("documents")
          .withIndex("by_customer", (q) => q.eq("customerId", customer._id).eq("isRemoved", false))
      : ctx.db
          .query("documents")
          .withIndex("by_customer_type", (q) =>
            q.eq("customerId", customer._id).eq("isRemoved", false).eq("documentType", documentType),
          )
  )
    .order("desc")
    .paginate({ ...args.paginationOpts, numItems: Math.min(args.paginationOpts.numItems, largestPage) });
  const writes = await canWrite(ctx, customer, "documents:write");
  const deletesAny = reachFor(ctx, "documents:deleteAny") !== "none";
  return {
    ...found,
    // A refused file is the business of whoever sent it.
    page: found.page
      .filter((row) => row.state === "ready" || row.createdBy === ctx.callerId)
      .map((row) => ({
        _id: row._id,
        documentName: row.documentName,
        documentType: row.documentType,
        state: row.state,
        refusal: row.refusal ?? null,
        version: row.version,
        fileSize: row.fileSize,
        mimeType: row.mimeType,
        createdAt: row.createdAt,
        createdByName: row.createdByName,
        mayDelete: writes && (deletesAny || row.createdBy === ctx.callerId),
      })),
  };
}

export interface ListedVersion {
  version: number;
  fileName: string;
  fileSize: number;
  mimeType: string;
  createdAt: number;
  createdByName: string;
}

/** Newest first; versions still being checked are left out. */
export async function listVersions(ctx: OrgQueryCtx, documentId: Id<"documents">): Promise<ListedVersion[]> {
  const document = await readableDocument(ctx, documentId);
  const rows = await ctx.db
    .query("documentVersions")
    .withIndex("by_document", (q) => q.eq("documentId", document._id))
    .order("desc")
    .take(mostVersions);
  return rows
    .filter((row) => row.state === "ready")
    .map(({ version, fileName, fileSize, mimeType, createdAt, createdByName }) => ({
      version,
      fileName,
      fileSize,
      mimeType,
      createdAt,
      createdByName,
    }));
}

/** NOT_FOUND for a removed document and one whose customer the caller does not reach (DOC-05). */
export async function readableDocument(
  ctx: Parameters<typeof readableCustomer>[0],
  documentId: Id<"documents">,
): Promise<Doc<"documents">> {
  const document = await ctx.db.get("documents", documentId);
  await readableCustomer(ctx, document.customerId, "documents:read");
  if (document.isRemoved) fail({ code: "NOT_FOUND", entity: "documents" });
  return document;
}
