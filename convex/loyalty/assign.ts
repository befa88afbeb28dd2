/** Which tier a customer has and since when (LOY-07). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { saveCustomer } from "../customers/save";
import { dayOf } from "../shared/days";
import { fail } from "../shared/errors";

/** Gives a tier, or takes it away with null. VALIDATION_ERROR for one that is not there or archived. */
export async function assignByStaff(
  ctx: OrgMutationCtx,
  args: { customerId: string; tierId: string | null; reason?: string },
): Promise<{ customerId: Id<"customers">; auditId: Id<"auditLog"> | null }> {
  const customer = await writableCustomer(ctx, args.customerId, "vip:assign");
  const tier = args.tierId === null ? null : await givenTier(ctx, args.tierId);
  return await setTier(ctx, customer, tier, args.reason === undefined ? {} : { reason: args.reason });
}

export async function setTier(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  tier: Pick<Doc<"vipTiers">, "_id"> | null,
  { reason, since }: { reason?: string; since?: string | undefined } = {},
): Promise<{ customerId: Id<"customers">; auditId: Id<"auditLog"> | null }> {
  const { timeZone } = await ctx.settings();
  const isSame =
    customer.vipTierId === tier?._id && (since === undefined || since === customer.vipStatusDate);
  if (isSame) return { customerId: customer._id, auditId: null };
  const { auditId } = await saveCustomer(
    ctx,
    customer,
    {
      vipTierId: tier?._id,
      vipStatusDate: tier === null ? undefined : (since ?? dayOf(ctx.now, timeZone)),
    },
    { action: "tierChanged", reason },
  );
  return { customerId: customer._id, auditId };
}

/** A tier that can be given. */
export async function givenTier(ctx: TenantMutationCtx, id: string): Promise<Doc<"vipTiers">> {
  const tierId = ctx.db.normalizeId("vipTiers", id);
  const tier = tierId === null ? null : await ctx.db.find("vipTiers", tierId);
  if (tier !== null && !tier.isArchived) return tier;
  const message = "Choose one of your tiers.";
  return fail({ code: "VALIDATION_ERROR", issues: [{ path: "vipTierId", rule: "unknownTier", message }] });
}
