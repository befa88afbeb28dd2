/** The one write path of API keys; each deed is in the history (SEC-11). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { hashToken, randomToken } from "../accounts/secrets";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { newKeyShape, type NewKey } from "./shape";

const dayMs = 24 * 60 * 60_000;
/** Keys in use at once; revoked ones do not count. */
const mostKeys = 50;
const mostRevoked = 20;
/** What every key begins with: leaks are found by it. */
export const keyBeginning = "orbit_";

/** The key itself stands only in this answer. INVALID_ASSIGNMENT, LIMIT_EXCEEDED, VALIDATION_ERROR. */
export async function createKey(
  ctx: OrgMutationCtx,
  input: NewKey,
): Promise<{ keyId: Id<"apiKeys">; key: string }> {
  const { name, scopes, days, userId: entered } = parse(newKeyShape, input);
  // Members are looked up by whatever was sent: what is no id is nobody's.
  const userId = entered as Id<"users">;
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  if (member?.status !== "active") return fail({ code: "INVALID_ASSIGNMENT", userId: entered });
  const inUse = await ctx.db
    .query("apiKeys")
    .withIndex("by_revokedAt", (q) => q.eq("revokedAt", undefined))
    .take(mostKeys);
  if (inUse.length === mostKeys) fail({ code: "LIMIT_EXCEEDED", what: "API keys", limit: mostKeys });
  const key = `${keyBeginning}${randomToken()}`;
  const keyId = await ctx.db.insert("apiKeys", {
    name,
    hash: await hashToken(key),
    hint: `${key.slice(0, 10)}…${key.slice(-4)}`,
    userId,
    scopes,
    createdAt: ctx.now,
    createdBy: ctx.actor.id,
    createdByName: ctx.actor.name,
    ...(days === null ? {} : { expiresAt: ctx.now + days * dayMs }),
  });
  await recordChange(ctx, {
    entity: "apiKeys",
    entityId: keyId,
    action: "created",
    changes: [
      { field: "name", to: name },
      { field: "scopes", to: scopes },
      { field: "userId", to: userId },
    ],
  });
  return { keyId, key };
}

/** From the next request on the key is a stranger's. Nothing happens to one that is revoked already. */
export async function revokeKey(ctx: OrgMutationCtx, keyId: Id<"apiKeys">): Promise<null> {
  const key = await ctx.db.get("apiKeys", keyId);
  if (key.revokedAt !== undefined) return null;
  await ctx.db.patch("apiKeys", keyId, { revokedAt: ctx.now });
  await recordChange(ctx, {
    entity: "apiKeys",
    entityId: keyId,
    action: "revoked",
    changes: [{ field: "revokedAt", to: ctx.now }],
  });
  return null;
}

export interface ListedKey {
  _id: Id<"apiKeys">;
  name: string;
  hint: string;
  scopes: string[];
  /** The member it acts for. */
  memberName: string;
  /** False while that member is not active: the key is refused. */
  isMemberActive: boolean;
  expiresAt: number | null;
  revokedAt: number | null;
  lastUsedAt: number | null;
  createdAt: number;
  createdByName: string;
}

/** All keys in use, newest first, then the keys revoked last. */
export async function listKeys(ctx: OrgQueryCtx): Promise<ListedKey[]> {
  const inUse = await ctx.db
    .query("apiKeys")
    .withIndex("by_revokedAt", (q) => q.eq("revokedAt", undefined))
    .order("desc")
    .take(mostKeys);
  const revoked = await ctx.db
    .query("apiKeys")
    .withIndex("by_revokedAt", (q) => q.gt("revokedAt", 0))
    .order("desc")
    .take(mostRevoked);
  const members = new Map<Id<"users">, Doc<"memberships"> | null>();
  for (const userId of new Set([...inUse, ...revoked].map((key) => key.userId))) {
    const member = await ctx.db
      .query("memberships")
      .withIndex("by_userId", (q) => q.eq("userId", userId))
      .unique();
    members.set(userId, member);
  }
  return [...inUse, ...revoked].map((key) => ({
    _id: key._id,
    name: key.name,
    hint: key.hint,
    scopes: key.scopes,
    memberName: members.get(key.userId)?.name ?? "",
    isMemberActive: members.get(key.userId)?.status === "active",
    expiresAt: key.expiresAt ?? null,
    revokedAt: key.revokedAt ?? null,
    lastUsedAt: key.lastUsedAt ?? null,
    createdAt: key.createdAt,
    createdByName: key.createdByName,
  }));
}
