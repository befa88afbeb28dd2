/**
 * Recomputes one customer: score, lifetime value, churn risk. Called by every
 * deed that changes what they rest on, and for everybody by recompute.ts, so
 * the numbers on an open screen move by themselves (CLV-11, LED-17).
 */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { refreshCustomer } from "../customers/save";
import { setComputed, touchCustomer } from "../customers/write";
import { rollUpsIn, rollUpsOf } from "../fields/rollUps";
import { fieldsOf } from "../fields/sets";
import type { Weights } from "../scores/factors";
import { countDueVisits } from "../transactions/facts";
import { readFacts } from "./facts";
import { insightsFrom, keepInsights } from "./insights";

/** The customer row is written only when a number on it differs: open lists are not disturbed for nothing. */
export async function refreshInsights(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  weights?: Weights,
): Promise<void> {
  const customer = await ctx.db.find("customers", customerId);
  if (customer === null) return;
  await countDueVisits(ctx, customerId);
  const facts = await readFacts(ctx, customer, ctx.now);
  const insights = await insightsFrom(ctx, facts, weights);
  await keepInsights(ctx, customerId, insights);

  if (facts.newestContactAt !== null && facts.newestContactAt > customer.lastContactAt) {
    await touchCustomer(ctx, customerId, { lastContactAt: facts.newestContactAt });
  }
  await setComputed(ctx, customerId, {
    lifetimeValue: insights.value.totalRevenue,
    currency: insights.value.currency,
    churnRisk: insights.value.churnRisk,
    leadScore: insights.score.score,
    ...facts.visits,
  });
  await refreshRollUps(ctx, customerId);
}

/** Works the customer's roll-ups out anew; costs one document where the organization has none. */
export async function refreshRollUps(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const set = await fieldsOf(ctx);
  if (rollUpsIn(set).length === 0) return;
  const rolledUp = await rollUpsOf(ctx, set, customerId);
  await refreshCustomer(ctx, await ctx.db.get("customers", customerId), rolledUp);
}
