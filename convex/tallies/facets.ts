/**
 * Which customers carry which word, as sets of slot numbers (customers.slot):
 * answers "how many" and "which" for any combination of words from a few
 * documents. Kept by the transactions that change a customer, rebuilt with the
 * tallies.
 *
 * A word's newest customers are filed apart from the others, in one small row that
 * is always the word's last: its tail. Somebody new writes some hundred bytes for each
 * word and not the whole block of 65,536; the tail goes to its block when the next
 * 1,024 customers begin.
 */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { changeStored, lastOf, mapOf, numbersIn, setSize } from "./bitset";

export interface FacetChange {
  facet: string;
  word: string;
  slot: number;
  isIn: boolean;
}

/** By slot, the last change of a slot counting. */
type SlotChanges = Map<number, boolean>;
/** Changes by facet and word. */
export type FacetChanges = Map<string, Map<string, SlotChanges>>;

/** Customers whose slots one tail can hold. */
export const tailSize = 1_024;
const tailsOfBlock = setSize / tailSize;

/**
 * A row's `block`: whole for a block; for a tail more by a fraction, which says where in the block it begins and puts
 * it behind the block's own row.
 */
function blockOfTail(tail: number): number {
  return Math.floor(tail / tailsOfBlock) + ((tail % tailsOfBlock) + 1) / (2 * tailsOfBlock);
}

/** The block of 65,536 that a row belongs to, and the number in it at which the row's own begin. */
export function placeOfRow(block: number): { block: number; from: number } {
  const whole = Math.floor(block);
  return { block: whole, from: block === whole ? 0 : tailSize * (2 * tailsOfBlock * (block - whole) - 1) };
}

/** Which tail a row is; null for a whole block. */
function tailOfRow(block: number): number | null {
  if (Number.isInteger(block)) return null;
  const place = placeOfRow(block);
  return place.block * tailsOfBlock + place.from / tailSize;
}

const tailOf = (slot: number) => Math.floor(slot / tailSize);

export function addFacetChanges(all: FacetChanges, changes: readonly FacetChange[]): void {
  for (const { facet, word, slot, isIn } of changes) {
    let words = all.get(facet);
    if (words === undefined) all.set(facet, (words = new Map()));
    let slots = words.get(word);
    if (slots === undefined) words.set(word, (slots = new Map()));
    slots.set(slot, isIn);
  }
}

/** Names no other facet and word. */
function placeOf(facet: string, word: string): string {
  return `${facet.length} ${facet} ${word}`;
}

export async function writeFacetChanges(
  ctx: TenantMutationCtx,
  generation: number,
  all: FacetChanges,
): Promise<void> {
  for (const [facet, words] of all)
    for (const [word, changes] of words) await writeWord(ctx, { generation, facet, word }, changes);
}

type Word = Pick<Doc<"facets">, "generation" | "facet" | "word">;

async function writeWord(ctx: TenantMutationCtx, word: Word, changes: SlotChanges): Promise<void> {
  const last = await rowsOf(ctx, word).order("desc").first();
  const before = last === null ? null : tailOfRow(last.block);
  const after = nextTail(last, changes);
  const ofTail: SlotChanges = new Map();
  const ofBlocks = new Map<number, SlotChanges>();
  const toBlock = (slot: number, isIn: boolean) => {
    const block = Math.floor(slot / setSize);
    let numbers = ofBlocks.get(block);
    if (numbers === undefined) ofBlocks.set(block, (numbers = new Map()));
    numbers.set(slot % setSize, isIn);
  };
  if (before !== null && before !== after)
    for (const number of numbersIn(mapOf(last!.slots))) toBlock(before * tailSize + number, true);
  for (const [slot, isIn] of changes) {
    if (tailOf(slot) === after) ofTail.set(slot % tailSize, isIn);
    else toBlock(slot, isIn);
  }
  for (const [block, numbers] of ofBlocks) {
    const stored = last?.block === block ? last : await rowsOf(ctx, word, block).unique();
    await writeRow(ctx, word, stored, block, changeStored(stored?.slots ?? null, numbers));
  }
  if (after === null || ofTail.size === 0) return;
  const tail = before === null ? null : last;
  const kept = before === after ? (tail?.slots ?? null) : null;
  await writeRow(ctx, word, tail, blockOfTail(after), changeStored(kept, ofTail));
}

/**
 * Which tail the word has once these slots are changed; null for none. It only moves on, and begins behind all that
 * the blocks hold: so nobody is filed twice, and a tail is the word's last row.
 */
function nextTail(last: Doc<"facets"> | null, changes: SlotChanges): number | null {
  const tail = last === null ? null : tailOfRow(last.block);
  let newest = -1;
  for (const [slot, isIn] of changes) if (isIn && slot > newest) newest = slot;
  if (newest < 0) return tail;
  const next = tailOf(newest);
  if (tail !== null) return Math.max(tail, next);
  const isBehind = last === null || next * tailSize > last.block * setSize + lastOf(last.slots);
  return isBehind ? next : null;
}

function rowsOf(ctx: TenantMutationCtx, { generation, facet, word }: Word, block?: number) {
  return ctx.db.query("facets").withIndex("by_word", (q) => {
    const ofWord = q.eq("generation", generation).eq("facet", facet).eq("word", word);
    return block === undefined ? ofWord : ofWord.eq("block", block);
  });
}

async function writeRow(
  ctx: TenantMutationCtx,
  word: Word,
  stored: Doc<"facets"> | null,
  block: number,
  slots: ArrayBuffer | null,
): Promise<void> {
  if (stored === null) {
    if (slots !== null) await ctx.db.insert("facets", { ...word, block, slots });
  } else if (slots === null) await ctx.db.delete("facets", stored._id);
  else await ctx.db.patch("facets", stored._id, stored.block === block ? { slots } : { block, slots });
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
