/** Erasing a person takes the website's copies along (CUS-48). */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { tallyProfile } from "../tallies/profiles";

/** Deletes the profile that is linked to the customer, and the VIP rows of both; before the record itself is emptied. */
export async function forgetProfile(ctx: TenantMutationCtx, customer: Doc<"customers">): Promise<void> {
  const profiles = await ctx.db
    .query("webProfiles")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .collect();
  for (const profile of profiles) {
    const { vipCustomerDataId } = profile;
    const vip =
      vipCustomerDataId === undefined
        ? null
        : await ctx.db
            .query("vipCustomers")
            .withIndex("by_externalId", (q) => q.eq("externalId", vipCustomerDataId))
            .unique();
    if (vip !== null) await ctx.db.delete("vipCustomers", vip._id);
    await ctx.db.delete("webProfiles", profile._id);
    await tallyProfile(ctx, profile, null);
  }
  const { stableHashId } = customer;
  if (stableHashId === undefined) return;
  const vips = await ctx.db
    .query("vipCustomers")
    .withIndex("by_stableHashId", (q) => q.eq("stableHashId", stableHashId))
    .collect();
  for (const vip of vips) await ctx.db.delete("vipCustomers", vip._id);
}
