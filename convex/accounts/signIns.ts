/** The database half of sign-up and sign-in; the slow hashing happens between these steps, in an action. */
import type { Doc, Id } from "../_generated/dataModel";
import type { SystemMutationCtx } from "../functions";
import { clearRate, takeRate } from "../limits/rates";
import { fail } from "../shared/errors";
import { sendVerification } from "./oneTimeLinks";
import { openSession } from "./sessions";

export interface Opened {
  userId: Id<"users">;
  sessionId: Id<"sessions">;
}

/** Before hashing: the limit of the caller's address, and whether the e-mail is free. */
export async function beginSignUp(ctx: SystemMutationCtx, email: string): Promise<null> {
  const { ip } = await ctx.meta.getRequestMetadata();
  await takeRate(ctx, "signUpIp", ip);
  await requireFree(ctx, email);
  return null;
}

/** Person, password and first session in one transaction. */
export async function createAccount(
  ctx: SystemMutationCtx,
  input: { name: string; email: string; language: "en" | "ru"; passwordHash: string; tokenHash: string },
): Promise<Opened> {
  await requireFree(ctx, input.email);
  const now = Date.now();
  const userId = await ctx.db.insert("users", {
    email: input.email,
    emailVerified: false,
    name: input.name,
    preferredLanguage: input.language,
    preferredCurrency: "USD",
    createdAt: now,
    updatedAt: now,
  });
  await ctx.db.insert("credentials", {
    userId,
    passwordHash: input.passwordHash,
    createdAt: now,
    updatedAt: now,
  });
  const user = (await ctx.db.get("users", userId))!;
  await sendVerification(ctx, user);
  return { userId, sessionId: await openSession(ctx, userId, input.tokenHash, await browser(ctx)) };
}

/** Counts the try, then says what to compare with; null for an unknown address, which takes the same way. */
export async function beginSignIn(
  ctx: SystemMutationCtx,
  email: string,
): Promise<{ userId: Id<"users">; passwordHash: string } | null> {
  const { ip } = await ctx.meta.getRequestMetadata();
  await takeRate(ctx, "signInIp", ip);
  await takeRate(ctx, "signInAccount", email);
  const user = await findByEmail(ctx, email);
  const credential = await findCredential(ctx, user?._id ?? null);
  return credential === null ? null : { userId: credential.userId, passwordHash: credential.passwordHash };
}

/** Opens the session, unless the password was changed while it was being compared. */
export async function completeSignIn(
  ctx: SystemMutationCtx,
  input: { userId: Id<"users">; passwordHash: string; email: string; tokenHash: string },
): Promise<Opened> {
  const credential = await findCredential(ctx, input.userId);
  if (credential?.passwordHash !== input.passwordHash) return fail({ code: "BAD_CREDENTIALS" });
  await clearRate(ctx, "signInAccount", input.email);
  const { userId, tokenHash } = input;
  return { userId, sessionId: await openSession(ctx, userId, tokenHash, await browser(ctx)) };
}

export async function browser(ctx: SystemMutationCtx) {
  const { ip, userAgent } = await ctx.meta.getRequestMetadata();
  return { ip, userAgent };
}

export async function findByEmail({ db }: SystemMutationCtx, email: string): Promise<Doc<"users"> | null> {
  return await db
    .query("users")
    .withIndex("by_email", (q) => q.eq("email", email))
    .first();
}

/** The password of a person, or null; also looks when there is no person, so that both ways cost the same. */
export async function findCredential(
  { db }: SystemMutationCtx,
  userId: Id<"users"> | null,
): Promise<Doc<"credentials"> | null> {
  return await db
    .query("credentials")
    .withIndex("by_userId", (q) => q.eq("userId", userId ?? ("" as Id<"users">)))
    .unique();
}

async function requireFree(ctx: SystemMutationCtx, email: string): Promise<void> {
  if ((await findByEmail(ctx, email)) !== null) fail({ code: "EMAIL_TAKEN" });
}
