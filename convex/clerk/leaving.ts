/** What ends at Clerk ends here, at once and for good. */
import type { Id } from "../_generated/dataModel";
import type { SystemMutationCtx } from "../functions";
import { reassignWork } from "../members/reassign";
import { saveMember } from "../members/save";
import { actor, findByToken, findOrganization, markDeleted, tokenIdentifierOf } from "./find";

/** Ends a membership; the work goes to the unassigned pool, because nobody was asked for a successor. */
export async function endMembership(
  ctx: SystemMutationCtx,
  externalOrganization: string,
  externalUser: string,
  externalId: string | null,
): Promise<void> {
  if (externalId !== null) await markDeleted(ctx, externalId, "organizationMembership");
  const organization = await findOrganization(ctx, externalOrganization);
  const user = await findByToken(ctx, tokenIdentifierOf(externalUser));
  if (organization === null || user === null) return;
  await deactivate(ctx, organization._id, user._id, externalId);
}

export async function endUser(ctx: SystemMutationCtx, externalId: string): Promise<void> {
  await markDeleted(ctx, externalId, "user");
  const user = await findByToken(ctx, tokenIdentifierOf(externalId));
  if (user === null) return;
  const rows = ctx.db.query("memberships").withIndex("global_user", (q) => q.eq("userId", user._id));
  for await (const { orgId } of rows) await deactivate(ctx, orgId, user._id, null);
}

/** Nobody gets in any more; the rows stay. */
export async function endOrganization(ctx: SystemMutationCtx, externalId: string): Promise<void> {
  await markDeleted(ctx, externalId, "organization");
  const organization = await findOrganization(ctx, externalId);
  if (organization === null) return;
  await ctx.db.patch("organizations", organization._id, { status: "deleted", updatedAt: Date.now() });
}

async function deactivate(
  ctx: SystemMutationCtx,
  orgId: Id<"organizations">,
  userId: Id<"users">,
  externalId: string | null,
): Promise<void> {
  const tenant = ctx.tenant(orgId, actor);
  const member = await tenant.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  if (member?.status !== "active") return;
  // News of an earlier membership, while the person has been added again since.
  if (externalId !== null && member.externalId !== undefined && member.externalId !== externalId) return;
  await reassignWork(tenant, member, null);
  await saveMember(tenant, member, "deactivated", { status: "deactivated", teamId: undefined });
}
