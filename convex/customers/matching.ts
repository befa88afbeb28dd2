/**
 * Which customers a selection holds, worked out from the facets alone: a few
 * documents for any combination of conditions over any number of customers.
 */
import type { OrgQueryCtx } from "../functions";
import {
  addStored,
  countOf,
  emptyMap,
  intersect,
  numbersIn,
  setSize,
  subtract,
  unite,
} from "../tallies/bitset";
import { facetGeneration } from "../tallies/facets";
import type { Leaf, Node } from "./compile";
import { everybody } from "./facetWords";
import type { Selection } from "./filters";

export interface Matching {
  /** Customers that match; when not `isExact`, at most so many. */
  count: number;
  isExact: boolean;
  /** Their slots, ascending. */
  slots(): Generator<number>;
  /** How many customers a demanded condition keeps by itself; undefined when the facets do not tell. */
  keptBy(leaf: Leaf): number | undefined;
  reads: number;
}

interface Budget {
  left: number;
}
/** Bitmaps by block. */
type Sets = Map<number, Uint8Array>;

/** Null when the facets cannot be used (see facetGeneration), or would take more than `budget` documents. */
export async function matchingOf(
  ctx: OrgQueryCtx,
  selection: Selection,
  budget: number,
): Promise<Matching | null> {
  const generation = await facetGeneration(ctx);
  if (generation === null) return null;
  const left: Budget = { left: budget };
  const read = async (facet: string, from: string, to: string): Promise<Sets | null> =>
    await readSets(ctx, generation, { facet, from, to }, left);

  const living = await read(everybody, selection.showsDeleted ? "deleted" : "live", "live");
  if (living === null) return null;
  const sizes = new Map<Leaf, number>();
  let isExact = true;

  const setsOf = async (node: Node): Promise<Sets | null> => {
    if (node.kind !== "leaf") {
      let united: Sets | null = node.kind === "all" ? copyOf(living) : new Map<number, Uint8Array>();
      for (const part of node.parts) {
        const sets = await setsOf(part);
        if (sets === null) return null;
        united = node.kind === "all" ? both(united, sets) : either(united, sets);
      }
      return united;
    }
    let sets: Sets = new Map();
    for (const { facet, from, to } of node.facets) {
      const found = await read(facet, from, to);
      if (found === null) return null;
      sets = either(sets, found);
    }
    if (!node.exact) isExact = false;
    sets = node.negated ? without(living, sets) : both(copyOf(living), sets);
    sizes.set(node, sizeOf(sets));
    return sets;
  };

  let sets = await setsOf(selection.tree);
  if (sets === null) return null;
  const owners = selection.scope.kind === "owners" ? selection.scope.owners : undefined;
  if (owners !== undefined && selection.scope.kind === "owners" && selection.scope.createdBy === null) {
    let reached: Sets = new Map();
    for (const owner of owners) {
      const found = owner === null ? await read("owner?", "1", "1") : await read("owner", owner, owner);
      if (found === null) return null;
      reached = either(reached, owner === null ? without(living, found) : found);
    }
    sets = both(sets, reached);
  } else if (owners !== undefined) {
    return null;
  }
  const found = sets;
  return {
    count: sizeOf(found),
    isExact,
    slots: () => slotsIn(found),
    keptBy: (leaf) => sizes.get(leaf),
    reads: budget - left.left,
  };
}

async function readSets(
  ctx: OrgQueryCtx,
  generation: number,
  { facet, from, to }: { facet: string; from: string; to: string },
  budget: Budget,
): Promise<Sets | null> {
  const rows = await ctx.db
    .query("facets")
    .withIndex("by_word", (q) => {
      const opened = q.eq("generation", generation).eq("facet", facet);
      return from === to ? opened.eq("word", from) : opened.gte("word", from).lte("word", to);
    })
    .take(budget.left + 1);
  budget.left -= rows.length;
  if (budget.left < 0) return null;
  const sets: Sets = new Map();
  for (const { block, slots } of rows) {
    let set = sets.get(block);
    if (set === undefined) sets.set(block, (set = emptyMap()));
    addStored(slots, set);
  }
  return sets;
}

function copyOf(sets: Sets): Sets {
  return new Map([...sets].map(([block, set]) => [block, set.slice()]));
}

function both(into: Sets, other: Sets): Sets {
  for (const [block, set] of into) {
    const found = other.get(block);
    if (found === undefined) into.delete(block);
    else intersect(set, found);
  }
  return into;
}

function either(into: Sets, other: Sets): Sets {
  for (const [block, set] of other) {
    const known = into.get(block);
    if (known === undefined) into.set(block, set);
    else unite(known, set);
  }
  return into;
}

function without(all: Sets, other: Sets): Sets {
  return new Map(
    [...all].map(([block, set]) => {
      const left = other.get(block);
      return [block, left === undefined ? set.slice() : subtract(set, left)];
    }),
  );
}

function sizeOf(sets: Sets): number {
  let size = 0;
  for (const set of sets.values()) size += countOf(set);
  return size;
}

function* slotsIn(sets: Sets): Generator<number> {
  for (const block of [...sets.keys()].sort((a, b) => a - b)) {
    for (const number of numbersIn(sets.get(block)!)) yield block * setSize + number;
  }
}
