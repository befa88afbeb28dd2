/** Door: invitations into an organization, from both sides. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { accountMutation, orgMutation, orgQuery, publicQuery } from "./functions";
import { invite, listInvitations, renewInvitation, revokeInvitation } from "./members/invite";
import { acceptInvitation, previewInvitation, type InvitationPreview } from "./members/join";
import { roleValidator } from "./organizations/table";

/** Unanswered invitations, newest first. */
export const list = orgQuery({
  permission: "members:manage",
  args: { paginationOpts: paginationOptsValidator },
  handler: (ctx, { paginationOpts }) => listInvitations(ctx, paginationOpts),
});

/**
 * Invites by mail (`email`) or by a link to hand over (null). "agent" is sales. Returns the link, which
 * is shown only now. VALIDATION_ERROR, ALREADY_MEMBER, RATE_LIMITED, LIMIT_EXCEEDED, IDENTITY_DISABLED under Clerk.
 */
export const create = orgMutation({
  permission: "members:manage",
  args: {
    email: v.union(v.string(), v.null()),
    role: v.union(roleValidator, v.literal("agent")),
    teamId: v.optional(v.id("teams")),
    linkedCustomerIds: v.optional(v.array(v.id("customers"))),
  },
  handler: (ctx, input) => invite(ctx, input),
});

/** A fresh link for seven more days; the old one stops working. NOT_FOUND, LINK_EXPIRED (already answered). */
export const renew = orgMutation({
  permission: "members:manage",
  args: { invitationId: v.id("invitations") },
  handler: (ctx, { invitationId }) => renewInvitation(ctx, invitationId),
});

/** Withdraws an invitation; its link stops working. NOT_FOUND, LINK_EXPIRED (already answered). */
export const revoke = orgMutation({
  permission: "members:manage",
  args: { invitationId: v.id("invitations") },
  handler: (ctx, { invitationId }) => revokeInvitation(ctx, invitationId),
});

/** What the holder of a link sees before joining; null when the link leads nowhere. */
export const preview = publicQuery({
  args: { token: v.string() },
  handler: (ctx, { token }): Promise<InvitationPreview | null> => previewInvitation(ctx, token),
});

/** Joins as the signed-in person. LINK_EXPIRED, ALREADY_MEMBER, LIMIT_EXCEEDED. */
export const accept = accountMutation({
  args: { token: v.string() },
  handler: (ctx, { token }) => acceptInvitation(ctx, token),
});
