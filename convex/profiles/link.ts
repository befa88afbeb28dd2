/** Linking a website's profile to a customer and taking the link off (PRL-03, PRL-04, PRL-07, PRL-08, PRL-10). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { saveCustomer, type CustomerFields } from "../customers/save";
import { reasonSchema } from "../customers/shape";
import type { Saved } from "../customers/saved";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { noLink } from "./fields";
import { factsOf, matchWith } from "./suggest";

export type LinkFields = Required<
  Pick<CustomerFields, "profileLinkConfidence" | "profileLinkMethod" | "profileLinkedAt">
> & { linkedProfileId: Id<"webProfiles"> };

/** A profile by its own id or the website's; PROFILE_LINK_FAILED when there is none. */
export async function findProfile(ctx: TenantQueryCtx, key: string): Promise<Doc<"webProfiles">> {
  const id = ctx.db.normalizeId("webProfiles", key);
  const profile =
    id === null
      ? await ctx.db
          .query("webProfiles")
          .withIndex("by_externalId", (q) => q.eq("externalId", key))
          .unique()
      : await ctx.db.find("webProfiles", id);
  return profile ?? fail({ code: "PROFILE_LINK_FAILED", reason: "notFound" });
}

/** On somebody's word: certain, whatever the facts say. */
export function byHand(ctx: TenantMutationCtx, { _id }: Doc<"webProfiles">): LinkFields {
  return {
    linkedProfileId: _id,
    profileLinkConfidence: 1,
    profileLinkMethod: "manual",
    profileLinkedAt: ctx.now,
  };
}

/**
 * Links, in place of another link where there is one. `suggested` keeps how it
 * was found and how sure that is, worked out here and now; otherwise it is the
 * person's own word. NOT_FOUND, FORBIDDEN, PROFILE_LINK_FAILED.
 */
export async function linkByStaff(
  ctx: OrgMutationCtx,
  args: { customerId: string; profileId: string; suggested?: boolean | undefined },
): Promise<Saved> {
  const customer = await writableCustomer(ctx, args.customerId, "profiles:link");
  const profile = await findProfile(ctx, args.profileId);
  if (customer.linkedProfileId === profile._id) return { customerId: customer._id, auditId: null };
  const match = args.suggested ? await matchWith(ctx, await factsOf(ctx, customer), profile) : null;
  const hand = byHand(ctx, profile);
  const fields =
    match === null
      ? hand
      : { ...hand, profileLinkConfidence: match.confidence, profileLinkMethod: match.method };
  return await linkProfile(ctx, customer, profile, fields);
}

/** For rooms: the caller has asked who may. */
export async function linkProfile(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  profile: Doc<"webProfiles">,
  fields: LinkFields,
): Promise<Saved> {
  await leaveDeleted(ctx, profile);
  const { auditId } = await saveCustomer(ctx, customer, fields, { action: "linkedProfile" });
  return { customerId: customer._id, auditId };
}

/** A deleted record gives its profile up to a live one, and is told so in its history. */
export async function leaveDeleted(
  ctx: TenantMutationCtx,
  { customerId }: Doc<"webProfiles">,
): Promise<void> {
  const holder = customerId === undefined ? null : await ctx.db.find("customers", customerId);
  if (holder?.status === "deleted") await takeLinkOff(ctx, holder);
}

export async function takeLinkOff(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  reason?: string,
): Promise<Id<"auditLog"> | null> {
  const { auditId } = await saveCustomer(ctx, customer, noLink, { action: "unlinkedProfile", reason });
  return auditId;
}

/** NOT_FOUND, FORBIDDEN; nothing happens to a customer without a link. */
export async function unlinkByStaff(
  ctx: OrgMutationCtx,
  args: { customerId: string; reason?: string | undefined },
): Promise<Saved> {
  const customer = await writableCustomer(ctx, args.customerId, "profiles:link");
  const reason = parse(reasonSchema.optional(), args.reason);
  return { customerId: customer._id, auditId: await takeLinkOff(ctx, customer, reason) };
}
