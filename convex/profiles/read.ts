/** Profiles as screens show them, each with its VIP row and, where the caller may see it, its customer. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { inScope, type Scope } from "../tenancy/scope";

export interface ShownVip {
  displayName: string | null;
  email: string | null;
  phoneNumber: string | null;
  tierId: number | null;
  tierName: string | null;
  /** Calendar day. */
  since: string | null;
}

export interface ShownProfile {
  _id: Id<"webProfiles">;
  externalId: string;
  /** Name, else e-mail, else phone, else the website's id. */
  label: string;
  displayName: string | null;
  email: string | null;
  phoneNumber: string | null;
  isLinked: boolean;
  /** Whose it is; null for nobody's and for a customer the caller may not see. */
  customer: { _id: Id<"customers">; name: string; customerCode: string } | null;
  vip: ShownVip | null;
}

export async function toShown(
  ctx: TenantQueryCtx,
  profile: Doc<"webProfiles">,
  scope: Scope,
): Promise<ShownProfile> {
  const vip = await vipOf(ctx, profile);
  return {
    _id: profile._id,
    externalId: profile.externalId,
    label: labelOf(profile),
    displayName: profile.displayName ?? null,
    email: profile.email ?? null,
    phoneNumber: profile.phoneNumber ?? null,
    isLinked: profile.isLinked,
    customer: await holderOf(ctx, profile, scope),
    vip: vip === null ? null : shownVip(vip),
  };
}

async function holderOf(
  ctx: TenantQueryCtx,
  { customerId }: Doc<"webProfiles">,
  scope: Scope,
): Promise<ShownProfile["customer"]> {
  const customer = customerId === undefined ? null : await ctx.db.find("customers", customerId);
  if (customer === null || customer.status === "deleted" || !inScope(scope, customer)) return null;
  return { _id: customer._id, name: customer.name, customerCode: customer.customerCode };
}

export function shownVip(vip: Doc<"vipCustomers">): ShownVip {
  return {
    displayName: vip.displayName ?? null,
    email: vip.email ?? null,
    phoneNumber: vip.phoneNumber ?? null,
    tierId: vip.tierId ?? null,
    tierName: vip.tierName ?? null,
    since: vip.since ?? null,
  };
}

export function labelOf(
  profile: Pick<Doc<"webProfiles">, "displayName" | "email" | "phoneNumber" | "externalId">,
): string {
  return profile.displayName ?? profile.email ?? profile.phoneNumber ?? profile.externalId;
}

/** The VIP row a profile names. */
export async function vipOf(
  ctx: TenantQueryCtx,
  { vipCustomerDataId }: Pick<Doc<"webProfiles">, "vipCustomerDataId">,
): Promise<Doc<"vipCustomers"> | null> {
  if (vipCustomerDataId === undefined) return null;
  return await ctx.db
    .query("vipCustomers")
    .withIndex("by_externalId", (q) => q.eq("externalId", vipCustomerDataId))
    .unique();
}

/** The VIP row with a customer's hash: it is theirs whether or not any profile is. */
export async function vipOfHash(
  ctx: TenantQueryCtx,
  stableHashId: string | undefined,
): Promise<Doc<"vipCustomers"> | null> {
  if (stableHashId === undefined) return null;
  return await ctx.db
    .query("vipCustomers")
    .withIndex("by_stableHashId", (q) => q.eq("stableHashId", stableHashId))
    .first();
}
