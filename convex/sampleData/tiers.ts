/** VIP tiers for sample data: made where an organization has none of its own, and gone with the samples (LOY-06, DEP-12). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { setTier } from "../loyalty/assign";
import { createTier, tiersOf } from "../loyalty/tiers";

/** Lowest first. Minor units, as the samples' prices are: from so much on it is given, the highest by hand. */
const sampleTiers = [
  { name: "Silver", color: "neutral", from: 40_000, isByHand: false, description: "Free delivery" },
  {
    name: "Gold",
    color: "warning",
    from: 90_000,
    isByHand: false,
    description: "Free delivery, a tenth off",
  },
  {
    name: "Platinum",
    color: "live",
    from: 300_000,
    isByHand: true,
    description: "All of Gold, and one person to call",
  },
] as const;

/** Nothing where somebody has made tiers; those that an earlier removal put away come back. */
export async function makeSampleTiers(ctx: TenantMutationCtx): Promise<void> {
  const tiers = await tiersOf(ctx);
  if (tiers.some(({ isSample }) => isSample !== true)) return;
  for (const { from, isByHand, ...named } of sampleTiers) {
    const known = tiers.find(({ name }) => name === named.name);
    const tier = { ...named, minLifetimeValue: isByHand ? null : from };
    const tierId = known?._id ?? (await createTier(ctx, tier));
    await ctx.db.patch("vipTiers", tierId, { isSample: true, isArchived: false });
  }
}

/** The highest tier that what the customer is worth is enough for. */
export async function giveSampleTier(ctx: TenantMutationCtx, id: Id<"customers">): Promise<void> {
  const customer = await ctx.db.get("customers", id);
  const reached = sampleTiers.findLast(({ from }) => customer.lifetimeValue >= from);
  if (reached === undefined) return;
  const tiers = await tiersOf(ctx);
  const tier = tiers.find(({ name, isSample }) => isSample === true && name === reached.name);
  if (tier !== undefined) await setTier(ctx, customer, tier);
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
