/** Files of a customer over REST: upload, list, link, rename, delete (DOC-01..08). */
import * as z from "zod";
import type { Doc, Id } from "../../_generated/dataModel";
import { documentLink } from "../../documents/give";
import { listDocuments, listVersions, readableDocument } from "../../documents/list";
import type { NewDocument } from "../../documents/shape";
import { documentTypes } from "../../documents/types";
import {
  addDocument,
  addVersion,
  editDocument,
  removeDocument,
  restoreDocument,
} from "../../documents/write";
import { count, id, iso, listPage, moment, whole } from "../answer";
import { cleared, paging, selection, word } from "../entry";
import { fail } from "../../shared/errors";
import { childAt, customerAt } from "../place";
import { lists, reads, writes, type SentFile } from "../route";

const documentType = z.enum(documentTypes);

const documentAnswer = z.strictObject({
  id,
  documentName: z.string(),
  documentType,
  state: z
    .enum(["checking", "ready", "refused"])
    .describe("A file can be opened once its content has been checked."),
  refusal: z.string().nullable().describe("type, content, size, empty or missing."),
  version: count.describe("0 until the first version is ready."),
  fileSize: count.describe("Bytes."),
  mimeType: z.string(),
  createdAt: moment,
  createdByName: z.string(),
});

type Shown = Pick<
  Doc<"documents">,
  | "_id"
  | "documentName"
  | "documentType"
  | "state"
  | "version"
  | "fileSize"
  | "mimeType"
  | "createdAt"
  | "createdByName"
> & { refusal?: string | null };

const outward = (row: Shown): z.output<typeof documentAnswer> => ({
  id: row._id,
  documentName: row.documentName,
  documentType: row.documentType,
  state: row.state,
  refusal: row.refusal ?? null,
  version: row.version,
  fileSize: row.fileSize,
  mimeType: row.mimeType,
  createdAt: iso(row.createdAt),
  createdByName: row.createdByName,
});

/** The file's own name, with its ending: what it is taken as is judged by ending and content (DOC-06). */
const fileName = z.string().min(1, "Say what the file is called, like contract.pdf.").max(255);

const taken = (file: SentFile | null, name: string) => ({
  storageId: file!.storageId as Id<"_storage">,
  fileSize: file!.size,
  fileName: name,
});

const largestPage = 50;
const all = "/customers/{customer}/documents";
const one = `${all}/{document}`;

export const documentRoutes = [
  lists({
    method: "GET",
    path: all,
    group: "Documents",
    summary: "Documents, newest first; files still being checked only to the key that sent them",
    permission: "documents:read",
    query: z.strictObject({ documentType: documentType.optional(), ...paging(largestPage), ...selection }),
    list: "documents",
    largestPage,
    answer: documentAnswer,
    handler: async (ctx, { params, query, page }) => {
      const { _id: customerId } = await customerAt(ctx, params);
      const filter = { customerId, documentType: query.documentType ?? null, paginationOpts: page };
      return listPage(await listDocuments(ctx, filter), outward);
    },
  }),
  writes({
    method: "POST",
    path: all,
    group: "Documents",
    summary: "Upload a file: the body is the file itself",
    permission: "documents:write",
    status: 201,
    takesFile: true,
    query: z.strictObject({
      fileName,
      documentName: z.string().optional().describe("The file's name when left out."),
      documentType: z
        .string()
        .optional()
        .describe(`One of ${documentTypes.join(", ")}.`),
      confirmDuplicate: z
        .stringbool()
        .optional()
        .describe("Keeps a file that the customer has already a second time; without it that is a 409."),
    }),
    answer: documentAnswer,
    handler: async (ctx, { params, query, file }) => {
      const { _id } = await customerAt(ctx, params);
      const { fileName: name, documentName = name, documentType: kind, confirmDuplicate = false } = query;
      const input = { documentName, ...(kind === undefined ? {} : { documentType: kind }) };
      const entered = input as NewDocument;
      const documentId = await addDocument(ctx, _id, taken(file, name), entered, { confirmDuplicate });
      return outward(await ctx.db.get("documents", documentId));
    },
  }),
  reads({
    method: "GET",
    path: one,
    group: "Documents",
    summary: "Read one document",
    permission: "documents:read",
    query: z.strictObject(selection),
    answer: documentAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "documents", params, "document");
      const document = await readableDocument(ctx, _id);
      // A file still being checked, or refused, is the business of whoever sent it.
      const isShown = document.state === "ready" || document.createdBy === ctx.callerId;
      return isShown ? outward(document) : fail({ code: "NOT_FOUND", entity: "documents" });
    },
  }),
  writes({
    method: "PUT",
    path: one,
    group: "Documents",
    summary: "Rename it or file it under another type",
    permission: "documents:write",
    body: z.strictObject({ documentName: word, documentType: z.string().optional() }),
    example: { documentName: "Contract 2026", documentType: "contract" },
    answer: documentAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await childAt(ctx, "documents", params, "document");
      await editDocument(ctx, _id, cleared(body) as Partial<NewDocument>);
      return outward(await ctx.db.get("documents", _id));
    },
  }),
  writes({
    method: "DELETE",
    path: one,
    group: "Documents",
    summary: "Delete it; for a day it can be brought back",
    permission: "documents:write",
    answer: z.strictObject({ id, isRemoved: z.literal(true) }),
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "documents", params, "document");
      await removeDocument(ctx, _id);
      return { id: _id, isRemoved: true as const };
    },
  }),
  writes({
    method: "POST",
    path: `${one}/restore`,
    group: "Documents",
    summary: "Bring a deleted document back",
    permission: "documents:write",
    answer: documentAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "documents", params, "document");
      await restoreDocument(ctx, _id);
      return outward(await ctx.db.get("documents", _id));
    },
  }),
  writes({
    method: "POST",
    path: `${one}/link`,
    group: "Documents",
    summary: "An address of the file, good for five minutes",
    permission: "documents:read",
    query: z.strictObject({ version: z.coerce.number().int().min(1).max(50).optional() }),
    answer: z.strictObject({ url: z.string(), until: moment }),
    handler: async (ctx, { params, query }) => {
      const { _id: documentId } = await childAt(ctx, "documents", params, "document");
      const { version } = query;
      const { url, until } = await documentLink(ctx, {
        documentId,
        ...(version === undefined ? {} : { version }),
      });
      return { url, until: iso(until) };
    },
  }),
  lists({
    method: "GET",
    path: `${one}/versions`,
    group: "Documents",
    summary: "Its versions, newest first",
    permission: "documents:read",
    query: z.strictObject({ ...paging(50), ...selection }),
    list: "versions",
    largestPage: 50,
    answer: z.strictObject({
      version: count,
      fileName: z.string(),
      fileSize: count.describe("Bytes."),
      mimeType: z.string(),
      createdAt: moment,
      createdByName: z.string(),
    }),
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "documents", params, "document");
      const versions = await listVersions(ctx, _id);
      return whole(versions.map(({ createdAt, ...rest }) => ({ ...rest, createdAt: iso(createdAt) })));
    },
  }),
  writes({
    method: "POST",
    path: `${one}/versions`,
    group: "Documents",
    summary: "Upload a newer file of the same document: the body is the file itself",
    permission: "documents:write",
    status: 201,
    takesFile: true,
    query: z.strictObject({ fileName }),
    answer: documentAnswer,
    handler: async (ctx, { params, query, file }) => {
      const { _id } = await childAt(ctx, "documents", params, "document");
      await addVersion(ctx, _id, taken(file, query.fileName));
      return outward(await ctx.db.get("documents", _id));
    },
  }),
];
