/** Counts the rows of the older point of sale, what is on its way and where the two stores differ. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { bump } from "./bump";
import { difference } from "./difference";
import type { TallyChange } from "./metrics";
import { tally } from "./read";

const one = { key: "", part: "", count: 1, sum: 0 };

export function legacyCustomerTallies({ state }: Doc<"legacyCustomers">): TallyChange[] {
  return [{ ...one, metric: "legacyCustomers", cell: state }];
}

export function syncJobTallies({ status }: Doc<"syncJobs">): TallyChange[] {
  return [{ ...one, metric: "syncJobs", cell: status }];
}

export function syncDifferenceTallies({ status, isCritical }: Doc<"syncDifferences">): TallyChange[] {
  return [{ ...one, metric: "syncDifferences", cell: `${status}.${isCritical ? "critical" : "minor"}` }];
}

/** Moves a row's number from `before` to `after`; null is "not there". */
export async function tallyLegacyCustomer(
  ctx: TenantMutationCtx,
  before: Doc<"legacyCustomers"> | null,
  after: Doc<"legacyCustomers"> | null,
): Promise<void> {
  await move(ctx, "legacyCustomers", before, after, legacyCustomerTallies);
}

export async function tallySyncJob(
  ctx: TenantMutationCtx,
  before: Doc<"syncJobs"> | null,
  after: Doc<"syncJobs"> | null,
): Promise<void> {
  await move(ctx, "syncJobs", before, after, syncJobTallies);
}

export async function tallySyncDifference(
  ctx: TenantMutationCtx,
  before: Doc<"syncDifferences"> | null,
  after: Doc<"syncDifferences"> | null,
): Promise<void> {
  await move(ctx, "syncDifferences", before, after, syncDifferenceTallies);
}

async function move<Row extends { createdAt: number; _creationTime: number }>(
  ctx: TenantMutationCtx,
  source: string,
  before: Row | null,
  after: Row | null,
  counted: (row: Row) => TallyChange[],
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source, at: row.createdAt, creationTime: row._creationTime };
  await bump(
    ctx,
    place,
    difference(before === null ? [] : counted(before), after === null ? [] : counted(after)),
  );
}

const numbers = async <Cell extends string>(
  ctx: TenantQueryCtx,
  metric: "legacyCustomers" | "syncJobs" | "syncDifferences",
  cells: readonly Cell[],
): Promise<Record<Cell, number>> => {
  const found = await tally(ctx, metric);
  return Object.fromEntries(cells.map((cell) => [cell, found.get(cell)?.count ?? 0])) as Record<Cell, number>;
};

export const legacyCustomerCounts = (ctx: TenantQueryCtx) =>
  numbers(ctx, "legacyCustomers", ["waiting", "synced", "conflict", "deleted"]);

export const syncJobCounts = (ctx: TenantQueryCtx) =>
  numbers(ctx, "syncJobs", ["pending", "completed", "manual", "skipped"]);

export async function openDifferences(ctx: TenantQueryCtx): Promise<{ all: number; critical: number }> {
  const cells = await numbers(ctx, "syncDifferences", ["open.critical", "open.minor"]);
  return { all: cells["open.critical"] + cells["open.minor"], critical: cells["open.critical"] };
}
