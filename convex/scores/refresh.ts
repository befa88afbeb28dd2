/** Writes a customer's lead score, worked out by the caller, and the weights of its factors (LED-16, LED-17). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { recordChange } from "../history/record";
import { fail, type FieldIssue } from "../shared/errors";
import {
  factorNames,
  isWeight,
  largestWeight,
  weightsFrom,
  type ScoredFactor,
  type Weights,
} from "./factors";

/** `isNew`: the customer has no score yet. */
export async function keepScore(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  { score, factors }: { score: number; factors: ScoredFactor[] },
  { isNew = false }: { isNew?: boolean } = {},
): Promise<void> {
  const row = { customerId, score, factors, lastCalculated: ctx.now };
  const before = isNew ? null : await scoreRow(ctx, customerId);
  if (before === null) await ctx.db.insert("leadScores", row);
  else await ctx.db.patch("leadScores", before._id, row);
}

export async function scoreRow(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
): Promise<Doc<"leadScores"> | null> {
  return await ctx.db
    .query("leadScores")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .unique();
}

/** The organization's weights (LED-18). */
export async function readWeights(ctx: TenantQueryCtx): Promise<Weights> {
  return weightsFrom((await weightsRow(ctx))?.weights ?? null);
}

/** Replaces the weights named; scores follow with the next recompute, which the door starts. */
export async function setWeights(ctx: OrgMutationCtx, given: Record<string, number>): Promise<void> {
  const issues: FieldIssue[] = [];
  for (const [factor, weight] of Object.entries(given)) {
    if (!(factorNames as readonly string[]).includes(factor)) {
      issues.push({ path: factor, rule: "unknownFactor", message: "There is no such factor." });
    } else if (!isWeight(weight)) {
      issues.push({
        path: factor,
        rule: "weight",
        message: `Enter a whole number from 0 to ${largestWeight}.`,
      });
    }
  }
  if (issues.length > 0) fail({ code: "VALIDATION_ERROR", issues });
  const row = await weightsRow(ctx);
  const before = weightsFrom(row?.weights ?? null);
  const weights = { ...before, ...given };
  const changes = factorNames
    .filter((factor) => before[factor] !== weights[factor])
    .map((factor) => ({ field: factor, from: before[factor], to: weights[factor] }));
  if (changes.length === 0) return;
  const fields = { weights, updatedAt: ctx.now, updatedBy: ctx.actor.id };
  const id = row?._id ?? (await ctx.db.insert("scoreWeights", fields));
  if (row !== null) await ctx.db.patch("scoreWeights", row._id, fields);
  await recordChange(ctx, { entity: "scoreWeights", entityId: id, action: "updated", changes });
}

async function weightsRow(ctx: TenantQueryCtx): Promise<Doc<"scoreWeights"> | null> {
  return await ctx.db.query("scoreWeights").withIndex("by_orgId").unique();
}
