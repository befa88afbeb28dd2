/**
 * Where a merge has to go: one station per table and record. Small merges pass
 * all of them in the merge's own transaction, large ones a page at a time in a
 * job (DUP-22).
 */
import type { PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import type { TenantTable } from "../tenancy/tables";
import { movingTables, replaceId, type ChildTable } from "./children";
import { adjusted, follow } from "./follow";
import { contentOf, same, type AnyRow, type Manifest } from "./manifest";

export interface Station {
  child: Pick<ChildTable, "table" | "path" | "index" | "walk">;
  /** Whose rows; null walks the whole of a small table for every merged record at once. */
  source: Id<"customers"> | null;
  /** The survivor's own rows, which only follow a change of owner. */
  ownerOnly: boolean;
}

export interface Journey {
  survivor: Doc<"customers">;
  /** The merged records as they were. */
  former: readonly Doc<"customers">[];
  survivorBefore: Doc<"customers">;
  stations: readonly Station[];
}

/** The same list at every step: it depends on what was decided, not on what is left. */
export function plotJourney(
  merge: Pick<Doc<"merges">, "strategy" | "primaryBefore" | "primaryAfter">,
  survivor: Doc<"customers">,
  former: readonly Doc<"customers">[],
): Journey {
  const survivorBefore = merge.primaryBefore as Doc<"customers">;
  const decided = (merge.primaryAfter as Doc<"customers">).ownerId;
  const tables = movingTables(merge.strategy);
  const stations: Station[] = [];
  if (decided !== undefined && decided !== survivorBefore.ownerId) {
    for (const child of tables) {
      const follows = [
        "quotes",
        "orders",
        "serviceJobs",
        "transactions",
        "customerPackages",
        "bookings",
        "followUps",
      ].includes(child.table);
      if (follows) stations.push({ child, source: survivor._id, ownerOnly: true });
    }
  }
  for (const child of tables) {
    if (child.index === null) stations.push({ child, source: null, ownerOnly: false });
    else for (const { _id } of former) stations.push({ child, source: _id, ownerOnly: false });
  }
  return { survivor, former, survivorBefore, stations };
}

interface RowQuery {
  take(limit: number): Promise<AnyRow[]>;
  paginate(options: { numItems: number; cursor: string | null }): Promise<PaginationResult<AnyRow>>;
}

export function rowsAt(ctx: TenantMutationCtx, { child, source }: Station): RowQuery {
  const query = ctx.db.query(child.table as TenantTable) as unknown as {
    withIndex(name: string, range?: (q: { eq(field: string, value: unknown): unknown }) => unknown): RowQuery;
  };
  return source === null || child.index === null
    ? query.withIndex(child.walk)
    : query.withIndex(child.index, (q) => q.eq(child.path[0]!, source));
}

/** Moves one row to the survivor; nothing happens to a row that is there already. */
export async function moveRow(
  ctx: TenantMutationCtx,
  journey: Journey,
  station: Station,
  row: AnyRow,
  manifest: Manifest,
): Promise<void> {
  const { table, path } = station.child;
  const { survivor } = journey;
  let next: unknown = contentOf(row);
  if (!station.ownerOnly) {
    const sources = station.source === null ? journey.former.map(({ _id }) => _id) : [station.source];
    for (const source of sources) next = replaceId(next, path, source, survivor._id);
    if (same(next, contentOf(row))) return;
  }
  const from = journey.former.find(({ _id }) => _id === station.source) ?? journey.survivorBefore;
  const destination = { survivor, formerOwner: from.ownerId };
  const fields = { ...(next as object), ...(await adjusted(ctx, table, row, destination)) };
  if (!(await manifest.change(table, row, fields))) return;
  await follow(ctx, table, row, { ...row, ...fields });
  if (!station.ownerOnly) manifest.count(table);
}
