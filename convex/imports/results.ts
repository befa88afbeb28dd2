/** What an import did, for its page and for the list of imports. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { findKnown } from "./known";
import { knownLimit } from "./limits";
import { fail } from "../shared/errors";
import type { Outcome } from "./plan";

export interface ImportSummary {
  import: Doc<"imports">;
  /** Null while the file is being uploaded. */
  job: Doc<"jobs"> | null;
  undo: Doc<"jobs"> | null;
}

export async function getImport(ctx: TenantQueryCtx, importId: Id<"imports">): Promise<ImportSummary> {
  return await summaryOf(ctx, await ctx.db.get("imports", importId));
}

async function summaryOf(ctx: TenantQueryCtx, found: Doc<"imports">): Promise<ImportSummary> {
  return {
    import: found,
    job: found.jobId === undefined ? null : await ctx.db.find("jobs", found.jobId),
    undo: found.undoJobId === undefined ? null : await ctx.db.find("jobs", found.undoJobId),
  };
}

/** The latest imports, newest first. */
export async function latestImports(ctx: TenantQueryCtx): Promise<ImportSummary[]> {
  const found = await ctx.db.query("imports").withIndex("by_createdAt").order("desc").take(20);
  return await Promise.all(found.map((one) => summaryOf(ctx, one)));
}

/** Rows with something to tell, of one outcome, in the file's order. */
export async function rowsByOutcome(
  ctx: TenantQueryCtx,
  importId: Id<"imports">,
  outcome: Outcome,
  paging: PaginationOptions,
): Promise<PaginationResult<Doc<"importRows"> & { customerCode?: string; customerName?: string }>> {
  await ctx.db.get("imports", importId);
  const page = await ctx.db
    .query("importRows")
    .withIndex("by_outcome", (q) => q.eq("importId", importId).eq("outcome", outcome))
    .paginate(paging);
  const rows = await Promise.all(
    page.page.map(async (row) => {
      const customer = row.customerId === undefined ? null : await ctx.db.find("customers", row.customerId);
      return customer === null
        ? row
        : { ...row, customerCode: customer.customerCode, customerName: customer.name };
    }),
  );
  return { ...page, page: rows };
}

/** Every row of the file with its outcome, a chunk per page item. */
export async function allRows(
  ctx: TenantQueryCtx,
  importId: Id<"imports">,
  paging: PaginationOptions,
): Promise<PaginationResult<Doc<"importChunks">>> {
  await ctx.db.get("imports", importId);
  return await ctx.db
    .query("importChunks")
    .withIndex("by_index", (q) => q.eq("importId", importId))
    .paginate({ ...paging, numItems: Math.min(paging.numItems, 3) });
}

/** Which of these keys the base knows, for the dry run: key -> customer. At most `knownLimit` keys at a time. */
export async function knownKeys(
  ctx: TenantQueryCtx,
  keys: readonly string[],
): Promise<{ key: string; customerId: Id<"customers">; customerCode: string; name: string }[]> {
  if (keys.length > knownLimit) fail({ code: "LIMIT_EXCEEDED", what: "keys", limit: knownLimit });
  const found = await findKnown(ctx, keys);
  return [...found].map(([key, { _id, customerCode, name }]) => ({
    key,
    customerId: _id,
    customerCode,
    name,
  }));
}

/** Customers that taking the import back left alone, wholly or in part; name and code as long as they exist. */
export async function conflictsOfUndo(
  ctx: TenantQueryCtx,
  importId: Id<"imports">,
  paging: PaginationOptions,
): Promise<PaginationResult<Doc<"importConflicts"> & { customerCode?: string; customerName?: string }>> {
  await ctx.db.get("imports", importId);
  const page = await ctx.db
    .query("importConflicts")
    .withIndex("by_import", (q) => q.eq("importId", importId))
    .paginate(paging);
  const rows = await Promise.all(
    page.page.map(async (row) => {
      const id = ctx.db.normalizeId("customers", row.customerId);
      const customer = id === null ? null : await ctx.db.find("customers", id);
      return customer === null
        ? row
        : { ...row, customerCode: customer.customerCode, customerName: customer.name };
    }),
  );
  return { ...page, page: rows };
}
