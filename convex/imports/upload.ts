/** From the browser's file to stored chunks, and the start of the job. */
import type { Doc, Id } from "../_generated/dataModel";
import { refuseSwitchedOff, type OrgMutationCtx, type TenantMutationCtx } from "../functions";
import { reviveJob, startJob } from "../jobs/run";
import { fail } from "../shared/errors";
import { reachFor, type Permission } from "../tenancy/permissions";
import { fieldsOf, isImportField, mappingProblem, matchWords, ownFieldKey, type MatchBy } from "./fields";
import { isEntryKind, type EntryKind } from "./entryFields";
import type { NewImport } from "./newImport";
import { chunkRows, columnLimit, rowLimit } from "./limits";
import { rememberMapping } from "./remember";
import { importRules } from "./rules";

/** Announces a file; its chunks follow. IMPORT_UNREADABLE when it has no rows or its mapping cannot work. */
export async function createImport(ctx: OrgMutationCtx, file: NewImport): Promise<Id<"imports">> {
  if (file.rows < 1) fail({ code: "IMPORT_UNREADABLE", reason: "empty" });
  if (file.rows > rowLimit || file.headings.length > columnLimit || file.chunks > file.rows) {
    fail({ code: "IMPORT_UNREADABLE", reason: "tooLarge" });
  }
  if (file.kind === "contacts") checkContacts(ctx, file);
  if (file.kind !== undefined && isEntryKind(file.kind)) await checkEntries(ctx, file.kind);
  // What the rows open is refused as by hand where that part is switched off.
  if (file.kind === "leads") await refuseSwitchedOff(ctx, "leads:write");
  await checkTargets(ctx, file);
  const problem = mappingProblem(file.mapping, (file.matchBy ?? "any") as MatchBy, file.kind);
  if (problem !== null) fail({ code: "IMPORT_UNREADABLE", reason: problem });
  await rememberMapping(ctx, file);
  return await ctx.db.insert("imports", {
    ...file,
    fileName: file.fileName.slice(0, 255),
    mapping: [...file.mapping],
    uploadedChunks: 0,
    uploadedRows: 0,
    createdBy: ctx.actor.id,
    createdByName: ctx.actor.name,
    createdAt: ctx.now,
  });
}

/** The job writes at every customer: whoever starts it must be allowed to (CON-07), and to create those that come with it. */
function checkContacts(ctx: OrgMutationCtx, { missing }: NewImport): void {
  const needed: Permission[] =
    missing === "create" ? ["contacts:write", "customers:create"] : ["contacts:write"];
  for (const permission of needed)
    if (reachFor(ctx, permission) !== "all") fail({ code: "FORBIDDEN", permission });
}

/** As checkContacts; what is switched off takes nothing in. */
async function checkEntries(ctx: OrgMutationCtx, kind: EntryKind): Promise<void> {
  const permission: Permission = `${kind}:write`;
  if (reachFor(ctx, permission) !== "all") fail({ code: "FORBIDDEN", permission });
  await refuseSwitchedOff(ctx, permission);
}

/** An address to send one file of a document to, which a row names then (DOC-01). FORBIDDEN, MODULE_OFF. */
export async function fileUrl(ctx: OrgMutationCtx): Promise<string> {
  await checkEntries(ctx, "documents");
  return await ctx.storage.generateUploadUrl();
}

/** Columns may only mean what there is, and what the caller may write: the job itself writes everything. */
async function checkTargets(
  ctx: OrgMutationCtx,
  { mapping, matchBy = "any", kind = "customers" }: NewImport,
): Promise<void> {
  if (mapping.includes("tier") && reachFor(ctx, "vip:assign") !== "all")
    fail({ code: "FORBIDDEN", permission: "vip:assign" });
  const { fields } = await importRules(ctx, ctx.now);
  const own = new Map(fields.map((field) => [field.key, field]));
  const known = fieldsOf(kind);
  for (const target of mapping) {
    if (target === null || (isImportField(target) && known.includes(target))) continue;
    const key = ownFieldKey(target);
    // A contact or an entry has no fields of one's own.
    if (key === null || !own.has(key) || kind === "contacts" || isEntryKind(kind))
      fail({ code: "IMPORT_UNREADABLE", reason: "unknownField" });
  }
  if ((matchWords as readonly string[]).includes(matchBy)) return;
  if (own.get(ownFieldKey(matchBy) ?? "")?.unique !== true) {
    fail({ code: "IMPORT_UNREADABLE", reason: "unknownField" });
  }
}

/** Stores the next chunk; one that came already is ignored, so a lost answer may be asked again. */
export async function addChunk(
  ctx: TenantMutationCtx,
  importId: Id<"imports">,
  index: number,
  rows: Doc<"importChunks">["rows"],
): Promise<void> {
  const found = await ctx.db.get("imports", importId);
  if (found.jobId !== undefined || index < found.uploadedChunks) return;
  if (index !== found.uploadedChunks) fail({ code: "IMPORT_UNREADABLE", reason: "chunkMissing" });
  if (rows.length === 0 || rows.length > chunkRows || index >= found.chunks) {
    fail({ code: "LIMIT_EXCEEDED", what: "rows per chunk", limit: chunkRows });
  }
  await ctx.db.insert("importChunks", { importId, index, rows });
  await ctx.db.patch("imports", importId, {
    uploadedChunks: index + 1,
    uploadedRows: found.uploadedRows + rows.length,
  });
}

/** Starts the import once every row has arrived; returns its job. Starting twice returns the same job. */
export async function startImport(ctx: TenantMutationCtx, importId: Id<"imports">): Promise<Id<"jobs">> {
  const found = await ctx.db.get("imports", importId);
  if (found.jobId !== undefined) return found.jobId;
  if (found.uploadedChunks !== found.chunks || found.uploadedRows !== found.rows) {
    fail({ code: "IMPORT_UNREADABLE", reason: "incomplete" });
  }
  const jobId = await startJob(ctx, { kind: "import", title: found.fileName, total: found.rows });
  await ctx.db.patch("imports", importId, { jobId });
  return jobId;
}

/**
 * Has an import that was cancelled or failed go on with the rows it has not reached, or the taking back of one with
 * what it has not taken back; returns the job. JOB_NOT_RUNNING while it runs, once it is done, and before it began.
 */
export async function goOnWith(ctx: TenantMutationCtx, importId: Id<"imports">): Promise<Id<"jobs">> {
  const { jobId, undoJobId } = await ctx.db.get("imports", importId);
  const stopped = undoJobId ?? jobId;
  if (stopped === undefined) return fail({ code: "JOB_NOT_RUNNING", status: "waiting" });
  await reviveJob(ctx, stopped);
  return stopped;
}
