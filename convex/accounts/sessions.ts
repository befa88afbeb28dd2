/** Sessions: one per browser, kept alive by refresh tokens that are exchanged on every use. */
import type { GenericDatabaseReader, GenericDatabaseWriter } from "convex/server";
import type { DataModel, Doc, Id } from "../_generated/dataModel";
import { dayMs } from "../shared/days";

/** A browser that was not opened for so long signs in again. */
export const sessionMs = 60 * dayMs;
/** Two tabs that refresh at the same moment with the same token are one person, not a theft. */
export const graceMs = 10_000;
/** Two hours of refreshing; an older token is simply unknown. */
const tokensKept = 12;

type Reader = { db: GenericDatabaseReader<DataModel> };
type Writer = { db: GenericDatabaseWriter<DataModel> };

export interface Browser {
  ip: string | null;
  userAgent: string | null;
}

/** Opens a session whose first refresh token has this hash. */
export async function openSession(
  { db }: Writer,
  userId: Id<"users">,
  tokenHash: string,
  browser: Browser,
): Promise<Id<"sessions">> {
  const now = Date.now();
  return await db.insert("sessions", {
    userId,
    tokens: [{ hash: tokenHash, issuedAt: now }],
    ...(browser.userAgent === null ? {} : { userAgent: browser.userAgent.slice(0, 300) }),
    ...(browser.ip === null ? {} : { ip: browser.ip.slice(0, 64) }),
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + sessionMs,
  });
}

/**
 * Exchanges a refresh token for the next one. Returns null when it opens
 * nothing; a token that was exchanged before the grace period ends the whole
 * session, because one of its two holders is a thief.
 */
export async function rotateSession(
  { db }: Writer,
  presented: { sessionId: string; tokenHash: string; nextHash: string },
): Promise<Doc<"sessions"> | null> {
  const now = Date.now();
  const session = await findSession({ db }, presented.sessionId);
  const token = session?.tokens.find(({ hash }) => hash === presented.tokenHash);
  if (session === null || token === undefined) return null;
  const isReused = token.usedAt !== undefined && now - token.usedAt > graceMs;
  if (isReused || session.expiresAt <= now) {
    await db.delete("sessions", session._id);
    return null;
  }
  const tokens = session.tokens
    .map((known) => (known === token ? { ...known, usedAt: known.usedAt ?? now } : known))
    .concat({ hash: presented.nextHash, issuedAt: now })
    .slice(-tokensKept);
  await db.patch("sessions", session._id, { tokens, lastUsedAt: now, expiresAt: now + sessionMs });
  return session;
}

/** The session of this id if the token belongs to it, for signing out. */
export async function endSessionOf({ db }: Writer, sessionId: string, tokenHash: string): Promise<void> {
  const session = await findSession({ db }, sessionId);
  if (session?.tokens.some(({ hash }) => hash === tokenHash)) await db.delete("sessions", session._id);
}

/** Signs a person out of every browser but the one named. */
export async function endSessions(
  { db }: Writer,
  userId: Id<"users">,
  except?: Id<"sessions">,
): Promise<number> {
  let ended = 0;
  for await (const session of db.query("sessions").withIndex("by_userId", (q) => q.eq("userId", userId))) {
    if (session._id === except) continue;
    await db.delete("sessions", session._id);
    ended += 1;
  }
  return ended;
}

async function findSession({ db }: Reader, id: string): Promise<Doc<"sessions"> | null> {
  const sessionId = db.normalizeId("sessions", id);
  return sessionId === null ? null : await db.get("sessions", sessionId);
}

/** A refresh token names its session, so that it is found without an index over hashes: "<session id>.<secret>". */
export function splitRefreshToken(token: string): { sessionId: string; secret: string } | null {
  const dot = token.indexOf(".");
  return dot <= 0 || token.length > 200
    ? null
    : { sessionId: token.slice(0, dot), secret: token.slice(dot + 1) };
}
