/** Inviting somebody by mail or by a link, renewing and withdrawing it. */
import type { PaginationOptions } from "convex/server";
import { hashToken, randomToken } from "../accounts/secrets";
import { requireOwnMembers } from "../accounts/provider";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { recordChange } from "../history/record";
import { takeRate } from "../limits/rates";
import { enqueueMail } from "../mail/outbox";
import { dayMs } from "../shared/days";
import { fail } from "../shared/errors";
import { siteUrl } from "../shared/site";
import { parse } from "../shared/validate";
import { invitationMail } from "./mails";
import { requireRoom } from "./roster";
import { inviteShape, linkLimit, type InviteInput } from "./shape";

const lifeMs = 7 * dayMs;

export interface Invited {
  invitationId: Id<"invitations">;
  /** The only time the link is known; it is stored as a hash. */
  link: string;
  expiresAt: number;
}

export async function invite(
  ctx: OrgMutationCtx,
  input: InviteInput & { teamId?: Id<"teams">; linkedCustomerIds?: Id<"customers">[] },
): Promise<Invited> {
  requireOwnMembers();
  const { email, role } = parse(inviteShape, { email: input.email, role: input.role });
  await takeRate(ctx.components, "invite", ctx.orgId);
  await requireRoom(ctx);
  if ((input.linkedCustomerIds?.length ?? 0) > linkLimit) {
    return fail({ code: "LIMIT_EXCEEDED", what: "linked customers", limit: linkLimit });
  }
  if (email !== null) {
    if (await isMember(ctx, email)) return fail({ code: "ALREADY_MEMBER" });
    await withdrawEarlier(ctx, email);
  }
  const { token, tokenHash } = await newToken();
  const expiresAt = ctx.now + lifeMs;
  const invitationId = await ctx.db.insert("invitations", {
    ...(email === null ? {} : { email }),
    role,
    ...(input.teamId === undefined ? {} : { teamId: input.teamId }),
    ...(role === "brand" ? { linkedCustomerIds: input.linkedCustomerIds ?? [] } : {}),
    tokenHash,
    status: "pending",
    expiresAt,
    invitedBy: ctx.user._id,
    invitedByName: ctx.user.name,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  await recordChange(ctx, {
    entity: "invitations",
    entityId: invitationId,
    action: "created",
    changes: [{ field: "role", to: role }, ...(email === null ? [] : [{ field: "email", to: email }])],
  });
  return await handOver(ctx, await ctx.db.get("invitations", invitationId), token);
}

/** A fresh link for another seven days; the old one stops working. LINK_EXPIRED once answered or withdrawn. */
export async function renewInvitation(ctx: OrgMutationCtx, id: Id<"invitations">): Promise<Invited> {
  requireOwnMembers();
  await takeRate(ctx.components, "invite", ctx.orgId);
  await pendingInvitation(ctx, id);
  const { token, tokenHash } = await newToken();
  const fields = { tokenHash, expiresAt: ctx.now + lifeMs, updatedAt: ctx.now };
  await ctx.db.patch("invitations", id, fields);
  await recordChange(ctx, { entity: "invitations", entityId: id, action: "renewed", changes: [] });
  return await handOver(ctx, await ctx.db.get("invitations", id), token);
}

export async function revokeInvitation(ctx: OrgMutationCtx, id: Id<"invitations">): Promise<null> {
  await revoke(ctx, await pendingInvitation(ctx, id));
  return null;
}

/** Invitations nobody has answered yet, newest first; expired ones stay until they are renewed or withdrawn. */
export async function listInvitations(ctx: OrgQueryCtx, paginationOpts: PaginationOptions) {
  const page = await ctx.db
    .query("invitations")
    .withIndex("by_status", (q) => q.eq("status", "pending"))
    .order("desc")
    .paginate(paginationOpts);
  return {
    ...page,
    page: page.page.map(({ _id, email, role, teamId, expiresAt, invitedByName, createdAt }) => ({
      _id,
      email: email ?? null,
      role,
      teamId: teamId ?? null,
      expiresAt,
      invitedByName,
      createdAt,
    })),
  };
}

async function newToken(): Promise<{ token: string; tokenHash: string }> {
  const token = randomToken();
  return { token, tokenHash: await hashToken(token) };
}

async function handOver(
  ctx: OrgMutationCtx,
  invitation: Doc<"invitations">,
  token: string,
): Promise<Invited> {
  const link = `${siteUrl()}/join?token=${token}`;
  if (invitation.email !== undefined) {
    const { language } = await ctx.settings();
    const mail = invitationMail({
      language,
      organization: (await ctx.organization()).name,
      invitedBy: ctx.user.name,
      email: invitation.email,
      link,
    });
    await enqueueMail(ctx, {
      ...mail,
      replyTo: ctx.user.email,
      idempotencyKey: `invitation/${invitation._id}/${String(invitation.expiresAt)}`,
    });
  }
  return { invitationId: invitation._id, link, expiresAt: invitation.expiresAt };
}

async function pendingInvitation(ctx: OrgMutationCtx, id: Id<"invitations">): Promise<Doc<"invitations">> {
  const invitation = await ctx.db.get("invitations", id);
  return invitation.status === "pending" ? invitation : fail({ code: "LINK_EXPIRED", kind: "invitation" });
}

async function isMember(ctx: OrgMutationCtx, email: string): Promise<boolean> {
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_email", (q) => q.eq("email", email))
    .first();
  return member?.status === "active";
}

/** One open invitation per address, so that an older and perhaps stronger role cannot be taken up. */
async function withdrawEarlier(ctx: OrgMutationCtx, email: string): Promise<void> {
  const earlier = ctx.db
    .query("invitations")
    .withIndex("by_email", (q) => q.eq("email", email).eq("status", "pending"));
  for await (const invitation of earlier) await revoke(ctx, invitation);
}

async function revoke(ctx: OrgMutationCtx, invitation: Doc<"invitations">): Promise<void> {
  await ctx.db.patch("invitations", invitation._id, { status: "revoked", updatedAt: ctx.now });
  await recordChange(ctx, {
    entity: "invitations",
    entityId: invitation._id,
    action: "revoked",
    changes: [{ field: "status", from: "pending", to: "revoked" }],
  });
}
