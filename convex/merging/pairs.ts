/** What a merge makes of the review queue: its own pairs are settled, decisions about the others carry over (DUP-07). */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { insertPair, ordered, pairOf, pairsOf, savePair, scoreBetween, toStored } from "../duplicates/pairs";
import { likelyScore } from "../duplicates/score";
import { tallyPair } from "../tallies/duplicates";
import type { Manifest } from "./manifest";

type Pair = Doc<"duplicatePairs">;

export async function settlePairs(
  ctx: TenantMutationCtx,
  survivor: Doc<"customers">,
  others: readonly Doc<"customers">[],
  manifest: Manifest,
): Promise<void> {
  const gone = new Set<string>(others.map(({ _id }) => _id));
  for (const other of others) {
    await markMerged(ctx, survivor, other, manifest);
    for (const pair of await pairsOf(ctx, other._id)) {
      const third = pair.a === other._id ? pair.b : pair.a;
      if (third === survivor._id) continue;
      if (gone.has(third)) await change(ctx, pair, { status: "merged" }, manifest);
      else if (pair.status !== "merged") await carryOver(ctx, survivor, pair, third, manifest);
    }
  }
}

/** Also where nobody had noticed the pair: merged pairs are counted (DUP-28). */
async function markMerged(
  ctx: TenantMutationCtx,
  survivor: Doc<"customers">,
  other: Doc<"customers">,
  manifest: Manifest,
): Promise<void> {
  const decided = { decidedBy: ctx.actor.id, decidedByName: ctx.actor.name, decidedAt: ctx.now };
  const known = await pairOf(ctx, survivor._id, other._id);
  if (known !== null) return await change(ctx, known, { status: "merged", ...decided }, manifest);
  const { country } = await ctx.settings();
  const { score, reasons } = scoreBetween(survivor, other, country);
  const pair = {
    ...ordered(survivor._id, other._id),
    status: "merged" as const,
    score,
    reasons: toStored(reasons),
  };
  manifest.added("duplicatePairs", (await insertPair(ctx, { ...pair, ...decided }))._id);
}

/** Whoever is not the merged record is not the survivor either; whoever may be, may still be. */
async function carryOver(
  ctx: TenantMutationCtx,
  survivor: Doc<"customers">,
  pair: Pair,
  third: Pair["a"],
  manifest: Manifest,
): Promise<void> {
  const customer = await ctx.db.find("customers", third);
  await manifest.remove("duplicatePairs", pair);
  await tallyPair(ctx, pair, null);
  if (customer === null) return;
  const known = await pairOf(ctx, survivor._id, third);
  if (known !== null) {
    if (pair.status === "dismissed" && known.status !== "merged")
      await change(ctx, known, { status: "dismissed" }, manifest);
    return;
  }
  const { country } = await ctx.settings();
  const { score, reasons } = scoreBetween(survivor, customer, country);
  if (pair.status !== "dismissed" && (customer.status === "deleted" || score < likelyScore)) return;
  const { decidedBy, decidedByName, decidedAt, laterUntil } = pair;
  const added = await insertPair(ctx, {
    ...ordered(survivor._id, third),
    status: pair.status,
    score,
    reasons: toStored(reasons),
    ...(decidedBy === undefined ? {} : { decidedBy }),
    ...(decidedByName === undefined ? {} : { decidedByName }),
    ...(decidedAt === undefined ? {} : { decidedAt }),
    ...(laterUntil === undefined ? {} : { laterUntil }),
  });
  manifest.added("duplicatePairs", added._id);
}

async function change(
  ctx: TenantMutationCtx,
  pair: Pair,
  fields: Partial<Pair>,
  manifest: Manifest,
): Promise<void> {
  const after = await savePair(ctx, pair, fields);
  const names = [...Object.keys(fields), "rank", "updatedAt"] as (keyof Pair)[];
  const values = (row: Pair) =>
    Object.fromEntries(names.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])));
  manifest.note({
    kind: "changed",
    table: "duplicatePairs",
    id: pair._id,
    before: values(pair),
    after: values(after),
  });
}
