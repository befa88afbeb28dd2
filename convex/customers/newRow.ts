/** The row of a new customer: what was entered, and what Orbit says where nothing was. */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { enterValues } from "../fields/enter";
import { givenTier } from "../loyalty/assign";
import { tierOfHash, type VipRow } from "../loyalty/fromFile";
import { byHand, findProfile, leaveDeleted } from "../profiles/link";
import { dayOf } from "../shared/days";
import type { Role } from "../tenancy/permissions";
import type { CustomerCode } from "./codes";
import { phoneForms } from "./phoneForms";
import type { CustomerFields } from "./save";
import type { CustomerInput } from "./shape";
import { canonicalTags } from "./tagRows";

export interface NewRowOptions {
  ownerId?: Id<"users">;
  /** What VIP files say of the batch's hashes (loyalty/fromFile.ts); otherwise the row's own is looked up. */
  vips?: ReadonlyMap<string, VipRow>;
  /** Epoch ms; migrations keep the original (CUS-21). */
  createdAt?: number;
  importJobId?: Id<"jobs">;
  isSample?: boolean;
  /** Whose right to write the organization's own fields counts; absent for jobs and forms, which write all of them. */
  role?: Role;
  /** The website's profile of the same person, by its own id or the website's (PRL-04). */
  linkedProfileId?: string | undefined;
}

/** `isByHand` asks for the organization's required fields too. VALIDATION_ERROR by field; NOT_FOUND for the profile. */
export async function newRow(
  ctx: TenantMutationCtx,
  checked: CustomerInput,
  code: CustomerCode,
  options: NewRowOptions,
  { isByHand }: { isByHand: boolean },
): Promise<CustomerFields> {
  const settings = await ctx.settings();
  const createdAt = options.createdAt ?? ctx.now;
  const { tags = [], legacyIds = [], custom: entered = {} } = checked;
  const custom = await enterValues(ctx, undefined, entered, { role: options.role, isNew: isByHand });
  const { phoneE164, secondaryPhoneE164 } = phoneForms(checked, settings.country);
  const tier = checked.vipTierId === undefined ? null : await givenTier(ctx, checked.vipTierId);
  const { stableHashId } = checked;
  const isHeld = stableHashId !== undefined && (options.vips === undefined || options.vips.has(stableHashId));
  const known = tier === null && isHeld ? await tierOfHash(ctx, stableHashId, options.vips) : null;
  const link = await linkOf(ctx, options.linkedProfileId);
  // Every field by its name in one literal, undefined ones too, which are not stored: an object that is spread and
  // then grown by thirty fields becomes a dictionary, a hundred times slower to make and slow wherever it is read.
  return {
    name: checked.name,
    email: checked.email,
    phone: checked.phone,
    secondaryPhone: checked.secondaryPhone,
    companyName: checked.companyName,
    industry: checked.industry,
    website: checked.website,
    sourceDetail: checked.sourceDetail,
    address: checked.address,
    dateOfBirth: checked.dateOfBirth,
    notes: checked.notes,
    metadata: checked.metadata,
    stableHashId,
    // Nothing is no field.
    availableCredit: checked.availableCredit || undefined,
    loyaltyPoints: checked.loyaltyPoints || undefined,
    marketingConsent: checked.marketingConsent ?? checked.preferences?.marketingConsent,
    preferences: checked.preferences?.preferences,
    customerCode: code.customerCode,
    codeNumber: code.codeNumber,
    slot: code.slot,
    phoneE164,
    secondaryPhoneE164,
    type: checked.type ?? "individual",
    status: checked.status ?? "active",
    isActive: true,
    customerSource: checked.customerSource ?? "Walk In",
    dateJoined: checked.dateJoined ?? dayOf(createdAt, settings.timeZone),
    tags: await canonicalTags(ctx, tags),
    preferredLanguage: checked.preferredLanguage ?? settings.language,
    smsConsent: checked.smsConsent ?? false,
    emailConsent: checked.emailConsent ?? false,
    lastContactAt: 0,
    lifetimeValue: 0,
    currency: settings.currency,
    churnRisk: "low",
    leadScore: undefined,
    legacyIds,
    isSample: options.isSample ?? false,
    createdAt,
    createdBy: ctx.actor.id,
    custom: Object.keys(custom).length === 0 ? undefined : custom,
    creditCurrency: checked.availableCredit ? settings.currency : undefined,
    vipTierId: tier?._id ?? known?.tier._id,
    vipStatusDate:
      tier === null && known === null
        ? undefined
        : (checked.vipStatusDate ?? known?.since ?? dayOf(ctx.now, settings.timeZone)),
    ownerId: options.ownerId,
    importJobId: options.importJobId,
    linkedProfileId: link.linkedProfileId,
    profileLinkConfidence: link.profileLinkConfidence,
    profileLinkMethod: link.profileLinkMethod,
    profileLinkedAt: link.profileLinkedAt,
  } satisfies CustomerFields & Record<keyof CustomerInput, unknown>;
}

async function linkOf(ctx: TenantMutationCtx, key: string | undefined): Promise<Partial<CustomerFields>> {
  if (key === undefined) return {};
  const profile = await findProfile(ctx, key);
  await leaveDeleted(ctx, profile);
  return byHand(ctx, profile);
}
