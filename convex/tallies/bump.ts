/**
 * Adds to tallies in the transaction of the change that is counted. Many
 * changes in one transaction are folded into one write per row by
 * `inOneTally`, so that an import batch pays for its rows, not for its numbers.
 */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { addFacetChanges, writeFacetChanges, type FacetChange, type FacetChanges } from "./facets";
import { isRanked, metrics, type TallyChange } from "./metrics";

/** A row that is counted, placed in the order in which a recount walks its table. */
export interface CountedRow {
  source: string;
  at: number;
  creationTime: number;
}

type Amounts = Map<string, { count: number; sum: number }>;
interface PendingRow {
  metric: TallyChange["metric"];
  key: string;
  part: string;
  cells: Amounts;
}
/** Changes of the live generation and, during a recount, of the one being built. */
interface Pending {
  live: Map<string, PendingRow>;
  next: Map<string, PendingRow>;
  liveFacets: FacetChanges;
  nextFacets: FacetChanges;
  state: Doc<"tallyStates"> | null;
}

const open = new WeakMap<TenantMutationCtx, Pending>();

/**
 * Runs `work` and writes all its bumps at the end, one write per row. Numbers
 * read inside are those from before. Nested calls join the outer one.
 */
export async function inOneTally<Result>(
  ctx: TenantMutationCtx,
  work: () => Promise<Result>,
): Promise<Result> {
  if (open.has(ctx)) return await work();
  const pending = await start(ctx);
  open.set(ctx, pending);
  try {
    const result = await work();
    await flush(ctx, pending);
    return result;
  } finally {
    open.delete(ctx);
  }
}

/**
 * Adds `changes` that come from one counted row. Rooms use the wrappers of
 * their entity (tallies/customers.ts and the like), which take the row before
 * and after.
 */
export async function bump(
  ctx: TenantMutationCtx,
  row: CountedRow,
  changes: readonly TallyChange[],
  facets: readonly FacetChange[] = [],
): Promise<void> {
  if (changes.length === 0 && facets.length === 0) return;
  const pending = open.get(ctx);
  if (pending !== undefined) return addTo(pending, row, changes, facets);
  await inOneTally(ctx, () => bump(ctx, row, changes, facets));
}

function addTo(
  pending: Pending,
  row: CountedRow,
  changes: readonly TallyChange[],
  facets: readonly FacetChange[],
): void {
  add(pending.live, changes);
  addFacetChanges(pending.liveFacets, facets);
  if (!isRecounted(pending.state, row)) return;
  add(pending.next, changes);
  addFacetChanges(pending.nextFacets, facets);
}

async function start(ctx: TenantMutationCtx): Promise<Pending> {
  const state = await ctx.db.query("tallyStates").withIndex("by_orgId").unique();
  return { live: new Map(), next: new Map(), liveFacets: new Map(), nextFacets: new Map(), state };
}

/** During a recount, rows it has passed are changed in both generations; the others it will meet as they are then. */
function isRecounted(state: Doc<"tallyStates"> | null, row: CountedRow): boolean {
  const recount = state?.recount;
  if (recount === undefined) return false;
  if (recount.finished.includes(row.source)) return true;
  const { position } = recount;
  if (recount.source !== row.source || position === undefined) return false;
  return row.at < position.at || (row.at === position.at && row.creationTime <= position.creationTime);
}

function add(rows: Map<string, PendingRow>, changes: readonly TallyChange[]): void {
  for (const { metric, key, part, cell, count, sum } of changes) {
    const name = `${metric}\n${key.length}\n${key}\n${part}`;
    let row = rows.get(name);
    if (row === undefined) rows.set(name, (row = { metric, key, part, cells: new Map() }));
    const amount = row.cells.get(cell);
    if (amount === undefined) row.cells.set(cell, { count, sum });
    else {
      amount.count += count;
      amount.sum += sum;
    }
  }
}

async function flush(ctx: TenantMutationCtx, pending: Pending): Promise<void> {
  const { state } = pending;
  await writeRows(ctx, state?.generation ?? 0, pending.live);
  await writeFacetChanges(ctx, state?.generation ?? 0, pending.liveFacets);
  if (!state?.recount) return;
  await writeRows(ctx, state.recount.generation, pending.next);
  await writeFacetChanges(ctx, state.recount.generation, pending.nextFacets);
}

/** Adds folded rows to one generation; also used by the recount itself. */
export async function addToGeneration(
  ctx: TenantMutationCtx,
  generation: number,
  changes: readonly TallyChange[],
  facets: readonly FacetChange[] = [],
): Promise<void> {
  const rows = new Map<string, PendingRow>();
  const facetRows: FacetChanges = new Map();
  add(rows, changes);
  addFacetChanges(facetRows, facets);
  await writeRows(ctx, generation, rows);
  await writeFacetChanges(ctx, generation, facetRows);
}

async function writeRows(
  ctx: TenantMutationCtx,
  generation: number,
  rows: Map<string, PendingRow>,
): Promise<void> {
  for (const row of rows.values()) await writeRow(ctx, generation, row);
}

async function writeRow(ctx: TenantMutationCtx, generation: number, row: PendingRow): Promise<void> {
  const { metric, key, part } = row;
  const changed = [...row.cells].filter(([, { count, sum }]) => count !== 0 || sum !== 0);
  if (changed.length === 0) return;
  const shard = Math.floor(Math.random() * metrics[metric].shards);
  const stored = await ctx.db
    .query("tallies")
    .withIndex("by_key", (q) =>
      q.eq("generation", generation).eq("metric", metric).eq("key", key).eq("part", part).eq("shard", shard),
    )
    .unique();
  const cells = { ...stored?.cells };
  for (const [cell, change] of changed) {
    const before = cells[cell] ?? { count: 0, sum: 0 };
    const after = { count: before.count + change.count, sum: before.sum + change.sum };
    if (after.count === 0 && after.sum === 0) delete cells[cell];
    else cells[cell] = after;
  }
  const count = isRanked(metric)
    ? Object.values(cells).reduce((sum, amount) => sum + amount.count, 0)
    : undefined;
  if (stored === null) {
    await ctx.db.insert("tallies", { generation, metric, key, part, shard, cells, count });
  } else if (Object.keys(cells).length === 0) {
    await ctx.db.delete("tallies", stored._id);
  } else {
    await ctx.db.patch("tallies", stored._id, { cells, count, sum: undefined });
  }
}
