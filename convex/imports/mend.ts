/** The fix list: a refused or skipped row is mended by a person and imported like the others of its file (IMX-10). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { isUnderWay } from "../jobs/status";
import { fail } from "../shared/errors";
import { inOneTally } from "../tallies/bump";
import { columnLimit, mendedCharacters } from "./limits";
import type { RowIssue } from "./normalise";
import type { Outcome } from "./plan";
import { countsOf, importCells, isTold } from "./run";
import type { Result } from "./rowResult";

export interface Mended {
  outcome: Outcome;
  customerId: Id<"customers"> | null;
  /** Why it is still refused, or which values were left out. */
  issues: RowIssue[];
}

/**
 * Imports one row with other cells, under the mapping and the choices of its
 * import, and moves it in the import's account. What it creates or changes is
 * the import's: taking the import back takes it back too. A row that somebody
 * else has mended meanwhile answers with what became of it, or is NOT_FOUND
 * when it simply became a customer. JOB_NOT_RUNNING while
 * the import runs or once it was taken back.
 */
export async function mendRow(
  ctx: OrgMutationCtx,
  rowId: Id<"importRows">,
  cells: string[],
): Promise<Mended> {
  const row = await ctx.db.get("importRows", rowId);
  const from = await ctx.db.get("imports", row.importId);
  const job = from.jobId === undefined ? null : await ctx.db.find("jobs", from.jobId);
  if (job === null || isUnderWay(job) || from.undoJobId !== undefined) {
    return fail({ code: "JOB_NOT_RUNNING", status: job?.status ?? "waiting" });
  }
  if (row.outcome !== "rejected" && row.outcome !== "skipped") return answer(row);
  checkSize(cells);
  const asImport: TenantMutationCtx = {
    ...ctx,
    actor: { id: `job:${job._id}`, name: ctx.actor.name, channel: "import" },
  };
  const result = await inOneTally(asImport, async () => {
    const [only] = await importCells(asImport, from, job, [{ cells }]);
    return only!;
  });
  await moveInAccount(asImport, job, row, result);
  if (isTold(result)) {
    const { outcome, customerId, leadId, contactId, issues } = result;
    await ctx.db.patch("importRows", rowId, { cells, outcome, customerId, leadId, contactId, issues });
  } else {
    await ctx.db.delete("importRows", rowId);
  }
  return answer(result);
}

function answer({
  outcome,
  customerId,
  issues,
}: Pick<Doc<"importRows">, "outcome" | "customerId" | "issues">): Mended {
  return { outcome, customerId: customerId ?? null, issues };
}

function checkSize(cells: readonly string[]): void {
  if (cells.length > columnLimit) fail({ code: "LIMIT_EXCEEDED", what: "columns", limit: columnLimit });
  const characters = cells.reduce((sum, cell) => sum + cell.length, 0);
  if (characters > mendedCharacters) {
    fail({ code: "LIMIT_EXCEEDED", what: "characters", limit: mendedCharacters });
  }
}

/** The job's numbers and the chunk's list of results say what became of the row now. */
async function moveInAccount(
  ctx: TenantMutationCtx,
  job: Doc<"jobs">,
  row: Doc<"importRows">,
  result: Result,
): Promise<void> {
  const counts = { ...job.counts };
  for (const [word, count] of Object.entries(countsOf([result]))) counts[word] = (counts[word] ?? 0) + count;
  counts[row.outcome] = (counts[row.outcome] ?? 0) - 1;
  await ctx.db.patch("jobs", job._id, { counts });
  const { chunkIndex } = row;
  if (chunkIndex === undefined) return;
  const chunk = await ctx.db
    .query("importChunks")
    .withIndex("by_index", (q) => q.eq("importId", row.importId).eq("index", chunkIndex))
    .unique();
  const at = chunk?.rows.findIndex(({ number }) => number === row.number) ?? -1;
  if (chunk?.results?.[at] === undefined) return;
  const { issues: _issues, isNewCompany: _isNew, ...told } = result;
  await ctx.db.patch("importChunks", chunk._id, { results: chunk.results.with(at, told) });
}
