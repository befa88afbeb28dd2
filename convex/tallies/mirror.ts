/** Counts the rows of the older point of sale, what is on its way and where the two stores differ. */
import type { Doc } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { addDays, dayOf } from "../shared/days";
import { dayPlace, type TallyChange } from "./metrics";
import { moveByDay, moveOf } from "./move";
import { tally, tallyDays, total } from "./read";

const one = { key: "", part: "", count: 1, sum: 0 };

export function legacyCustomerTallies({ state }: Doc<"legacyCustomers">): TallyChange[] {
  return [{ ...one, metric: "legacyCustomers", cell: state }];
}

export function syncJobTallies(job: Doc<"syncJobs">, timeZone: string): TallyChange[] {
  return [{ ...one, metric: "syncJobs", cell: job.status }, ...outcomeTallies(job, timeZone)];
}

/** A change that arrived, on that day with the time it took; one that waits for a person, on the day it came to that. */
function outcomeTallies(job: Doc<"syncJobs">, timeZone: string): TallyChange[] {
  const { status, finishedAt, failedAt, createdAt } = job;
  const at = status === "completed" ? finishedAt : status === "manual" ? failedAt : undefined;
  if (at === undefined) return [];
  const { part, cell } = dayPlace(dayOf(at, timeZone));
  const sum = status === "completed" ? Math.max(0, at - createdAt) : 0;
  const outcome = status === "completed" ? "completed" : "failed";
  return [{ metric: "syncOutcomes", key: "", part, cell: `${cell}.${outcome}`, count: 1, sum }];
}

export function syncDifferenceTallies({ status, isCritical }: Doc<"syncDifferences">): TallyChange[] {
  return [{ ...one, metric: "syncDifferences", cell: `${status}.${isCritical ? "critical" : "minor"}` }];
}

/** Moves a row's number from `before` to `after`; null is "not there". */
export const tallyLegacyCustomer = moveOf("legacyCustomers", legacyCustomerTallies);

export const tallySyncJob = moveByDay("syncJobs", syncJobTallies);

export const tallySyncDifference = moveOf("syncDifferences", syncDifferenceTallies);

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

/** What became of changes today and yesterday: how many arrived, how long they took together in ms, how many need a person. */
export async function recentOutcomes(
  ctx: TenantQueryCtx,
  today: string,
): Promise<{ completed: number; completedMs: number; failed: number }> {
  const days = await tallyDays(ctx, "syncOutcomes", { from: addDays(today, -1), to: today });
  const of = (outcome: string) => total(days, ([, last]) => last === outcome);
  const { count: completed, sum: completedMs } = of("completed");
  return { completed, completedMs, failed: of("failed").count };
}
