/** What a person changes about themself: name, language, currency, sessions. */
import type { Id } from "../_generated/dataModel";
import type { AccountMutationCtx, AccountQueryCtx } from "../functions";
import { takeRate } from "../limits/rates";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { sendVerification } from "./oneTimeLinks";
import { endSessions } from "./sessions";
import { profileShape, type ProfileInput } from "./shape";

export async function updateProfile(ctx: AccountMutationCtx, input: ProfileInput): Promise<null> {
  const fields = parse(profileShape, input);
  const { user } = ctx;
  await ctx.db.patch("users", user._id, { ...fields, updatedAt: ctx.now });
  if (fields.name === user.name) return null;
  const rows = ctx.db.query("memberships").withIndex("global_user", (q) => q.eq("userId", user._id));
  for await (const member of rows) {
    await ctx
      .tenant(member.orgId)
      .db.patch("memberships", member._id, { name: fields.name, updatedAt: ctx.now });
  }
  return null;
}

export async function resendVerification(ctx: AccountMutationCtx): Promise<null> {
  if (ctx.user.emailVerified) return null;
  await takeRate(ctx.components, "accountMail", ctx.user.email);
  await sendVerification(ctx, ctx.user);
  return null;
}

export interface SessionFacts {
  _id: Id<"sessions">;
  userAgent: string | null;
  ip: string | null;
  createdAt: number;
  lastUsedAt: number;
}

const sessionsShown = 100;

export async function listSessions(ctx: AccountQueryCtx): Promise<SessionFacts[]> {
  const rows = await ctx.db
    .query("sessions")
    .withIndex("by_userId", (q) => q.eq("userId", ctx.user._id))
    .order("desc")
    .take(sessionsShown);
  return rows.map(({ _id, userAgent, ip, createdAt, lastUsedAt }) => ({
    _id,
    userAgent: userAgent ?? null,
    ip: ip ?? null,
    createdAt,
    lastUsedAt,
  }));
}

export async function endSession(ctx: AccountMutationCtx, sessionId: Id<"sessions">): Promise<null> {
  const session = await ctx.db.get("sessions", sessionId);
  if (session?.userId !== ctx.user._id) return fail({ code: "NOT_FOUND", entity: "sessions" });
  await ctx.db.delete("sessions", sessionId);
  return null;
}

/** Returns how many browsers were signed out. */
export async function endOtherSessions(ctx: AccountMutationCtx, except: string | null): Promise<number> {
  const keep = except === null ? null : ctx.db.normalizeId("sessions", except);
  return await endSessions(ctx, ctx.user._id, keep ?? undefined);
}
