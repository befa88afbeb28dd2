/** Internal: the database steps of signIn.ts, each one transaction around the slow hashing. */
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { systemMutation } from "./functions";
import * as recovery from "./accounts/recovery";
import { endSessionOf, rotateSession } from "./accounts/sessions";
import * as signIns from "./accounts/signIns";
import { sweepExpired } from "./accounts/sweep";
import { takeRate } from "./limits/rates";

export const beginSignUp = systemMutation({
  args: { email: v.string() },
  handler: (ctx, { email }) => signIns.beginSignUp(ctx, email),
});

export const createAccount = systemMutation({
  args: {
    name: v.string(),
    email: v.string(),
    language: v.union(v.literal("en"), v.literal("ru")),
    passwordHash: v.string(),
    tokenHash: v.string(),
  },
  handler: (ctx, args) => signIns.createAccount(ctx, args),
});

export const beginSignIn = systemMutation({
  args: { email: v.string() },
  handler: (ctx, { email }) => signIns.beginSignIn(ctx, email),
});

export const completeSignIn = systemMutation({
  args: { userId: v.id("users"), passwordHash: v.string(), email: v.string(), tokenHash: v.string() },
  handler: (ctx, args) => signIns.completeSignIn(ctx, args),
});

/** Answers null rather than failing, so that ending a stolen session is kept. */
export const exchange = systemMutation({
  args: { sessionId: v.string(), tokenHash: v.string(), nextHash: v.string() },
  handler: async (ctx, args): Promise<signIns.Opened | null> => {
    await takeRate(ctx, "refreshIp", (await ctx.meta.getRequestMetadata()).ip);
    const session = await rotateSession(ctx, args);
    return session === null ? null : { userId: session.userId, sessionId: session._id };
  },
});

export const close = systemMutation({
  args: { sessionId: v.string(), tokenHash: v.string() },
  handler: async (ctx, { sessionId, tokenHash }): Promise<null> => {
    await endSessionOf(ctx, sessionId, tokenHash);
    return null;
  },
});

export const startReset = systemMutation({
  args: { email: v.string() },
  handler: (ctx, { email }) => recovery.startReset(ctx, email),
});

export const checkReset = systemMutation({
  args: { linkHash: v.string() },
  handler: (ctx, { linkHash }) => recovery.checkReset(ctx, linkHash),
});

export const finishReset = systemMutation({
  args: { linkHash: v.string(), passwordHash: v.string(), tokenHash: v.string() },
  handler: (ctx, args) => recovery.finishReset(ctx, args),
});

export const confirmEmail = systemMutation({
  args: { linkHash: v.string() },
  handler: (ctx, { linkHash }) => recovery.confirmEmail(ctx, linkHash),
});

export const beginPasswordChange = systemMutation({
  args: {},
  handler: (ctx) => recovery.beginPasswordChange(ctx),
});

export const finishPasswordChange = systemMutation({
  args: { passwordHash: v.string(), sessionId: v.string() },
  handler: (ctx, args) => recovery.finishPasswordChange(ctx, args),
});

/** Cron: rows that open nothing any more, a batch at a time. */
export const sweep = systemMutation({
  args: {},
  handler: async (ctx): Promise<null> => {
    const isMore = await sweepExpired(ctx);
    if (isMore) await ctx.scheduler.runAfter(0, internal.credentials.sweep, {});
    return null;
  },
});
