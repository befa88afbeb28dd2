/** What a link shows before it is taken up, and taking it up. */
import { hashToken } from "../accounts/secrets";
import { requireOwnMembers } from "../accounts/provider";
import type { QueryCtx } from "../_generated/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { AccountMutationCtx } from "../functions";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { requireRoom } from "./roster";
import { admitMember } from "./save";

export interface InvitationPreview {
  organization: string;
  role: Doc<"invitations">["role"];
  /** Address it was mailed to, to fill in the sign-up form; null for a link. */
  email: string | null;
  invitedBy: string;
  /** Epoch ms; the browser compares. */
  expiresAt: number;
}

/** Null for a token that is unknown, answered or withdrawn. */
export async function previewInvitation(ctx: QueryCtx, token: string): Promise<InvitationPreview | null> {
  const tokenHash = await hashToken(token);
  const invitation = await ctx.db
    .query("invitations")
    .withIndex("global_token", (q) => q.eq("tokenHash", tokenHash))
    .unique();
  if (invitation === null || invitation.status !== "pending") return null;
  const organization = await ctx.db.get("organizations", invitation.orgId);
  if (organization?.status !== "active") return null;
  return {
    organization: organization.name,
    role: invitation.role,
    email: invitation.email ?? null,
    invitedBy: invitation.invitedByName,
    expiresAt: invitation.expiresAt,
  };
}

/** Takes an invitation up for the signed-in person. LINK_EXPIRED, ALREADY_MEMBER, LIMIT_EXCEEDED. */
export async function acceptInvitation(
  ctx: AccountMutationCtx,
  token: string,
): Promise<{ orgId: Id<"organizations">; slug: string }> {
  requireOwnMembers();
  const tokenHash = await hashToken(token);
  const invitation = await ctx.db
    .query("invitations")
    .withIndex("global_token", (q) => q.eq("tokenHash", tokenHash))
    .unique();
  const organization = invitation === null ? null : await ctx.db.get("organizations", invitation.orgId);
  if (
    invitation?.status !== "pending" ||
    invitation.expiresAt <= ctx.now ||
    organization?.status !== "active"
  ) {
    return fail({ code: "LINK_EXPIRED", kind: "invitation" });
  }
  const tenant = ctx.tenant(invitation.orgId);
  const known = await tenant.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", ctx.user._id))
    .unique();
  if (known?.status === "active") return fail({ code: "ALREADY_MEMBER" });
  await requireRoom(tenant);
  const { role, teamId, linkedCustomerIds } = invitation;
  await admitMember(tenant, ctx.user, { role, teamId, linkedCustomerIds });
  await tenant.db.patch("invitations", invitation._id, {
    status: "accepted",
    acceptedBy: ctx.user._id,
    acceptedAt: ctx.now,
    updatedAt: ctx.now,
  });
  await recordChange(tenant, {
    entity: "invitations",
    entityId: invitation._id,
    action: "accepted",
    changes: [{ field: "status", from: "pending", to: "accepted" }],
  });
  return { orgId: invitation.orgId, slug: organization.slug };
}
