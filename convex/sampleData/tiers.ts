/** VIP tiers for sample data: made where an organization has none of its own, and gone with the samples (LOY-06, DEP-12). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { setTier } from "../loyalty/assign";
import { createTier, tiersOf } from "../loyalty/tiers";

/** Lowest first; the highest is given by hand. Thresholds are minor units, as the samples' prices are. */
const sampleTiers = [
  { name: "Silver", color: "neutral", minLifetimeValue: 60_000, description: "Free delivery" },
  { name: "Gold", color: "warning", minLifetimeValue: 150_000, description: "Free delivery, a tenth off" },
  {
    name: "Platinum",
    color: "live",
    minLifetimeValue: null,
    description: "All of Gold, and one person to call",
  },
] as const;

/** One in so many of those who reached a tier has been given the highest one. */
const byHand = 3;

/** Nothing where somebody has made tiers; those that an earlier removal put away come back. */
export async function makeSampleTiers(ctx: TenantMutationCtx): Promise<void> {
  const tiers = await tiersOf(ctx);
  if (tiers.some(({ isSample }) => isSample !== true)) return;
  for (const tier of sampleTiers) {
    const known = tiers.find(({ name }) => name === tier.name);
    const tierId = known?._id ?? (await createTier(ctx, tier));
    await ctx.db.patch("vipTiers", tierId, { isSample: true, isArchived: false });
  }
}

/** The tier that the customer has reached by what they are worth, or the one given by hand. */
export async function giveSampleTier(
  ctx: TenantMutationCtx,
  id: Id<"customers">,
  index: number,
): Promise<void> {
  const tiers = (await tiersOf(ctx)).filter(({ isSample }) => isSample === true);
  const customer = await ctx.db.get("customers", id);
  const reached = tiers.findLast(
    ({ minLifetimeValue: least }) => least !== undefined && customer.lifetimeValue >= least,
  );
  if (reached === undefined) return;
  await setTier(ctx, customer, index % byHand === 0 ? tiers.at(-1)! : reached);
}

/** So many customers are looked at for a sample tier; where there are more, tiers are put away rather than deleted. */
const lookedAt = 1000;

/** The tiers go, unless an own customer has one: then it is the organization's own from now on. */
export async function removeSampleTiers(ctx: TenantMutationCtx): Promise<void> {
  const tiers = (await tiersOf(ctx)).filter(({ isSample }) => isSample === true);
  if (tiers.length === 0) return;
  const own = await ctx.db
    .query("customers")
    .withIndex("by_origin", (q) => q.eq("isSample", false))
    .take(lookedAt + 1);
  const held = new Set<Doc<"customers">["vipTierId"]>(own.map(({ vipTierId }) => vipTierId));
  for (const { _id } of tiers) {
    if (held.has(_id)) await ctx.db.patch("vipTiers", _id, { isSample: undefined });
    else if (own.length > lookedAt) await ctx.db.patch("vipTiers", _id, { isArchived: true });
    else await ctx.db.delete("vipTiers", _id);
  }
}
