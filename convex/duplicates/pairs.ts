/** Pairs of customers that may be one person: the review queue's rows, written here and nowhere else (DUP-06, DUP-07). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { dayMs } from "../shared/days";
import { tallyPair } from "../tallies/duplicates";
import type { NewRow } from "../tenancy/tenantDb";
import { compare } from "./compare";
import { findTwins, Looked, noteCounted, type DuplicateMatch } from "./find";
import { identityOfCustomer, type Person } from "./person";
import { likelyScore, type DuplicateReason } from "./score";

type Pair = Doc<"duplicatePairs">;

/** "Later" puts a pair aside for so long. */
export const laterMs = 7 * dayMs;
/** Pairs of one customer looked at again when it changes. */
const reviewed = 50;

/** The pair's two ids in the order in which they are stored. */
export function ordered(
  one: Id<"customers">,
  other: Id<"customers">,
): { a: Id<"customers">; b: Id<"customers"> } {
  return one < other ? { a: one, b: other } : { a: other, b: one };
}

export async function pairOf(
  ctx: TenantQueryCtx,
  one: Id<"customers">,
  other: Id<"customers">,
): Promise<Pair | null> {
  const { a, b } = ordered(one, other);
  return await ctx.db
    .query("duplicatePairs")
    .withIndex("by_pair", (q) => q.eq("a", a).eq("b", b))
    .unique();
}

/** Pairs of one customer, at most 50 of each side. */
export async function pairsOf(ctx: TenantQueryCtx, id: Id<"customers">): Promise<Pair[]> {
  const first = await ctx.db
    .query("duplicatePairs")
    .withIndex("by_pair", (q) => q.eq("a", id))
    .take(reviewed);
  const second = await ctx.db
    .query("duplicatePairs")
    .withIndex("by_b", (q) => q.eq("b", id))
    .take(reviewed);
  return [...first, ...second.filter(({ a }) => a !== id)];
}

const rankOf = ({ score, proposal }: Pick<Pair, "score" | "proposal">) =>
  proposal === undefined ? score : 101;

export async function insertPair(
  ctx: TenantMutationCtx,
  fields: Omit<NewRow<"duplicatePairs">, "createdAt" | "updatedAt" | "rank">,
): Promise<Pair> {
  const stamps = { createdAt: ctx.now, updatedAt: ctx.now };
  const id = await ctx.db.insert("duplicatePairs", { ...fields, rank: rankOf(fields), ...stamps });
  const pair = await ctx.db.get("duplicatePairs", id);
  await tallyPair(ctx, null, pair);
  return pair;
}

export async function savePair(
  ctx: TenantMutationCtx,
  before: Pair,
  fields: Partial<NewRow<"duplicatePairs">>,
): Promise<Pair> {
  const rank = rankOf({ ...before, ...fields });
  await ctx.db.patch("duplicatePairs", before._id, { ...fields, rank, updatedAt: ctx.now });
  const after = await ctx.db.get("duplicatePairs", before._id);
  await tallyPair(ctx, before, after);
  return after;
}

export async function removePair(ctx: TenantMutationCtx, pair: Pair): Promise<void> {
  await ctx.db.delete("duplicatePairs", pair._id);
  await tallyPair(ctx, pair, null);
}

/**
 * Puts matches into the queue; what is there keeps its decision. "Not a
 * duplicate" is remembered by the pair of records, whatever their names, phones
 * or addresses become.
 */
export async function notePairs(
  ctx: TenantMutationCtx,
  id: Id<"customers">,
  matches: readonly Pick<DuplicateMatch, "customer" | "score" | "reasons">[],
): Promise<number> {
  let found = 0;
  for (const { customer, score, reasons } of matches) {
    if (score < likelyScore || customer._id === id) continue;
    const known = await pairOf(ctx, id, customer._id);
    if (known === null) {
      await insertPair(ctx, {
        ...ordered(id, customer._id),
        status: "open",
        score,
        reasons: toStored(reasons),
      });
      found += 1;
    } else if (known.status !== "dismissed" && known.status !== "merged" && known.score !== score) {
      await savePair(ctx, known, { score, reasons: toStored(reasons) });
    }
  }
  return found;
}

/** Puts into the queue whom a stored record may be; `before` as in findTwins. */
export async function noteTwins(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  before?: Looked,
): Promise<number> {
  const looked = before ?? new Looked();
  const twins = await findTwins(ctx, customer, before, looked);
  await noteCounted(ctx, looked);
  return await notePairs(ctx, customer._id, twins);
}

export function toStored(reasons: readonly DuplicateReason[]): Pair["reasons"] {
  return reasons.map(({ kind, points }) => ({ kind, points }));
}

/** A record that is new or whose name or addresses changed: looks for its twins, and again at the pairs it is in. Returns new pairs. */
export async function lookAround(ctx: TenantMutationCtx, customer: Doc<"customers">): Promise<number> {
  await reviewPairs(ctx, customer);
  if (customer.status === "deleted") return 0;
  return await noteTwins(ctx, customer);
}

/** Takes out of the queue what no longer resembles each other; decisions and proposals stay. */
export async function reviewPairs(ctx: TenantMutationCtx, customer: Doc<"customers">): Promise<void> {
  const { country } = await ctx.settings();
  for (const pair of await pairsOf(ctx, customer._id)) {
    if (pair.status === "dismissed" || pair.status === "merged") continue;
    const other = await ctx.db.find("customers", pair.a === customer._id ? pair.b : pair.a);
    const isGone = other === null || other.status === "deleted" || customer.status === "deleted";
    if (isGone) await removePair(ctx, pair);
    else if (pair.proposal === undefined && scoreBetween(customer, other, country).score < likelyScore)
      await removePair(ctx, pair);
  }
}

export function scoreBetween(a: Person, b: Person, country: string) {
  return compare(identityOfCustomer(a, country), identityOfCustomer(b, country));
}
