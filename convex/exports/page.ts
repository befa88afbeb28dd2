/** The customers of an export, page by page, read with the rights its person has at that moment. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { customerScope } from "../customers/access";
import { tiersOf } from "../loyalty/tiers";
import { pageOfCustomers } from "../customers/list";
import { cursorOf } from "../customers/streams";
import { relatedNames } from "../fields/read";
import { inScope } from "../tenancy/scope";
import { exportableColumns, isTheirs, mayExport } from "./access";
import type { Cell } from "./cells";

/** Customers of one page; with those looked at and left out, a page reads less than 300 documents. */
const pageRows = 200;

export interface ExportPage {
  /** A cell per column of the export. */
  rows: Cell[][];
  /** Where the next page begins; null after the last. */
  next: string | null;
  /** Customers named that are gone or out of reach. */
  skipped: number;
}

/** Null when the person has left or may not export any more. */
export async function exportPage(
  ctx: TenantQueryCtx,
  { jobId, cursor }: { jobId: Id<"jobs">; cursor: string | null },
): Promise<ExportPage | null> {
  const found = await exporter(ctx, jobId);
  if (found === null) return null;
  const { file, staff } = found;
  const { content } = file;
  if (content.kind !== "customers") return null;
  const known = new Map((await exportableColumns(staff)).map((column) => [column.key, column]));
  const cellsOf = (customer: Doc<"customers">): Cell[] =>
    // A column that its person may not see any more stays, and stays empty.
    content.columns.map((key) => known.get(key)?.read(customer) ?? null);

  if (content.target.kind === "rows") {
    const { customerIds } = content.target;
    const from = Number(cursor ?? 0);
    const ids = customerIds.slice(from, from + pageRows);
    const scope = await customerScope(staff);
    const rows: Cell[][] = [];
    for (const given of ids) {
      const id = staff.db.normalizeId("customers", given);
      const customer = id === null ? null : await staff.db.find("customers", id);
      const isThere = customer !== null && customer.status !== "deleted" && inScope(scope, customer);
      if (isThere && isTheirs(staff, customer)) rows.push(cellsOf(customer));
    }
    const to = from + ids.length;
    return {
      rows,
      next: to < customerIds.length ? String(to) : null,
      skipped: ids.length - rows.length,
    };
  }
  const { filters, sort, order, except = [] } = content.target;
  const page = await pageOfCustomers(
    staff,
    { filters, ...(sort === undefined ? {} : { sort }), ...(order === undefined ? {} : { order }), cursor },
    pageRows,
  );
  const leftOut = new Set(except);
  return {
    rows: page.rows.filter(({ _id }) => !leftOut.has(_id)).map(cellsOf),
    next: page.next === null ? null : cursorOf(page.next),
    skipped: 0,
  };
}

/** Ids resolved in one call. */
export const mostNames = 100;

/** Names of people and customers that cells refer to; "" for those the person may not see. */
export async function exportNames(
  ctx: TenantQueryCtx,
  { jobId, ids }: { jobId: Id<"jobs">; ids: string[] },
): Promise<Record<string, string>> {
  const found = await exporter(ctx, jobId);
  if (found === null) return {};
  const tiers = new Map((await tiersOf(found.staff)).map(({ _id, name }) => [_id as string, name]));
  const names = await relatedNames(
    found.staff,
    ids.filter((id) => !tiers.has(id)),
  );
  const tierNames = ids.flatMap((id) => (tiers.has(id) ? [[id, tiers.get(id)!] as const] : []));
  return Object.fromEntries(
    Object.entries(names)
      .map(([id, one]) => {
        // The import finds a customer by its code, and a person by the name.
        const name = one?.kind === "customers" ? `${one.name} (${one.code})` : one?.name;
        return [id, name ?? ""] as const;
      })
      .concat(tierNames),
  );
}

async function exporter(
  ctx: TenantQueryCtx,
  jobId: Id<"jobs">,
): Promise<{ file: Doc<"exportFiles">; staff: OrgQueryCtx } | null> {
  const file = await ctx.db
    .query("exportFiles")
    .withIndex("by_job", (q) => q.eq("jobId", jobId))
    .unique();
  if (file === null) return null;
  const staff = await ctx.staff(file.userId, "customers:export");
  return staff === null || !(await mayExport(staff)) ? null : { file, staff };
}
