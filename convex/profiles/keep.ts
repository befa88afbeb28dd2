/** Keeps a profile's side of a link equal to the customer's, and the numbers of both; called by customers/save.ts for every write. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { fail } from "../shared/errors";
import { tallyProfile } from "../tallies/profiles";

type Linked = Pick<Doc<"customers">, "_id" | "linkedProfileId">;

/** PROFILE_LINK_FAILED when the profile is not there, or is somebody else's: two people linking it at once meet here. */
export async function syncProfileLink(
  ctx: TenantMutationCtx,
  before: Linked | null,
  customer: Linked,
): Promise<void> {
  const from = before?.linkedProfileId;
  const to = customer.linkedProfileId;
  if (from === to) return;
  if (from !== undefined) {
    const profile = await ctx.db.find("webProfiles", from);
    if (profile?.customerId === customer._id) await give(ctx, profile, undefined);
  }
  if (to === undefined) return;
  const profile = await ctx.db.find("webProfiles", to);
  if (profile === null) return fail({ code: "PROFILE_LINK_FAILED", reason: "notFound" });
  if (profile.customerId !== undefined && profile.customerId !== customer._id) {
    fail({ code: "PROFILE_LINK_FAILED", reason: "taken" });
  }
  await give(ctx, profile, customer._id);
}

async function give(
  ctx: TenantMutationCtx,
  profile: Doc<"webProfiles">,
  customerId: Id<"customers"> | undefined,
): Promise<void> {
  const changed = { customerId, isLinked: customerId !== undefined };
  await ctx.db.patch("webProfiles", profile._id, changed);
  await tallyProfile(ctx, profile, { ...profile, ...changed });
}

/** Before a customer's row is deleted: its profile is nobody's again. */
export async function freeProfile(ctx: TenantMutationCtx, customer: Linked): Promise<void> {
  await syncProfileLink(ctx, customer, { _id: customer._id });
}
