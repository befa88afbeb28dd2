/** Files that were asked for: what is in them, and the stored parts they are made of (IMX-16, IMX-19). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { filtersValidator } from "../customers/filterShape";

export const exportFormatValidator = v.union(
  v.literal("csv"),
  v.literal("xlsx"),
  v.literal("json"),
  v.literal("vcf"),
);

/** Which customers: rows by name, or everything a list shows, in the order in which it shows them. */
export const exportTargetValidator = v.union(
  v.object({ kind: v.literal("rows"), customerIds: v.array(v.string()) }),
  v.object({
    kind: v.literal("everything"),
    filters: filtersValidator,
    sort: v.optional(v.string()),
    order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
    /** Ids taken out by hand. */
    except: v.optional(v.array(v.string())),
  }),
);

/** One per job of kind "export" or "exportAll"; written by exports/start.ts and exports/store.ts, kept as the record of who took what. */
export const exportFiles = defineTable({
  orgId: v.id("organizations"),
  jobId: v.id("jobs"),
  /** In whose name and with whose rights every row is read. */
  userId: v.id("users"),
  userName: v.string(),
  fileName: v.string(),
  content: v.union(
    v.object({
      kind: v.literal("customers"),
      format: exportFormatValidator,
      target: exportTargetValidator,
      /** Keys of the columns in their order. */
      columns: v.array(v.string()),
      /** Of the headings. */
      language: v.union(v.literal("en"), v.literal("ru")),
      /** The byte order mark before CSV. */
      mark: v.boolean(),
    }),
    v.object({ kind: v.literal("organization") }),
    /** Everything held on one person. */
    v.object({
      kind: v.literal("person"),
      /** Ids of the record and of those merged into it. */
      members: v.array(v.string()),
      language: v.union(v.literal("en"), v.literal("ru")),
    }),
  ),
  /** Whose data it holds, for kind "person". */
  customerId: v.optional(v.id("customers")),
  /** Rows and bytes written so far. */
  rows: v.number(),
  bytes: v.number(),
  parts: v.number(),
  createdAt: v.number(),
  /** Epoch ms; from then on the file is gone. */
  expiresAt: v.number(),
  /** Set once the parts are deleted. */
  sweptAt: v.optional(v.number()),
})
  .index("by_job", ["orgId", "jobId"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_customer", ["orgId", "customerId"])
  .index("by_user", ["orgId", "userId", "createdAt"]);

/** A piece of an export's file, in the order of `number`; written and deleted by exports/store.ts. */
export const exportParts = defineTable({
  orgId: v.id("organizations"),
  exportId: v.id("exportFiles"),
  number: v.number(),
  storageId: v.id("_storage"),
  bytes: v.number(),
  /** Files of the archive that begin in this part (JSON of exports/archive.ts), for its directory. */
  entries: v.optional(v.string()),
})
  .index("by_export", ["orgId", "exportId", "number"])
  .index("global_storage", ["storageId"]);
