/** Files kept with a customer (DOC-01), each with its versions. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const documentTypeValidator = v.union(
  v.literal("contract"),
  v.literal("invoice"),
  v.literal("agreement"),
  v.literal("other"),
);

/** Written only through documents/write.ts. Name, size and kind are those of the newest version. */
export const documents = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  documentType: documentTypeValidator,
  documentName: v.string(),
  /**
   * "checking" until the content has been looked at; "refused" when it may not
   * be kept: its file is gone by then and the row only tells why.
   */
  state: v.union(v.literal("checking"), v.literal("ready"), v.literal("refused")),
  refusal: v.optional(v.string()),
  /** 1 and up; 0 while the first version is being checked. */
  version: v.number(),
  /** Bytes, and kind, as measured. */
  fileSize: v.number(),
  mimeType: v.string(),
  /** Of the newest version's content, as the storage measured it; absent once refused. */
  sha256: v.optional(v.string()),
  /** A deleted document keeps its files for a day, for the undo. */
  isRemoved: v.boolean(),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  createdByName: v.string(),
  updatedBy: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "isRemoved", "createdAt"])
  .index("by_customer_content", ["orgId", "customerId", "isRemoved", "sha256"])
  .index("by_customer_type", ["orgId", "customerId", "isRemoved", "documentType", "createdAt"]);

/** One row per stored file. */
export const documentVersions = defineTable({
  orgId: v.id("organizations"),
  documentId: v.id("documents"),
  version: v.number(),
  storageId: v.id("_storage"),
  fileName: v.string(),
  fileSize: v.number(),
  mimeType: v.string(),
  state: v.union(v.literal("checking"), v.literal("ready")),
  createdAt: v.number(),
  createdBy: v.string(),
  createdByName: v.string(),
})
  .index("by_document", ["orgId", "documentId", "version"])
  .index("by_storage", ["orgId", "storageId"])
  .index("global_storage", ["storageId"]);
