/** What the screens read: the columns there are, what an export would hold, and the exports so far. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { countSelected } from "../customers/count";
import type { CustomerFilters } from "../customers/filterShape";
import { fieldsOf } from "../fields/sets";
import { reachFor } from "../tenancy/permissions";
import { exportableColumns, mayExport, ownOnly } from "./access";
import { ownColumn, standardColumns } from "./columns";
import { fileOfJob, type StepFacts } from "./store";

export interface ExportOptions {
  /** False where the organization has not switched exporting on for the caller's role. */
  allowed: boolean;
  /** Only the caller's own customers. */
  ownOnly: boolean;
  columns: { key: string; heading: { en: string; ru: string } }[];
}

export async function exportOptions(ctx: OrgQueryCtx): Promise<ExportOptions> {
  const allowed = await mayExport(ctx);
  const columns = allowed ? await exportableColumns(ctx) : [];
  return {
    allowed,
    ownOnly: reachFor(ctx, "customers:export") === "own",
    columns: columns.map(({ key, heading }) => ({ key, heading })),
  };
}

/** Exactly how many customers a filter would give the caller; null where only reading them tells it. */
export async function countExport(ctx: OrgQueryCtx, filters: CustomerFilters): Promise<number | null> {
  return (await mayExport(ctx)) ? await countSelected(ctx, ownOnly(ctx, filters)) : 0;
}

export interface ListedExport {
  jobId: Id<"jobs">;
  fileName: string;
  userName: string;
  isMine: boolean;
  kind: Doc<"exportFiles">["content"]["kind"];
  status: Doc<"jobs">["status"];
  rows: number;
  bytes: number;
  createdAt: number;
  /** Epoch ms. */
  expiresAt: number;
  /** The file has been deleted. */
  isGone: boolean;
}

const shown = 50;

/** The latest exports: everybody's for who may take the whole organization, else one's own. */
export async function listExports(ctx: OrgQueryCtx): Promise<ListedExport[]> {
  const seesAll = reachFor(ctx, "organization:export") === "all";
  const table = ctx.db.query("exportFiles");
  const files = await (
    seesAll
      ? table.withIndex("by_createdAt")
      : table.withIndex("by_user", (q) => q.eq("userId", ctx.member.userId))
  )
    .order("desc")
    .take(shown);
  const listed: ListedExport[] = [];
  for (const file of files) {
    if (!seesAll && file.content.kind === "organization") continue;
    const job = await ctx.db.find("jobs", file.jobId);
    listed.push({
      jobId: file.jobId,
      fileName: file.fileName,
      userName: file.userName,
      isMine: file.userId === ctx.member.userId,
      kind: file.content.kind,
      status: job?.status ?? "failed",
      rows: file.rows,
      bytes: file.bytes,
      createdAt: file.createdAt,
      expiresAt: file.expiresAt,
      isGone: file.sweptAt !== undefined,
    });
  }
  return listed;
}

/** What the acting half of a step needs; null when the step has been done or the job has ended. */
export async function stepFacts(
  ctx: TenantQueryCtx,
  { jobId, step }: { jobId: Id<"jobs">; step: number },
): Promise<StepFacts | null> {
  const job = await ctx.db.find("jobs", jobId);
  const file = await fileOfJob(ctx, jobId);
  if (job?.status !== "running" || file === null || (job.step ?? 0) !== step) return null;
  const { timeZone } = await ctx.settings();
  const { name, slug } = await ctx.organization();
  const { content } = file;
  const headings: Record<string, string> = {};
  if (content.kind === "customers") {
    const known = [...standardColumns, ...(await fieldsOf(ctx)).all.map(ownColumn)];
    for (const { key, heading } of known) {
      if (content.columns.includes(key)) headings[key] = heading[content.language];
    }
  }
  return { content, cursor: job.cursor ?? null, headings, timeZone, organization: { name, slug } };
}
