/** Imports of files: the file's rows as they were, and what became of each (IMX-15, IMX-19). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { missingChoices } from "./contactPlan";
import { entryKinds } from "./entryFields";
import { rowKinds } from "./fields";
import { decisions, duplicateChoices, outcomes } from "./plan";

/** One per column: a MappingTarget of fields.ts, or null for a column that is left out. */
export const mappingValidator = v.array(v.union(v.null(), v.string()));
export const duplicateChoiceValidator = v.union(...duplicateChoices.map((choice) => v.literal(choice)));
export const rowKindValidator = v.union(...rowKinds.map((kind) => v.literal(kind)));
export const entryKindValidator = v.union(...entryKinds.map((kind) => v.literal(kind)));
/** Of contacts whose customer is not known. */
export const missingChoiceValidator = v.union(...missingChoices.map((choice) => v.literal(choice)));
export const dateOrderValidator = v.union(v.literal("dmy"), v.literal("mdy"));
export const outcomeValidator = v.union(...outcomes.map((outcome) => v.literal(outcome)));
export const issueValidator = v.object({ field: v.string(), rule: v.string(), value: v.string() });
export const sourceRowValidator = v.object({
  /** 1 is the first row below the headings. */
  number: v.number(),
  cells: v.array(v.string()),
  /** What a person decided of a row that is a known customer; absent: as the import's choice says. */
  decision: v.optional(v.union(...decisions.map((decision) => v.literal(decision)))),
});

/** Written by imports/upload.ts and imports/run.ts. An upload that was never started is removed after a day (imports/cleanUp.ts). */
export const imports = defineTable({
  orgId: v.id("organizations"),
  fileName: v.string(),
  /** What the rows are; absent is customers. */
  kind: v.optional(rowKindValidator),
  /** What people call it, "MIGRATION_2025_01"; the file's name until somebody says otherwise. */
  name: v.optional(v.string()),
  headings: v.array(v.string()),
  mapping: mappingValidator,
  dateOrder: dateOrderValidator,
  duplicates: duplicateChoiceValidator,
  /** Of rows of contacts; absent is "reject". */
  missing: v.optional(missingChoiceValidator),
  /** A MatchBy of fields.ts; absent in imports of before it could be chosen, which is "any". */
  matchBy: v.optional(v.string()),
  /** Rows of the file, and chunks they travel in. */
  rows: v.number(),
  chunks: v.number(),
  uploadedChunks: v.number(),
  uploadedRows: v.number(),
  /** Absent until the upload is complete and the import has started. */
  jobId: v.optional(v.id("jobs")),
  /** The job that takes the import back. */
  undoJobId: v.optional(v.id("jobs")),
  createdBy: v.string(),
  createdByName: v.string(),
  createdAt: v.number(),
})
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_job", ["orgId", "jobId", "createdAt"])
  .index("by_undoJob", ["orgId", "undoJobId"]);

/** Up to `chunkRows` rows of a file in the order in which they are imported, oldest customer first (IMX-05). */
export const importChunks = defineTable({
  orgId: v.id("organizations"),
  importId: v.id("imports"),
  index: v.number(),
  rows: v.array(sourceRowValidator),
  /** One per row once the chunk is done: the customer it became or was found to be, and what it made there. */
  results: v.optional(
    v.array(
      v.object({
        outcome: outcomeValidator,
        customerId: v.optional(v.string()),
        leadId: v.optional(v.string()),
        contactId: v.optional(v.string()),
        /** The interaction, note or document it became. */
        recordId: v.optional(v.string()),
      }),
    ),
  ),
}).index("by_index", ["orgId", "importId", "index"]);

/** Rows with something to tell: all but those that simply became a customer. */
export const importRows = defineTable({
  orgId: v.id("organizations"),
  importId: v.id("imports"),
  /** The chunk it came in, absent in imports of before rows could be mended in place. */
  chunkIndex: v.optional(v.number()),
  number: v.number(),
  /** As in the file, or as somebody has mended them since; the chunk keeps the file's. */
  cells: v.array(v.string()),
  outcome: outcomeValidator,
  issues: v.array(issueValidator),
  customerId: v.optional(v.id("customers")),
  leadId: v.optional(v.id("leads")),
  contactId: v.optional(v.id("contacts")),
})
  .index("by_outcome", ["orgId", "importId", "outcome", "number"])
  .index("by_customer", ["orgId", "customerId"]);

/**
 * How the columns of a kind of file were last understood, by its headings;
 * written by imports/remember.ts at the start of each import. One per kind, so
 * they stay as few as the systems that an organization imports from.
 */
export const importMappings = defineTable({
  orgId: v.id("organizations"),
  /** remember.ts `signatureOf`; equal for equal headings of rows of one kind, and for few others. */
  signature: v.string(),
  /** As headingKey makes them. */
  headings: v.array(v.string()),
  mapping: mappingValidator,
  dateOrder: dateOrderValidator,
  duplicates: duplicateChoiceValidator,
  missing: v.optional(missingChoiceValidator),
  matchBy: v.string(),
  fileName: v.string(),
  usedAt: v.number(),
}).index("by_signature", ["orgId", "signature"]);

export const undoReasons = ["touched", "changed", "refused", "gone"] as const;

/**
 * Customers that an import's undo left alone, wholly or in part. Touched:
 * created by it, and worked with since. Changed: these fields are not what the
 * import made them. Refused: what they were belongs to somebody else now. Gone:
 * deleted or merged since.
 */
export const importConflicts = defineTable({
  orgId: v.id("organizations"),
  importId: v.id("imports"),
  /** A customer's id; it may be gone for good. */
  customerId: v.string(),
  reason: v.union(...undoReasons.map((reason) => v.literal(reason))),
  /** `mine` is what the undo would have brought back, `theirs` what stands there; null for nothing. */
  fields: v.array(v.object({ field: v.string(), mine: v.any(), theirs: v.any() })),
}).index("by_import", ["orgId", "importId", "customerId"]);

/**
 * Which customer an imported row was, for rows that were duplicates: by the old
 * id, e-mail and phone they brought; and whose lead a row of leads was. What a
 * row created has its old id itself (customers.legacyId). Makes a second import
 * of the same file create nothing (IMX-13). Dies with the import's undo. A till says by which further id it knows a
 * customer (customers/legacy.ts); such a row belongs to no import.
 */
export const importedKeys = defineTable({
  orgId: v.id("organizations"),
  importId: v.optional(v.id("imports")),
  key: v.string(),
  customerId: v.id("customers"),
})
  .index("by_key", ["orgId", "key"])
  .index("by_customer", ["orgId", "customerId"]);
