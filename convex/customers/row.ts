/** What a list shows of a customer (SRC-25): not notes, address or consents. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { fieldsOf, visibleFields } from "../fields/sets";
import type { CustomValues } from "../fields/table";
import { valuesOf } from "../fields/visible";
import { reachFor } from "../tenancy/permissions";

export interface CustomerRow {
  _id: Id<"customers">;
  customerCode: string;
  name: string;
  companyName: string | null;
  type: Doc<"customers">["type"];
  status: Doc<"customers">["status"];
  isActive: boolean;
  phone: string | null;
  phoneE164: string | null;
  email: string | null;
  tags: string[];
  city: string | null;
  /** Calendar day. */
  dateJoined: string;
  customerSource: string;
  ownerId: Id<"users"> | null;
  ownerName: string | null;
  /** Epoch ms, null when nobody has been in touch yet. */
  lastContactAt: number | null;
  nextFollowUpAt: number | null;
  /** Epoch ms, null for who never came (CUS-22). */
  lastVisitAt: number | null;
  totalVisits: number;
  /** Minor units of `currency`. */
  lifetimeValue: number;
  currency: string;
  churnRisk: Doc<"customers">["churnRisk"];
  /** 0 to 100, null until computed. */
  leadScore: number | null;
  /** Minor units of `creditCurrency`; a brand's own people do not see balances. */
  availableCredit: number;
  creditCurrency: string;
  loyaltyPoints: number;
  /** The VIP tier (api.vip.list) and the calendar day since when. */
  vipTierId: Id<"vipTiers"> | null;
  vipStatusDate: string | null;
  isSample: boolean;
  createdAt: number;
  updatedAt: number;
  /** Values of the organization's own fields that this caller may see, long texts left out. */
  custom: CustomValues;
}

/** Rows with their owners' names; each owner is read once. */
export async function toRows(
  ctx: OrgQueryCtx,
  customers: readonly Doc<"customers">[],
): Promise<CustomerRow[]> {
  const names = await ownerNames(
    ctx,
    customers.map((customer) => customer.ownerId),
  );
  const fields = visibleFields(await fieldsOf(ctx), ctx.member.role).filter(
    ({ type }) => type !== "longText",
  );
  const seesBalances = reachFor(ctx, "credit:read") !== "none";
  // In the order in which results are written: otherwise each row is copied for that.
  return customers.map((customer) => ({
    _id: customer._id,
    availableCredit: seesBalances ? (customer.availableCredit ?? 0) : 0,
    churnRisk: customer.churnRisk,
    city: customer.address?.city ?? null,
    companyName: customer.companyName ?? null,
    createdAt: customer.createdAt,
    creditCurrency: customer.creditCurrency ?? customer.currency,
    currency: customer.currency,
    custom: valuesOf(customer.custom, fields),
    customerCode: customer.customerCode,
    customerSource: customer.customerSource,
    dateJoined: customer.dateJoined,
    email: customer.email ?? null,
    isActive: customer.isActive,
    isSample: customer.isSample,
    lastContactAt: customer.lastContactAt === 0 ? null : customer.lastContactAt,
    lastVisitAt: customer.lastVisitAt ?? null,
    leadScore: customer.leadScore ?? null,
    lifetimeValue: customer.lifetimeValue,
    loyaltyPoints: seesBalances ? (customer.loyaltyPoints ?? 0) : 0,
    name: customer.name,
    nextFollowUpAt: customer.nextFollowUpAt ?? null,
    ownerId: customer.ownerId ?? null,
    ownerName: customer.ownerId === undefined ? null : (names.get(customer.ownerId) ?? null),
    phone: customer.phone ?? null,
    phoneE164: customer.phoneE164 ?? null,
    status: customer.status,
    tags: customer.tags,
    totalVisits: customer.totalVisits ?? 0,
    type: customer.type,
    updatedAt: customer.updatedAt,
    vipStatusDate: customer.vipStatusDate ?? null,
    vipTierId: customer.vipTierId ?? null,
  }));
}

/** The caller's own name is known without reading it. */
export async function ownerNames(
  ctx: TenantQueryCtx & Partial<Pick<OrgQueryCtx, "member">>,
  owners: readonly (Id<"users"> | undefined)[],
): Promise<Map<Id<"users">, string>> {
  const names = new Map<Id<"users">, string>();
  for (const owner of new Set(owners)) {
    if (owner === undefined) continue;
    const member =
      owner === ctx.member?.userId
        ? ctx.member
        : await ctx.db
            .query("memberships")
            .withIndex("by_userId", (q) => q.eq("userId", owner))
            .unique();
    if (member !== null) names.set(owner, member.name);
  }
  return names;
}

/** The member behind "user:<id>"; null for anybody else (a job, a form, the schedule). */
export async function actorName(ctx: TenantQueryCtx, actor: string): Promise<string | null> {
  if (!actor.startsWith("user:")) return null;
  const userId = actor.slice("user:".length) as Id<"users">;
  return (await ownerNames(ctx, [userId])).get(userId) ?? null;
}
