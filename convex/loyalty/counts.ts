/** How many live customers have which tier, from the kept numbers (LOY-09). */
import type { OrgQueryCtx } from "../functions";
import { placesOf, talliesOf } from "../dashboard/reach";

export interface TierCount {
  tierId: string;
  count: number;
  /** Mean lifetime value in minor units of the organization's currency; whoever is worth something in another one is left out of it. */
  averageLifetimeValue: number;
}

/** Of the customers whose numbers the caller sees: everybody's, or one's own and one's team's. */
export async function tierCounts(ctx: OrgQueryCtx): Promise<TierCount[]> {
  const { currency } = await ctx.settings();
  const { places } = await placesOf(ctx);
  const cells = await talliesOf(ctx, places).read("vip", "vipByOwner");
  const counts = new Map<string, { count: number; comparable: number; sum: number }>();
  for (const [cell, { count, sum }] of cells) {
    const [tierId = "", of] = cell.split(".");
    const one = counts.get(tierId) ?? { count: 0, comparable: 0, sum: 0 };
    one.count += count;
    if (of === currency) {
      one.comparable += count;
      one.sum += sum;
    }
    counts.set(tierId, one);
  }
  return [...counts].flatMap(([tierId, { count, comparable, sum }]) =>
    count === 0
      ? []
      : [{ tierId, count, averageLifetimeValue: comparable === 0 ? 0 : Math.round(sum / comparable) }],
  );
}
