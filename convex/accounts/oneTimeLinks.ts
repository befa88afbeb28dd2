/** One-time links for verifying an address and for choosing a new password. */
import type { GenericDatabaseWriter, Scheduler } from "convex/server";
import type { DataModel, Doc, Id } from "../_generated/dataModel";
import { enqueuePlatformMail } from "../mail/outbox";
import { dayMs } from "../shared/days";
import { siteUrl } from "../shared/site";
import { resetMail, verifyMail } from "./mails";
import { hashToken, randomToken } from "./secrets";

type Kind = Doc<"accountTokens">["kind"];
type Writer = { db: GenericDatabaseWriter<DataModel>; scheduler: Scheduler };

const lifeMs: Record<Kind, number> = { verifyEmail: 3 * dayMs, resetPassword: 60 * 60_000 };
const path: Record<Kind, string> = { verifyEmail: "/verify", resetPassword: "/reset" };

/** Mails a verification link to the person's address; an earlier link stops working. */
export async function sendVerification(ctx: Writer, user: Doc<"users">): Promise<void> {
  const { id, url } = await createLink(ctx, user, "verifyEmail", user.email);
  await enqueuePlatformMail(ctx, { ...verifyMail(user, url), idempotencyKey: `verifyEmail/${id}` });
}

/** Mails a reset link to the person's address; an earlier link stops working. */
export async function sendReset(ctx: Writer, user: Doc<"users">): Promise<void> {
  const { id, url } = await createLink(ctx, user, "resetPassword", user.email);
  await enqueuePlatformMail(ctx, { ...resetMail(user, url), idempotencyKey: `resetPassword/${id}` });
}

/**
 * Makes a link without mailing it. `email` is the address it will be sent to,
 * "" when it is handed over otherwise: only a mailed link proves an address.
 */
export async function createLink(
  { db }: Writer,
  user: Doc<"users">,
  kind: Kind,
  email: string,
): Promise<{ id: Id<"accountTokens">; url: string; expiresAt: number }> {
  const now = Date.now();
  await dropLinks({ db }, user._id, kind);
  const token = randomToken();
  const expiresAt = now + lifeMs[kind];
  const id = await db.insert("accountTokens", {
    userId: user._id,
    kind,
    tokenHash: await hashToken(token),
    email,
    createdAt: now,
    expiresAt,
  });
  return { id, url: `${siteUrl()}${path[kind]}?token=${token}`, expiresAt };
}

/** The link behind a token while it may still be used, else null. */
export async function findLink(
  { db }: { db: GenericDatabaseWriter<DataModel> },
  kind: Kind,
  tokenHash: string,
): Promise<Doc<"accountTokens"> | null> {
  const link = await db
    .query("accountTokens")
    .withIndex("by_tokenHash", (q) => q.eq("tokenHash", tokenHash))
    .unique();
  return link !== null && link.kind === kind && link.expiresAt > Date.now() ? link : null;
}

export async function dropLinks(
  { db }: { db: GenericDatabaseWriter<DataModel> },
  userId: Id<"users">,
  kind: Kind,
): Promise<void> {
  const links = db
    .query("accountTokens")
    .withIndex("by_userId", (q) => q.eq("userId", userId).eq("kind", kind));
  for await (const link of links) await db.delete("accountTokens", link._id);
}
