/**
 * Door of local accounts: sign-up, sign-in, refresh, reset. Open to strangers;
 * every action is rate limited before it does anything costly, and refuses with
 * IDENTITY_DISABLED where another identity provider signs people in.
 */
import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { publicAction } from "./functions";
import { signAccessToken } from "./accounts/accessToken";
import { passwordWeakness } from "./accounts/passwordRules";
import { requireLocalAccounts } from "./accounts/provider";
import { hashToken, randomToken } from "./accounts/secrets";
import { splitRefreshToken } from "./accounts/sessions";
import { emailShape, signUpShape } from "./accounts/shape";
import { fail } from "./shared/errors";
import { parse } from "./shared/validate";

/** What a browser keeps. The refresh token is good for one exchange; `expiresAt` (epoch ms) is the access token's end. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: number;
}

/**
 * Creates an account and signs in. Refuses with VALIDATION_ERROR, WEAK_PASSWORD,
 * EMAIL_TAKEN, RATE_LIMITED. A verification mail is on its way afterwards.
 */
export const signUp = publicAction({
  args: {
    name: v.string(),
    email: v.string(),
    password: v.string(),
    language: v.union(v.literal("en"), v.literal("ru")),
  },
  handler: async (ctx, args): Promise<Tokens> => {
    requireLocalAccounts();
    const { password, ...person } = parse(signUpShape, args);
    requireStrong(password, person.email);
    await ctx.runMutation(internal.credentials.beginSignUp, { email: person.email });
    const passwordHash = await ctx.runAction(internal.passwords.hash, { password });
    const secret = randomToken();
    const opened = await ctx.runMutation(internal.credentials.createAccount, {
      ...person,
      passwordHash,
      tokenHash: await hashToken(secret),
    });
    return await tokensFor(opened, secret);
  },
});

/** Signs in. An unknown address and a wrong password give the same BAD_CREDENTIALS after the same work; RATE_LIMITED after ten tries. */
export const signIn = publicAction({
  args: { email: v.string(), password: v.string() },
  handler: async (ctx, args): Promise<Tokens> => {
    requireLocalAccounts();
    const parsed = emailShape.safeParse(args.email);
    const email = parsed.success ? parsed.data : "";
    const password = args.password.slice(0, 1000);
    const account = await ctx.runMutation(internal.credentials.beginSignIn, { email });
    const isRight = await ctx.runAction(internal.passwords.verify, {
      password,
      passwordHash: account?.passwordHash ?? null,
    });
    if (account === null || !isRight) return fail({ code: "BAD_CREDENTIALS" });
    const secret = randomToken();
    const opened = await ctx.runMutation(internal.credentials.completeSignIn, {
      ...account,
      email,
      tokenHash: await hashToken(secret),
    });
    return await tokensFor(opened, secret);
  },
});

/** Exchanges a refresh token for new tokens. UNAUTHENTICATED when it opens nothing: sign in again. */
export const refresh = publicAction({
  args: { refreshToken: v.string() },
  handler: async (ctx, { refreshToken }): Promise<Tokens> => {
    requireLocalAccounts();
    const presented = splitRefreshToken(refreshToken) ?? fail({ code: "UNAUTHENTICATED" });
    const secret = randomToken();
    const opened = await ctx.runMutation(internal.credentials.exchange, {
      sessionId: presented.sessionId,
      tokenHash: await hashToken(presented.secret),
      nextHash: await hashToken(secret),
    });
    return await tokensFor(opened ?? fail({ code: "UNAUTHENTICATED" }), secret);
  },
});

/** Ends the session of this refresh token; a token that opens nothing is no error. */
export const signOut = publicAction({
  args: { refreshToken: v.string() },
  handler: async (ctx, { refreshToken }): Promise<null> => {
    const presented = splitRefreshToken(refreshToken);
    if (presented === null) return null;
    const tokenHash = await hashToken(presented.secret);
    return await ctx.runMutation(internal.credentials.close, { sessionId: presented.sessionId, tokenHash });
  },
});

/** Mails a reset link if the address has an account; the answer is the same if it has none. */
export const requestReset = publicAction({
  args: { email: v.string() },
  handler: async (ctx, args): Promise<null> => {
    requireLocalAccounts();
    return await ctx.runMutation(internal.credentials.startReset, { email: parse(emailShape, args.email) });
  },
});

/** Chooses a new password by a mailed link, signs every other browser out and this one in. LINK_EXPIRED, WEAK_PASSWORD. */
export const resetPassword = publicAction({
  args: { token: v.string(), password: v.string() },
  handler: async (ctx, { token, password }): Promise<Tokens> => {
    requireLocalAccounts();
    const linkHash = await hashToken(token);
    const email: string = await ctx.runMutation(internal.credentials.checkReset, { linkHash });
    requireStrong(password, email);
    const passwordHash = await ctx.runAction(internal.passwords.hash, { password });
    const secret = randomToken();
    const opened = await ctx.runMutation(internal.credentials.finishReset, {
      linkHash,
      passwordHash,
      tokenHash: await hashToken(secret),
    });
    return await tokensFor(opened, secret);
  },
});

/** Confirms an address by a mailed link. LINK_EXPIRED. */
export const verifyEmail = publicAction({
  args: { token: v.string() },
  handler: async (ctx, { token }): Promise<null> => {
    requireLocalAccounts();
    return await ctx.runMutation(internal.credentials.confirmEmail, { linkHash: await hashToken(token) });
  },
});

/**
 * Changes the password of the signed-in person and signs every other browser out.
 * UNAUTHENTICATED, BAD_CREDENTIALS (the current one is wrong), WEAK_PASSWORD, RATE_LIMITED.
 */
export const changePassword = publicAction({
  args: { currentPassword: v.string(), newPassword: v.string(), refreshToken: v.string() },
  handler: async (ctx, args): Promise<null> => {
    requireLocalAccounts();
    const account = await ctx.runMutation(internal.credentials.beginPasswordChange, {});
    const isRight = await ctx.runAction(internal.passwords.verify, {
      password: args.currentPassword.slice(0, 1000),
      passwordHash: account.passwordHash,
    });
    if (!isRight) return fail({ code: "BAD_CREDENTIALS" });
    requireStrong(args.newPassword, account.email);
    const passwordHash = await ctx.runAction(internal.passwords.hash, { password: args.newPassword });
    const sessionId = splitRefreshToken(args.refreshToken)?.sessionId ?? "";
    return await ctx.runMutation(internal.credentials.finishPasswordChange, { passwordHash, sessionId });
  },
});

function requireStrong(password: string, email: string): void {
  const reason = passwordWeakness(password, email);
  if (reason !== null) fail({ code: "WEAK_PASSWORD", reason });
}

async function tokensFor(
  { userId, sessionId }: { userId: Id<"users">; sessionId: Id<"sessions"> },
  secret: string,
): Promise<Tokens> {
  const { token, expiresAt } = await signAccessToken(userId, sessionId, Date.now());
  return { accessToken: token, refreshToken: `${sessionId}.${secret}`, expiresAt };
}
