/** Reset, verification and change of a password: the database half. */
import type { Doc, Id } from "../_generated/dataModel";
import type { SystemMutationCtx } from "../functions";
import { clearRate, takeRate } from "../limits/rates";
import { fail } from "../shared/errors";
import { getUser } from "../tenancy/membership";
import { dropLinks, findLink, sendReset } from "./oneTimeLinks";
import { endSessions, openSession } from "./sessions";
import { browser, findByEmail, findCredential, type Opened } from "./signIns";

/** Mails a reset link where there is an account; says nothing about whether there is one. */
export async function startReset(ctx: SystemMutationCtx, email: string): Promise<null> {
  const { ip } = await ctx.meta.getRequestMetadata();
  await takeRate(ctx, "oneTimeLinkIp", ip);
  await takeRate(ctx, "accountMail", email);
  const user = await findByEmail(ctx, email);
  const credential = await findCredential(ctx, user?._id ?? null);
  if (user !== null && credential !== null) await sendReset(ctx, user);
  return null;
}

/** The e-mail address of the account a reset link is for; nothing is used up yet. */
export async function checkReset(ctx: SystemMutationCtx, linkHash: string): Promise<string> {
  const { ip } = await ctx.meta.getRequestMetadata();
  await takeRate(ctx, "oneTimeLinkIp", ip);
  const { user } = await mustFindLink(ctx, "resetPassword", linkHash);
  return user.email;
}

/** Uses the link up, sets the password, ends every session and opens one here. */
export async function finishReset(
  ctx: SystemMutationCtx,
  input: { linkHash: string; passwordHash: string; tokenHash: string },
): Promise<Opened> {
  const { link, user } = await mustFindLink(ctx, "resetPassword", input.linkHash);
  await setPassword(ctx, user._id, input.passwordHash);
  await dropLinks(ctx, user._id, "resetPassword");
  if (link.email === user.email && !user.emailVerified) await markVerified(ctx, user._id);
  await endSessions(ctx, user._id);
  await clearRate(ctx, "signInAccount", user.email);
  return {
    userId: user._id,
    sessionId: await openSession(ctx, user._id, input.tokenHash, await browser(ctx)),
  };
}

export async function confirmEmail(ctx: SystemMutationCtx, linkHash: string): Promise<null> {
  const { ip } = await ctx.meta.getRequestMetadata();
  await takeRate(ctx, "oneTimeLinkIp", ip);
  const { link, user } = await mustFindLink(ctx, "verifyEmail", linkHash);
  await dropLinks(ctx, user._id, "verifyEmail");
  if (link.email !== user.email) return fail({ code: "LINK_EXPIRED", kind: "verifyEmail" });
  await markVerified(ctx, user._id);
  return null;
}

/** The signed-in person's password, to compare the current one with. */
export async function beginPasswordChange(
  ctx: SystemMutationCtx,
): Promise<{ email: string; passwordHash: string }> {
  const user = await getUser(ctx);
  await takeRate(ctx, "signInAccount", user.email);
  const credential = await findCredential(ctx, user._id);
  if (credential === null) return fail({ code: "BAD_CREDENTIALS" });
  return { email: user.email, passwordHash: credential.passwordHash };
}

/** Sets the password and ends every other session of the signed-in person. */
export async function finishPasswordChange(
  ctx: SystemMutationCtx,
  input: { passwordHash: string; sessionId: string },
): Promise<null> {
  const user = await getUser(ctx);
  await setPassword(ctx, user._id, input.passwordHash);
  await dropLinks(ctx, user._id, "resetPassword");
  await endSessions(ctx, user._id, ctx.db.normalizeId("sessions", input.sessionId) ?? undefined);
  await clearRate(ctx, "signInAccount", user.email);
  return null;
}

async function mustFindLink(
  ctx: SystemMutationCtx,
  kind: Doc<"accountTokens">["kind"],
  linkHash: string,
): Promise<{ link: Doc<"accountTokens">; user: Doc<"users"> }> {
  const link = await findLink(ctx, kind, linkHash);
  const user = link === null ? null : await ctx.db.get("users", link.userId);
  if (link === null || user === null) return fail({ code: "LINK_EXPIRED", kind });
  return { link, user };
}

async function setPassword(ctx: SystemMutationCtx, userId: Id<"users">, passwordHash: string): Promise<void> {
  const now = Date.now();
  const credential = await findCredential(ctx, userId);
  if (credential === null) {
    await ctx.db.insert("credentials", { userId, passwordHash, createdAt: now, updatedAt: now });
  } else {
    await ctx.db.patch("credentials", credential._id, { passwordHash, updatedAt: now });
  }
}

async function markVerified(ctx: SystemMutationCtx, userId: Id<"users">): Promise<void> {
  await ctx.db.patch("users", userId, { emailVerified: true, updatedAt: Date.now() });
}
