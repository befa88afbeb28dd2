/** The one place that writes rows of the mirror: their sorted and searched copies and their number follow. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { toE164 } from "../shared/phone";
import { fold } from "../shared/text";
import { tallyLegacyCustomer } from "../tallies/mirror";
import type { NewRow } from "../tenancy/tenantDb";

type Derived = "nameSort" | "phoneE164" | "searchText" | "createdAt" | "updatedAt";
export type LegacyFields = Omit<NewRow<"legacyCustomers">, Derived>;

async function derived(
  ctx: TenantMutationCtx,
  { name, phone, email, legacyId }: LegacyFields,
): Promise<Pick<Doc<"legacyCustomers">, "nameSort" | "phoneE164" | "searchText">> {
  const { country } = await ctx.settings();
  const label = name ?? legacyId;
  return {
    nameSort: fold(label) || label,
    phoneE164: phone === undefined ? undefined : (toE164(phone, country) ?? undefined),
    searchText: [name === undefined ? "" : fold(name), email, phone?.replace(/\D/g, ""), legacyId]
      .filter(Boolean)
      .join(" "),
  } as Pick<Doc<"legacyCustomers">, "nameSort" | "phoneE164" | "searchText">;
}

export async function addRow(ctx: TenantMutationCtx, fields: LegacyFields): Promise<Doc<"legacyCustomers">> {
  const id = await ctx.db.insert("legacyCustomers", {
    ...fields,
    ...(await derived(ctx, fields)),
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  const row = await ctx.db.get("legacyCustomers", id);
  await tallyLegacyCustomer(ctx, null, row);
  return row;
}

/** Fields set to undefined are removed. */
export async function changeRow(
  ctx: TenantMutationCtx,
  before: Doc<"legacyCustomers">,
  changed: Partial<LegacyFields>,
): Promise<Doc<"legacyCustomers">> {
  const fields = { ...before, ...changed };
  await ctx.db.patch("legacyCustomers", before._id, {
    ...changed,
    ...(await derived(ctx, fields)),
    updatedAt: ctx.now,
  });
  const row = await ctx.db.get("legacyCustomers", before._id);
  await tallyLegacyCustomer(ctx, before, row);
  return row;
}

/** Takes everything personal off the row; the id stays, so that the point of sale cannot bring the person back (CUS-48). */
export async function emptyRow(ctx: TenantMutationCtx, id: Id<"legacyCustomers">): Promise<void> {
  const before = await ctx.db.get("legacyCustomers", id);
  await changeRow(ctx, before, {
    customerId: undefined,
    name: undefined,
    phone: undefined,
    email: undefined,
    address: undefined,
    dateOfBirth: undefined,
    stableHashId: undefined,
    dateJoined: undefined,
    smsConsent: undefined,
    emailConsent: undefined,
    agreed: undefined,
    credit: undefined,
    points: undefined,
    state: "deleted",
    deletedAt: before.deletedAt ?? ctx.now,
    erasedAt: ctx.now,
  });
}
