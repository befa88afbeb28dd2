/**
 * Which customers a selection holds, worked out from the facets alone: a few
 * documents for any combination of conditions over any number of customers.
 *
 * Who only wants to know whether there are more than so many stops at the first
 * 65,536 customers that hold that many, or that let expect twice as many of all:
 * for what is not rare that is one document for each condition, however large the
 * organization.
 */
import type { OrgQueryCtx } from "../functions";
import { bitsOf, bytesOf, intersect, sizeOf, subtract, unite, type Bits } from "../tallies/bits";
import { numbersIn, setSize } from "../tallies/bitset";
import { facetGeneration, placeOfRow } from "../tallies/facets";
import type { Leaf, Node } from "./compile";
import { everybody, type FacetRange } from "./facetWords";
import type { Selection } from "./filters";

export interface Matching {
  /** Customers that match: at most so many where a condition is not exact, at least so many when not `isWhole`. */
  count: number;
  /** False when looking on was given up because there are more than enough. */
  isWhole: boolean;
  /** Their slots, ascending. */
  slots(): Generator<number>;
  /** How many customers a condition keeps by itself on average of 65,536; undefined when that was not looked at. */
  shareOf(leaf: Leaf): number | undefined;
  /** How many match on average of 65,536, in what was looked at. */
  share: number;
  reads: number;
}

export interface MatchingLimits {
  /** Documents that may be read. */
  budget: number;
  /** With more matches than this nobody cares how many and which. */
  enough?: number;
}

/** Bitmaps by block. */
type Sets = Map<number, Bits>;

/** Null when the facets cannot be used (see facetGeneration), or would take more than `budget` documents. */
export async function matchingOf(
  ctx: OrgQueryCtx,
  selection: Selection,
  { budget, enough }: MatchingLimits,
): Promise<Matching | null> {
  const { scope } = selection;
  if (scope.kind === "owners" && scope.createdBy !== null) return null;
  const generation = await facetGeneration(ctx);
  if (generation === null) return null;
  const facets = new Facets(ctx, generation, budget);
  const evaluation = new Evaluation(facets, selection, enough !== undefined);
  if (enough === undefined && !selection.showsDeleted)
    return await wholeMatching(selection, facets, evaluation, budget);
  const found: Sets = new Map();
  let count = 0;
  let blocks = 0;
  let isWhole = true;
  let next = 0;
  // Deleted customers are few, and filed by themselves: their blocks are not those of the others.
  let width = enough === undefined || selection.showsDeleted ? Infinity : 1;
  try {
    for (;;) {
      const { sets: living, isEnd } = await facets.everybody(selection.showsDeleted, next, width);
      blocks += living.size;
      for (const [block, set] of await evaluation.of(living)) {
        found.set(block, set);
        count += sizeOf(set);
      }
      if (isEnd) break;
      if (enough !== undefined && count > enough) {
        isWhole = false;
        break;
      }
      next = Math.max(...living.keys()) + 1;
      if (enough !== undefined && blocks === 1 && count >= fewestTelling) {
        // So many blocks with as many matches each would hold twice what can be fetched.
        const telling = Math.ceil((2 * enough) / count);
        if (await facets.reaches(next + telling)) {
          isWhole = false;
          break;
        }
      }
      width *= 2;
    }
  } catch (error) {
    if (error instanceof OutOfBudget) return null;
    throw error;
  }
  return {
    count,
    isWhole,
    slots: () => slotsIn(found),
    shareOf: (leaf) => evaluation.shareOf(leaf),
    share: blocks === 0 ? 0 : count / blocks,
    reads: budget - facets.left,
  };
}

/** Fewer matches among the first 65,536 customers tell nothing about the others. */
const fewestTelling = 8;

/** Whether the customers of some words are all that can match, so that nobody else need be known. */
function bounded(node: Node): boolean {
  if (node.kind === "leaf") return !node.negated;
  return node.kind === "any" ? node.parts.every(bounded) : node.parts.some(bounded);
}

/**
 * All that match, of any customers: deleted ones are few and taken out at the end, so that those who live, of whom
 * there is a full bitmap for each 65,536, are read only for conditions that nothing but them bounds.
 */
async function wholeMatching(
  selection: Selection,
  facets: Facets,
  evaluation: Evaluation,
  budget: number,
): Promise<Matching | null> {
  try {
    const isBounded = bounded(selection.tree);
    const found = await evaluation.of(isBounded ? null : await facets.living());
    if (isBounded && found.size > 0) remove(found, await facets.deleted());
    let count = 0;
    for (const set of found.values()) count += sizeOf(set);
    return {
      count,
      isWhole: true,
      slots: () => slotsIn(found),
      shareOf: () => undefined,
      share: found.size === 0 ? 0 : count / found.size,
      reads: budget - facets.left,
    };
  } catch (error) {
    if (error instanceof OutOfBudget) return null;
    throw error;
  }
}

class OutOfBudget extends Error {}

/** Reads sets of facets, block by block. */
class Facets {
  /** Of words that are asked for as a range: the index has them by word, not by block. */
  private readonly ranges = new Map<FacetRange, Promise<Sets>>();

  constructor(
    private readonly ctx: OrgQueryCtx,
    private readonly generation: number,
    public left: number,
  ) {}

  /** All customers from a block on, of at most so many blocks. */
  async everybody(
    showsDeleted: boolean,
    from: number,
    width: number,
  ): Promise<{ sets: Sets; isEnd: boolean }> {
    if (showsDeleted) {
      const all = { facet: everybody, from: "deleted", to: "live" };
      return { sets: await this.range(all), isEnd: true };
    }
    // One more than blocks: the last is a tail, or begins a block that is not asked for.
    const rows = await this.rows({ facet: everybody, from: "live", to: "live" }, [from], width + 1);
    const isMore = rows.length > width && Number.isInteger(rows.at(-1)!.block);
    return { sets: setsOf(isMore ? rows.slice(0, -1) : rows), isEnd: !isMore };
  }

  /** Whether there are customers in this block or a later one; that row changes only while the block is the last. */
  async reaches(block: number): Promise<boolean> {
    return (await this.rows({ facet: everybody, from: "live", to: "live" }, [block], 1)).length > 0;
  }

  /** Everybody who is not deleted. */
  async living(): Promise<Sets> {
    return setsOf(await this.rows({ facet: everybody, from: "live", to: "live" }, [0], Infinity));
  }

  async deleted(): Promise<Sets> {
    return setsOf(await this.rows({ facet: everybody, from: "deleted", to: "deleted" }, [0], Infinity));
  }

  /** The customers of a range of words in these blocks, or in all; the caller's own to change. */
  async of(range: FacetRange, blocks: readonly number[] | null): Promise<Sets> {
    if (range.from === range.to) {
      const within = blocks === null ? ([0] as const) : ([Math.min(...blocks), Math.max(...blocks)] as const);
      return setsOf(await this.rows(range, within, Infinity));
    }
    let whole = this.ranges.get(range);
    if (whole === undefined) this.ranges.set(range, (whole = this.range(range)));
    const sets = await whole;
    if (blocks === null) return copyOf(sets);
    return new Map(
      blocks.flatMap((block) => {
        const set = sets.get(block);
        return set === undefined ? [] : [[block, set.slice()]];
      }),
    );
  }

  private async range({ facet, from, to }: FacetRange): Promise<Sets> {
    const rows = await this.ctx.db
      .query("facets")
      .withIndex("by_word", (q) =>
        q.eq("generation", this.generation).eq("facet", facet).gte("word", from).lte("word", to),
      )
      .take(this.left + 1);
    this.spend(rows.length);
    return setsOf(rows);
  }

  private async rows(
    { facet, from: word }: FacetRange,
    [first, last]: readonly [first: number, last?: number],
    most: number,
  ) {
    const rows = await this.ctx.db
      .query("facets")
      .withIndex("by_word", (q) => {
        const opened = q.eq("generation", this.generation).eq("facet", facet).eq("word", word);
        const onwards = opened.gte("block", first);
        // A block's tail lies behind it.
        return last === undefined ? onwards : onwards.lt("block", last + 1);
      })
      .take(Math.min(most, this.left + 1));
    this.spend(rows.length);
    return rows;
  }

  private spend(documents: number): void {
    this.left -= documents;
    if (this.left < 0) throw new OutOfBudget();
  }
}

/** A selection's conditions over sets of customers, the rarest first as far as that is known. */
class Evaluation {
  private readonly seen = new Map<Leaf, { blocks: number; size: number }>();

  constructor(
    private readonly facets: Facets,
    private readonly selection: Selection,
    /** Whether to find out how common the conditions are, which takes as long as working with them. */
    private readonly isWeighed: boolean,
  ) {}

  shareOf(leaf: Leaf): number | undefined {
    const known = this.seen.get(leaf);
    return known === undefined ? undefined : known.size / known.blocks;
  }

  /**
   * Those of `living` that match, and are in the caller's scope; null, for a bounded tree: of all customers. The
   * caller's own to change, and `living` is left as it is.
   */
  async of(living: Sets | null): Promise<Sets> {
    const { tree, scope } = this.selection;
    const sets = await this.node(tree, living);
    return scope.kind === "owners" && sets.size > 0 ? await this.ofOwners(scope.owners, sets) : sets;
  }

  /** `isOwn`: `within` may be changed, and need not be copied for that. */
  private async node(node: Node, within: Sets | null, isOwn = false): Promise<Sets> {
    if (within?.size === 0) return new Map();
    if (node.kind === "leaf") return await this.leaf(node, within, isOwn);
    if (node.kind === "any") {
      const united: Sets = new Map();
      for (const part of node.parts) add(united, await this.node(part, within));
      return united;
    }
    let sets = within;
    for (const part of this.inOrder(node.parts, within === null)) {
      sets = await this.node(part, sets, isOwn || sets !== within);
      if (sets.size === 0) break;
    }
    return sets === within ? copyOf(sets ?? new Map()) : sets!;
  }

  /** The rarest first, as far as that is known; where nothing is yet, one that bounds the others before them. */
  private inOrder(parts: readonly Node[], isFirst: boolean): Node[] {
    const cost = (part: Node) =>
      part.kind === "leaf" ? (this.shareOf(part) ?? (part.negated ? setSize : setSize / 2)) : 2 * setSize;
    const ordered = parts.toSorted((a, b) => cost(a) - cost(b));
    const start = isFirst ? ordered.find(bounded) : undefined;
    return start === undefined ? ordered : [start, ...ordered.filter((part) => part !== start)];
  }

  private async leaf(leaf: Leaf, within: Sets | null, isOwn: boolean): Promise<Sets> {
    const blocks = within === null ? null : [...within.keys()];
    const sets: Sets = new Map();
    for (const range of leaf.facets) add(sets, await this.facets.of(range, blocks));
    if (this.isWeighed && blocks !== null) this.weigh(leaf, blocks.length, sets);
    if (within === null) return sets;
    return leaf.negated ? remove(isOwn ? within : copyOf(within), sets) : both(sets, within);
  }

  private weigh(leaf: Leaf, blocks: number, sets: Sets): void {
    let size = 0;
    for (const set of sets.values()) size += sizeOf(set);
    if (leaf.negated) size = blocks * setSize - size;
    const known = this.seen.get(leaf) ?? { blocks: 0, size: 0 };
    this.seen.set(leaf, { blocks: known.blocks + blocks, size: known.size + size });
  }

  private async ofOwners(owners: readonly (string | null)[], within: Sets): Promise<Sets> {
    const blocks = [...within.keys()];
    const reached: Sets = new Map();
    for (const owner of owners) {
      const range =
        owner === null ? { facet: "owner?", from: "1", to: "1" } : { facet: "owner", from: owner, to: owner };
      const found = await this.facets.of(range, blocks);
      add(reached, owner === null ? remove(copyOf(within), found) : found);
    }
    return both(reached, within);
  }
}

function setsOf(rows: readonly { block: number; slots: ArrayBuffer }[]): Sets {
  const sets: Sets = new Map();
  for (const row of rows) {
    const { block, from } = placeOfRow(row.block);
    add(sets, [[block, bitsOf(row.slots, from)]]);
  }
  return sets;
}

function copyOf(sets: Sets): Sets {
  return new Map([...sets].map(([block, set]) => [block, set.slice()]));
}

/** What is in both; `into` is changed, blocks with nothing left are gone. */
function both(into: Sets, other: Sets): Sets {
  for (const [block, set] of into) {
    const found = other.get(block);
    if (found !== undefined) intersect(set, found);
    if (found === undefined || isEmpty(set)) into.delete(block);
  }
  return into;
}

function add(into: Sets, other: Iterable<[number, Bits]>): void {
  for (const [block, set] of other) {
    const known = into.get(block);
    if (known === undefined) into.set(block, set);
    else unite(known, set);
  }
}

/** What is not in the other; `from` is changed, blocks with nothing left are gone. */
function remove(from: Sets, other: Sets): Sets {
  for (const [block, set] of from) {
    const found = other.get(block);
    if (found !== undefined) subtract(set, found);
    if (isEmpty(set)) from.delete(block);
  }
  return from;
}

function isEmpty(set: Bits): boolean {
  for (let at = 0; at < set.length; at++) if (set[at] !== 0) return false;
  return true;
}

function* slotsIn(sets: Sets): Generator<number> {
  for (const block of [...sets.keys()].sort((a, b) => a - b)) {
    for (const number of numbersIn(bytesOf(sets.get(block)!))) yield block * setSize + number;
  }
}
