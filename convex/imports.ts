/** Door: bringing customers in from files of other systems (IMX). */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import { removeAbandoned as removeBatch } from "./imports/cleanUp";
import { rememberedMapping } from "./imports/remember";
import { companiesOfKeys, contactsOfKeys } from "./imports/contactKnown";
import { entriesOfKeys } from "./imports/entryKnown";
import { renameImport } from "./imports/rename";
import { importRules } from "./imports/rules";
import {
  allRows,
  conflictsOfUndo,
  getImport,
  knownKeys,
  knownMembers,
  latestImports,
  rowsByOutcome,
} from "./imports/results";
import { mendRow } from "./imports/mend";
import { importChunk } from "./imports/run";
import {
  dateOrderValidator,
  duplicateChoiceValidator,
  entryKindValidator,
  mappingValidator,
  missingChoiceValidator,
  outcomeValidator,
  rowKindValidator,
  sourceRowValidator,
} from "./imports/table";
import { startUndo, undoBatch } from "./imports/undo";
import { addChunk, createImport, fileUrl, goOnWith, startImport } from "./imports/upload";
import { jobActor, runStep, stepArgs } from "./jobs/run";

/** What the browser needs to read a file exactly as the server will: rules, currency, time zone, own fields. `now` is a rounded epoch ms. */
export const rules = orgQuery({
  permission: "imports:run",
  args: { now: v.number() },
  handler: (ctx, { now }) => importRules(ctx, now),
});

/**
 * Of at most 1,000 keys ("email:…", "phone:…", "legacy:…", "code:…"), those the base knows, with their customers
 * (IMX-14). Looks up as many as one call may read, in their order: `answered` says how many.
 */
export const known = orgQuery({
  permission: "imports:run",
  args: { keys: v.array(v.string()) },
  handler: (ctx, { keys }) => knownKeys(ctx, keys),
});

/** Which members at most 60 words mean, by name or e-mail. */
export const members = orgQuery({
  permission: "imports:run",
  args: { words: v.array(v.string()) },
  handler: (ctx, { words }) => knownMembers(ctx, words),
});

/** How the latest file with these headings and rows of this kind was understood, or null (IMX-15). `now` is a rounded epoch ms. */
export const remembered = orgQuery({
  permission: "imports:run",
  args: { headings: v.array(v.string()), now: v.number(), kind: v.optional(rowKindValidator) },
  handler: (ctx, args) => rememberedMapping(ctx, args),
});

/**
 * Of at most 1,000 keys by which rows of contacts name customers ("code:…", "legacy:…", "email:…", "name:…",
 * "domain:…"), the live customers that each means, two at most of a name or a domain. As `known`.
 */
export const companies = orgQuery({
  permission: "imports:run",
  args: { keys: v.array(v.string()) },
  handler: (ctx, { keys }) => companiesOfKeys(ctx, keys),
});

/** Of at most 1,000 keys "customerId email:…", "customerId phone:…" and "customerId name:…", the active contacts that have them. As `known`. */
export const contacts = orgQuery({
  permission: "imports:run",
  args: { keys: v.array(v.string()) },
  handler: (ctx, { keys }) => contactsOfKeys(ctx, keys),
});

/**
 * Of at most 1,000 keys of interactions, notes or documents ("customerId instant", "id instant <the entry's own id>"), those that
 * are there and what they say, for telling what is brought twice. As `known`.
 */
export const entries = orgQuery({
  permission: "imports:run",
  args: { kind: entryKindValidator, keys: v.array(v.string()) },
  handler: (ctx, { kind, keys }) => entriesOfKeys(ctx, kind, keys),
});

/** An address to send a file of a document to, before the row that names it is uploaded. FORBIDDEN, MODULE_OFF. */
export const uploadUrl = orgMutation({
  permission: "imports:run",
  args: {},
  handler: (ctx) => fileUrl(ctx),
});

/**
 * Announces a file and how it is to be read: as customers, as leads of customers (IMX-15, LED-06), as contacts at
 * customers (CON-07), or as their interactions, notes or documents; returns the import's id. IMPORT_UNREADABLE with a reason, FORBIDDEN.
 */
export const create = orgMutation({
  permission: "imports:run",
  args: {
    fileName: v.string(),
    kind: v.optional(rowKindValidator),
    headings: v.array(v.string()),
    mapping: mappingValidator,
    dateOrder: dateOrderValidator,
    duplicates: duplicateChoiceValidator,
    missing: v.optional(missingChoiceValidator),
    matchBy: v.optional(v.string()),
    rows: v.number(),
    chunks: v.number(),
  },
  handler: (ctx, file) => createImport(ctx, file),
});

/** Uploads one chunk of at most 200 rows, in order; repeating one does nothing. */
export const upload = orgMutation({
  permission: "imports:run",
  args: { importId: v.id("imports"), index: v.number(), rows: v.array(sourceRowValidator) },
  handler: async (ctx, { importId, index, rows }) => {
    await addChunk(ctx, importId, index, rows);
    return null;
  },
});

/** Starts the job once the upload is complete (IMX-19); returns the job's id. */
export const start = orgMutation({
  permission: "imports:run",
  args: { importId: v.id("imports") },
  handler: (ctx, { importId }) => startImport(ctx, importId),
});

/** Has a cancelled or failed import, or its taking back, go on where it stopped (IMX-19); returns the job's id. NOT_FOUND, JOB_NOT_RUNNING. */
export const goOn = orgMutation({
  permission: "imports:run",
  args: { importId: v.id("imports") },
  handler: (ctx, { importId }) => goOnWith(ctx, importId),
});

/** Names an import, for finding its customers by (CUS-34); "" is the file's name again. VALIDATION_ERROR beyond 80 characters. */
export const rename = orgMutation({
  permission: "imports:run",
  args: { importId: v.id("imports"), name: v.string() },
  handler: (ctx, { importId, name }) => renameImport(ctx, importId, name),
});

/** Takes an import back (IMX-06): customers it created and nobody touched are removed, those it changed get back what they were; returns the job's id. */
export const undo = orgMutation({
  permission: "imports:run",
  args: { importId: v.id("imports") },
  handler: (ctx, { importId }) => startUndo(ctx, importId),
});

/** One import with its jobs, live. */
export const get = orgQuery({
  permission: "imports:run",
  args: { importId: v.id("imports") },
  handler: (ctx, { importId }) => getImport(ctx, importId),
});

/** The latest twenty imports. */
export const list = orgQuery({
  permission: "imports:run",
  args: {},
  handler: (ctx) => latestImports(ctx),
});

/** Rows of one outcome that have something to tell, in the file's order. */
export const rows = orgQuery({
  permission: "imports:run",
  args: { importId: v.id("imports"), outcome: outcomeValidator, paginationOpts: paginationOptsValidator },
  handler: (ctx, { importId, outcome, paginationOpts }) =>
    rowsByOutcome(ctx, importId, outcome, paginationOpts),
});

/** Every row of the file with its outcome, a chunk per item. */
export const chunks = orgQuery({
  permission: "imports:run",
  args: { importId: v.id("imports"), paginationOpts: paginationOptsValidator },
  handler: (ctx, { importId, paginationOpts }) => allRows(ctx, importId, paginationOpts),
});

/** Customers that an undo left alone, wholly or in part, and the fields that stay (IMX-06). */
export const conflicts = orgQuery({
  permission: "imports:run",
  args: { importId: v.id("imports"), paginationOpts: paginationOptsValidator },
  handler: (ctx, { importId, paginationOpts }) => conflictsOfUndo(ctx, importId, paginationOpts),
});

/**
 * Imports a refused or skipped row with mended cells, in the file's columns (IMX-10); returns its outcome, its
 * customer and what is still wrong. JOB_NOT_RUNNING while the import runs or once it was taken back, LIMIT_EXCEEDED.
 */
export const mend = orgMutation({
  permission: "imports:run",
  args: { rowId: v.id("importRows"), cells: v.array(v.string()) },
  handler: (ctx, { rowId, cells }) => mendRow(ctx, rowId, cells),
});

/** One chunk of a running import. */
export const step = tenantMutation({
  args: stepArgs,
  actor: jobActor("import"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => importChunk(ctx, job));
    return null;
  },
});

/** One batch of an import being taken back. */
export const undoStep = tenantMutation({
  args: stepArgs,
  actor: jobActor("import"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => undoBatch(ctx, job));
    return null;
  },
});

/** Daily, per organization: files whose upload was given up more than a day ago, batch by batch. */
export const removeAbandoned = tenantMutation({
  actor: { id: "system:imports", name: "Orbit", channel: "schedule" },
  args: {},
  handler: async (ctx): Promise<null> => {
    if (await removeBatch(ctx)) {
      await ctx.scheduler.runAfter(0, internal.imports.removeAbandoned, { orgId: ctx.orgId });
    }
    return null;
  },
});
