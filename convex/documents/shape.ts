/** What a person may enter about a document (DOC-01, DOC-02). */
import * as z from "zod";
import { required } from "../shared/entry";
import { documentTypes } from "./types";

const documentType = z.enum(documentTypes, { error: "Choose one of the kinds of document." });
const documentName = required(255, "Give the document a name.");

export const newDocumentShape = z.object({
  documentName,
  documentType: documentType.default("other"),
});
export type NewDocument = z.input<typeof newDocumentShape>;

/** An edit names only what changes. */
export const documentPatchShape = z.object({ documentName, documentType }).partial();
export type DocumentPatch = z.input<typeof documentPatchShape>;
