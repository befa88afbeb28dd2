/** Door: taking data out: customers as a file, the whole organization as an archive. */
import { v } from "convex/values";
import { internalAction, orgMutation, orgQuery, tenantMutation, tenantQuery } from "./functions";
import { filtersValidator } from "./customers/filterShape";
import { archiveEntries, archiveFiles, archivePage } from "./exports/archiveRead";
import { contactsFile } from "./exports/contactsFile";
import { exportLink, linkedParts } from "./exports/give";
import { countExport, exportOptions, listExports, stepFacts } from "./exports/list";
import { exportNames, exportPage } from "./exports/page";
import { personFacts, personFiles, personPage } from "./exports/personRead";
import { cancelExport, startExport, startOrganizationExport, startPersonExport } from "./exports/start";
import { keepParts, stepExport, sweepExport, type Written } from "./exports/store";
import { exportFormatValidator, exportTargetValidator } from "./exports/table";
import { produceStep } from "./exports/write";
import { jobActor, stepArgs } from "./jobs/run";

/** Whether and what the caller may export, with every column they may see and its headings. */
export const options = orgQuery({
  permission: "fields:read",
  args: {},
  handler: (ctx) => exportOptions(ctx),
});

/** Exactly how many customers the filters give the caller, null where only reading them tells it (SRC-18). */
export const count = orgQuery({
  permission: "customers:export",
  args: { filters: filtersValidator },
  handler: (ctx, { filters }) => countExport(ctx, filters),
});

/**
 * Starts an export of named customers (at most 1,000) or of everything a filter
 * finds, in the list's order, and returns its job (IMX-16, IMX-19, SRC-18).
 * `columns` are keys of `options`, null for all of them; vCards have their own.
 * FORBIDDEN, VALIDATION_ERROR, LIMIT_EXCEEDED.
 */
export const start = orgMutation({
  permission: "customers:export",
  args: {
    target: exportTargetValidator,
    format: exportFormatValidator,
    columns: v.union(v.array(v.string()), v.null()),
    /** Of the headings. */
    language: v.union(v.literal("en"), v.literal("ru")),
    /** The byte order mark that Excel needs before CSV. */
    mark: v.boolean(),
  },
  handler: (ctx, args) => startExport(ctx, args),
});

/** Starts the archive of the whole organization and returns its job. */
export const startOrganization = orgMutation({
  permission: "organization:export",
  args: {},
  handler: (ctx) => startOrganizationExport(ctx),
});

/**
 * Starts collecting everything that is held on one person, with every file, and
 * returns its job; `language` is of the overview. FORBIDDEN, NOT_FOUND,
 * INVALID_STATUS_CHANGE for somebody who was erased.
 */
export const startPerson = orgMutation({
  permission: "customers:exportPerson",
  args: { customerId: v.string(), language: v.union(v.literal("en"), v.literal("ru")) },
  handler: (ctx, args) => startPersonExport(ctx, args),
});

/**
 * The contacts of one customer as CSV, 100 a page, for a browser to put together (IMX-16, CON-07). FORBIDDEN,
 * NOT_FOUND.
 */
export const contacts = orgMutation({
  permission: "customers:export",
  args: {
    customerId: v.id("customers"),
    cursor: v.union(v.string(), v.null()),
    language: v.union(v.literal("en"), v.literal("ru")),
  },
  handler: (ctx, args) => contactsFile(ctx, args),
});

/** The latest exports, at most 50: one's own, or everybody's for admins. */
export const list = orgQuery({
  permission: "customers:export",
  args: {},
  handler: (ctx) => listExports(ctx),
});

/** Stops an export; its file is deleted. NOT_FOUND for somebody else's, JOB_NOT_RUNNING once it has ended. */
export const cancel = orgMutation({
  permission: "customers:export",
  args: { jobId: v.id("jobs") },
  handler: async (ctx, { jobId }) => {
    await cancelExport(ctx, jobId);
    return null;
  },
});

/**
 * An address of the finished file, good for fifteen minutes and only while the
 * caller may export. NOT_FOUND for somebody else's or an unfinished one,
 * LINK_EXPIRED when the file has been deleted.
 */
export const link = orgMutation({
  permission: "customers:export",
  args: { jobId: v.id("jobs") },
  handler: (ctx, { jobId }) => exportLink(ctx, jobId),
});

const place = { jobId: v.id("jobs") };

/** The stored parts behind a link, for the HTTP address. */
export const behindLink = tenantQuery({
  args: { jobId: v.string(), userId: v.id("users"), part: v.union(v.number(), v.null()) },
  handler: (ctx, args) => linkedParts(ctx, args),
});

/** One step of an export: hands over to the action, which alone can write files. */
export const step = tenantMutation({
  args: stepArgs,
  actor: jobActor("app"),
  handler: async (ctx, args): Promise<null> => {
    await stepExport(ctx, args);
    return null;
  },
});

/** The acting half of a step: reads, writes a part, hands it to `keep`. */
export const produce = internalAction({
  args: { orgId: v.id("organizations"), ...stepArgs },
  handler: async (ctx, args): Promise<null> => {
    await produceStep(ctx, args);
    return null;
  },
});

/** What that half has to know. */
export const facts = tenantQuery({
  args: { ...place, step: v.number() },
  handler: (ctx, args) => stepFacts(ctx, args),
});

/** A page of customers, as cells. */
export const rows = tenantQuery({
  args: { ...place, cursor: v.union(v.string(), v.null()) },
  handler: (ctx, args) => exportPage(ctx, args),
});

/** Names that cells refer to, at most 100. */
export const names = tenantQuery({
  args: { ...place, ids: v.array(v.string()) },
  handler: (ctx, args) => exportNames(ctx, args),
});

/** A page of a table, as lines. */
export const archiveRows = tenantQuery({
  args: { ...place, table: v.string(), cursor: v.union(v.string(), v.null()) },
  handler: (ctx, args) => archivePage(ctx, args),
});

/** A page of stored files. */
export const archiveDocuments = tenantQuery({
  args: { ...place, cursor: v.union(v.string(), v.null()) },
  handler: (ctx, args) => archiveFiles(ctx, args),
});

/** A page of what one table holds on a person. */
export const personRows = tenantQuery({
  args: { ...place, table: v.string(), cursor: v.union(v.string(), v.null()) },
  handler: (ctx, args) => personPage(ctx, args),
});

/** A page of a person's stored files. */
export const personDocuments = tenantQuery({
  args: { ...place, cursor: v.union(v.string(), v.null()) },
  handler: (ctx, args) => personFiles(ctx, args),
});

/** What stands at the top of a person's overview. */
export const personOverview = tenantQuery({
  args: place,
  handler: (ctx, { jobId }) => personFacts(ctx, jobId),
});

/** What the archive holds so far. */
export const archiveWritten = tenantQuery({
  args: { ...place, after: v.number() },
  handler: (ctx, args) => archiveEntries(ctx, args),
});

const part = v.object({ storageId: v.id("_storage"), bytes: v.number(), entries: v.optional(v.string()) });

/** Keeps what a step has written, with the job's progress. */
export const keep = tenantMutation({
  args: {
    ...stepArgs,
    written: v.union(
      v.object({
        kind: v.literal("written"),
        parts: v.array(part),
        rows: v.number(),
        skipped: v.number(),
        cursor: v.string(),
        total: v.optional(v.number()),
        finished: v.boolean(),
      }),
      v.object({ kind: v.literal("refused") }),
      v.object({ kind: v.literal("stale") }),
    ),
  },
  actor: jobActor("app"),
  handler: async (ctx, { written, ...args }): Promise<null> => {
    await keepParts(ctx, args, written as Written);
    return null;
  },
});

/** Deletes the file of an export that has run out or was given up, batch by batch. */
export const sweep = tenantMutation({
  args: { exportId: v.id("exportFiles") },
  actor: { id: "system:exports", name: "Orbit", channel: "schedule" },
  handler: async (ctx, { exportId }): Promise<null> => {
    await sweepExport(ctx, exportId);
    return null;
  },
});
