/**
 * Recomputes one customer: score, lifetime value, churn risk. Called by every
 * deed that changes what they rest on, and for everybody by recompute.ts, so
 * the numbers on an open screen move by themselves (CLV-11, LED-17).
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { refreshCustomer } from "../customers/save";
import { setComputed, touchCustomer } from "../customers/write";
import { rollUpsIn, rollUpsOf } from "../fields/rollUps";
import { fieldsOf } from "../fields/sets";
import { readWeights, refreshScore } from "../scores/refresh";
import type { Weights } from "../scores/factors";
import { countDueVisits } from "../transactions/facts";
import { churnOf } from "./churn";
import { readFacts, type Facts } from "./facts";
import { lifetimeOf, predictedOf } from "./lifetime";

/** The customer row is written only when a number on it differs: open lists are not disturbed for nothing. */
export async function refreshInsights(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  weights?: Weights,
): Promise<void> {
  const customer = await ctx.db.find("customers", customerId);
  if (customer === null) return;
  await countDueVisits(ctx, customerId);
  const { currency, churn: thresholds } = await ctx.settings();
  const facts = await readFacts(ctx, customer, ctx.now);
  const leadScore = await refreshScore(ctx, customerId, facts.score, weights ?? (await readWeights(ctx)));

  const value = lifetimeOf(facts.purchases, currency, facts.sold);
  const { risk, reasons } = churnOf(facts.churn, thresholds);
  const first = firstOrderAt(facts, currency);
  const row = {
    customerId,
    currency,
    totalRevenue: value.totalRevenue,
    totalOrders: value.totalOrders,
    averageOrderValue: value.averageOrderValue,
    breakdown: value.breakdown,
    averageTransactionValue: value.averageTransactionValue,
    lastOrderAt: value.lastOrderAt ?? undefined,
    predictedValue: predictedOf(value, first, ctx.now, risk),
    otherCurrencies: value.otherCurrencies,
    churnRisk: risk,
    churnReasons: reasons,
    lastCalculated: ctx.now,
  };
  const before = await valueRow(ctx, customerId);
  if (before !== null) await ctx.db.patch("customerValues", before._id, row);
  else await ctx.db.insert("customerValues", row);

  if (facts.newestContactAt !== null && facts.newestContactAt > customer.lastContactAt) {
    await touchCustomer(ctx, customerId, { lastContactAt: facts.newestContactAt });
  }
  await setComputed(ctx, customerId, {
    lifetimeValue: value.totalRevenue,
    currency,
    churnRisk: risk,
    leadScore,
    ...facts.visits,
  });
  await refreshRollUps(ctx, customerId);
}

/** Of quotes and of sales, in whatever currency these are. */
function firstOrderAt({ purchases, visits }: Facts, currency: string): number | null {
  const quote = purchases.find((purchase) => purchase.currency === currency)?.at;
  const firsts = [quote, visits.firstTransactionAt].filter((at) => at !== undefined);
  return firsts.length === 0 ? null : Math.min(...firsts);
}

/** Works the customer's roll-ups out anew; costs one document where the organization has none. */
export async function refreshRollUps(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const set = await fieldsOf(ctx);
  if (rollUpsIn(set).length === 0) return;
  const rolledUp = await rollUpsOf(ctx, set, customerId);
  await refreshCustomer(ctx, await ctx.db.get("customers", customerId), rolledUp);
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
