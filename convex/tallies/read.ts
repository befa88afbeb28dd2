/** Reads tallies: a handful of rows by index prefix, whatever they count. */
import type { TenantQueryCtx } from "../functions";
import { addDays } from "../shared/days";
import type { Metric, RankedMetric } from "./metrics";

export interface Amount {
  count: number;
  sum: number;
}
/** Amounts by cell name; a cell that is absent is zero. */
export type Cells = Map<string, Amount>;

/** Amounts per cell of `key` (and `part`), added up over the shards. Reads at most `shards` rows. */
export async function tally(
  ctx: TenantQueryCtx,
  metric: Metric,
  place: { key?: string; part?: string } = {},
): Promise<Cells> {
  const generation = await liveGeneration(ctx);
  const rows = await ctx.db
    .query("tallies")
    .withIndex("by_key", (q) =>
      q
        .eq("generation", generation)
        .eq("metric", metric)
        .eq("key", place.key ?? "")
        .eq("part", place.part ?? ""),
    )
    .collect();
  const cells: Cells = new Map();
  for (const row of rows) addCells(cells, row.cells, (cell) => cell);
  return cells;
}

/** YYYY-MM-DD. */
const dayLength = 10;

/**
 * Amounts per calendar day (`YYYY-MM-DD`) from `from` to `to`, both included,
 * of a metric whose parts are months; what splits a day further stays behind it: `YYYY-MM-DD.kind`. Reads months x shards rows.
 */
export async function tallyDays(
  ctx: TenantQueryCtx,
  metric: Metric,
  range: { key?: string; from?: string; to: string },
): Promise<Cells> {
  const generation = await liveGeneration(ctx);
  const rows = await ctx.db
    .query("tallies")
    .withIndex("by_key", (q) =>
      q
        .eq("generation", generation)
        .eq("metric", metric)
        .eq("key", range.key ?? "")
        .gte("part", (range.from ?? "").slice(0, 7))
        .lte("part", range.to.slice(0, 7)),
    )
    .collect();
  const days: Cells = new Map();
  for (const row of rows) addCells(days, row.cells, (cell) => `${row.part}-${cell}`);
  for (const name of days.keys()) {
    const day = name.slice(0, dayLength);
    if (day < (range.from ?? "") || day > range.to) days.delete(name);
  }
  return days;
}

/** The keys of a metric with the largest counts, largest first. */
export async function topKeys(
  ctx: TenantQueryCtx,
  metric: RankedMetric,
  limit: number,
): Promise<{ key: string; cells: Cells }[]> {
  const generation = await liveGeneration(ctx);
  const rows = await ctx.db
    .query("tallies")
    .withIndex("by_count", (q) => q.eq("generation", generation).eq("metric", metric))
    .order("desc")
    .take(limit);
  return rows.map(({ key, cells }) => ({ key, cells: new Map(Object.entries(cells)) }));
}

/** Adds up the cells whose name passes; names are split at their dots. */
export function total(cells: Cells, passes: (parts: readonly string[]) => boolean = () => true): Amount {
  const sum = { count: 0, sum: 0 };
  for (const [name, amount] of cells) {
    if (!passes(name.split("."))) continue;
    sum.count += amount.count;
    sum.sum += amount.sum;
  }
  return sum;
}

/** One map out of several, for a caller who sees several owners. */
export function merge(all: readonly Cells[]): Cells {
  const merged: Cells = new Map();
  for (const cells of all) addCells(merged, Object.fromEntries(cells), (cell) => cell);
  return merged;
}

/** First day of a window of `days` that ends with `today`: a contact exactly `days` ago still counts (ANA-04). */
export function windowStart(today: string, days: number): string {
  return addDays(today, -days);
}

/** Read once per call, however many tallies the call asks for. */
const generations = new WeakMap<TenantQueryCtx, Promise<number>>();

async function liveGeneration(ctx: TenantQueryCtx): Promise<number> {
  let generation = generations.get(ctx);
  if (generation === undefined) {
    const state = ctx.db.query("tallyStates").withIndex("by_orgId").unique();
    generation = state.then((found) => found?.generation ?? 0);
    generations.set(ctx, generation);
  }
  return await generation;
}

function addCells(into: Cells, cells: Record<string, Amount>, name: (cell: string) => string): void {
  for (const [cell, amount] of Object.entries(cells)) {
    const before = into.get(name(cell)) ?? { count: 0, sum: 0 };
    into.set(name(cell), { count: before.count + amount.count, sum: before.sum + amount.sum });
  }
}

/** Numbers and sums per status, with the sums apart by currency, of cells named "status.CURRENCY". */
export function statusAmounts<Status extends string>(
  cells: Cells,
  statuses: readonly Status[],
): { status: Status; count: number; amounts: { currency: string; amount: number }[] }[] {
  return statuses.map((status) => ({
    status,
    count: total(cells, ([first]) => first === status).count,
    amounts: [...cells]
      .filter(([cell, { count }]) => cell.startsWith(`${status}.`) && count > 0)
      .map(([cell, { sum }]) => ({ currency: cell.slice(status.length + 1), amount: sum })),
  }));
}
