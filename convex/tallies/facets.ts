/**
 * Which customers carry which word, as sets of slot numbers (customers.slot):
 * answers "how many" and "which" for any combination of words from a few
 * documents. Kept by the transactions that change a customer, rebuilt with the
 * tallies.
 */
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { changeStored, setSize } from "./bitset";

export interface FacetChange {
  facet: string;
  word: string;
  slot: number;
  isIn: boolean;
}

interface FacetRow {
  facet: string;
  word: string;
  block: number;
  /** By slot within the block, the last change of a slot counting. */
  changes: Map<number, boolean>;
}
/** Changes by facet and word; of the blocks of a word few are open at a time. */
export type FacetChanges = Map<string, Map<string, FacetRow[]>>;

export function addFacetChanges(rows: FacetChanges, changes: readonly FacetChange[]): void {
  for (const { facet, word, slot, isIn } of changes) {
    const block = Math.floor(slot / setSize);
    let words = rows.get(facet);
    if (words === undefined) rows.set(facet, (words = new Map()));
    let blocks = words.get(word);
    if (blocks === undefined) words.set(word, (blocks = []));
    let row = blocks.find((one) => one.block === block);
    if (row === undefined) blocks.push((row = { facet, word, block, changes: new Map() }));
    row.changes.set(slot % setSize, isIn);
  }
}

/** Names no other facet and word. */
function placeOf(facet: string, word: string): string {
  return `${facet.length} ${facet} ${word}`;
}

export async function writeFacetChanges(
  ctx: TenantMutationCtx,
  generation: number,
  rows: FacetChanges,
): Promise<void> {
  const all = [...rows.values()].flatMap((words) => [...words.values()].flat());
  for (const { facet, word, block, changes } of all) {
    const stored = await ctx.db
      .query("facets")
      .withIndex("by_word", (q) =>
        q.eq("generation", generation).eq("facet", facet).eq("word", word).eq("block", block),
      )
      .unique();
    const slots = changeStored(stored?.slots ?? null, changes);
    if (slots === null) {
      if (stored !== null) await ctx.db.delete("facets", stored._id);
    } else if (stored === null) await ctx.db.insert("facets", { generation, facet, word, block, slots });
    else await ctx.db.patch("facets", stored._id, { slots });
  }
}

/** From what a customer was filed under to what it is filed under now. */
export function facetDifference(
  before: { slot: number; words: readonly { facet: string; word: string }[] } | null,
  after: { slot: number; words: readonly { facet: string; word: string }[] } | null,
): FacetChange[] {
  // What is new or goes for good has nothing to compare with.
  if (before === null || after === null) {
    const isIn = before === null;
    const { slot = 0, words = [] } = after ?? before ?? {};
    return words.map(({ facet, word }) => ({ facet, word, slot, isIn }));
  }
  const changes = new Map<string, FacetChange>();
  for (const [row, isIn] of [
    [before, false],
    [after, true],
  ] as const) {
    for (const { facet, word } of row.words) {
      const name = placeOf(facet, word);
      if (isIn && changes.has(name)) changes.delete(name);
      else changes.set(name, { facet, word, slot: row.slot, isIn });
    }
  }
  return [...changes.values()];
}

/**
 * The generation whose facets hold every customer; null while some customer
 * has no slot yet or a recount is under way. Reads two documents.
 */
export async function facetGeneration(ctx: TenantQueryCtx): Promise<number | null> {
  const state = await ctx.db.query("tallyStates").withIndex("by_orgId").unique();
  if (state?.recount !== undefined) return null;
  const without = await ctx.db
    .query("customers")
    .withIndex("by_slot", (q) => q.eq("slot", undefined))
    .first();
  return without === null ? (state?.generation ?? 0) : null;
}
