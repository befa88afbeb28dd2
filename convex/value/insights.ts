/** Score, lifetime value and churn risk as they follow from the facts, and the two rows that hold them. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { keepScore, readWeights } from "../scores/refresh";
import { scoreOf, type ScoredFactor, type Weights } from "../scores/factors";
import type { NewRow } from "../tenancy/tenantDb";
import { churnOf } from "./churn";
import { dueAfter } from "./due";
import { factsOfNew, type Facts, type Judged } from "./facts";
import { lifetimeOf, predictedOf } from "./lifetime";

export interface Insights {
  score: { score: number; factors: ScoredFactor[] };
  value: Omit<NewRow<"customerValues">, "customerId">;
}

export async function insightsFrom(ctx: TenantMutationCtx, facts: Facts, given?: Weights): Promise<Insights> {
  const { currency, churn: thresholds } = await ctx.settings();
  const value = lifetimeOf(facts.purchases, currency, facts.sold, facts.revenue, facts.booked);
  const { risk, reasons } = churnOf(facts.churn, thresholds);
  const weights = given ?? (await readWeights(ctx));
  const firstAt = firstOrderAt(facts, currency);
  const predictedValue = predictedOf(value, firstAt, ctx.now, risk);
  return {
    score: scoreOf(facts.score, weights),
    value: {
      currency,
      totalRevenue: value.totalRevenue,
      totalOrders: value.totalOrders,
      averageOrderValue: value.averageOrderValue,
      breakdown: value.breakdown,
      components: value.components,
      averageTransactionValue: value.averageTransactionValue,
      lastOrderAt: value.lastOrderAt ?? undefined,
      predictedValue,
      otherCurrencies: value.otherCurrencies,
      churnRisk: risk,
      churnReasons: reasons,
      lastCalculated: ctx.now,
      dueAt: dueAfter(ctx.now, facts.instants, {
        score: facts.score,
        weights,
        thresholds,
        predictedFrom: predictedValue === 0 ? null : firstAt,
      }),
    },
  };
}

/** Those of a record that is being made: nothing hangs on it yet, so nothing is read of it. */
export async function insightsOfNew(ctx: TenantMutationCtx, customer: Judged): Promise<Insights> {
  return await insightsFrom(ctx, factsOfNew(customer, ctx.now));
}

/** `isNew`: the customer was made in this transaction and has none yet. */
export async function keepInsights(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  { score, value }: Insights,
  { isNew = false }: { isNew?: boolean } = {},
): Promise<void> {
  await keepScore(ctx, customerId, score, { isNew });
  const before = isNew ? null : await valueRow(ctx, customerId);
  if (before !== null) await ctx.db.patch("customerValues", before._id, value);
  else await ctx.db.insert("customerValues", { customerId, ...value });
}

export async function valueRow(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
): Promise<Doc<"customerValues"> | null> {
  return await ctx.db
    .query("customerValues")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .unique();
}

/** Of quotes, of orders and of sales, in whatever currency these two are. */
function firstOrderAt({ purchases, revenue, visits }: Facts, currency: string): number | null {
  const quote = purchases.find((purchase) => !purchase.isSettled && purchase.currency === currency)?.at;
  const firsts = [quote, revenue.firstAt ?? undefined, visits.firstTransactionAt].filter(
    (at) => at !== undefined,
  );
  return firsts.length === 0 ? null : Math.min(...firsts);
}
