/** Secret addresses of quotes: 256 random bits, kept as a hash, ended by time or by hand (QUO-14). */
import type { GenericDatabaseReader } from "convex/server";
import type { DataModel, Doc, Id } from "../_generated/dataModel";
import { hashToken, randomToken } from "../accounts/secrets";
import type { TenantMutationCtx } from "../functions";
import { dayMs } from "../shared/days";

/** A link outlives its quote's last day by so much, so that the customer can still read what was agreed. */
const afterlife = 90 * dayMs;
/** Open links of one quote; older ones are closed by the newest. */
const mostOpen = 20;

/** Makes a link and returns its path; this is the only moment at which the token is known. */
export async function issueLink(
  ctx: TenantMutationCtx,
  quote: Doc<"quotes">,
  recipient: string | undefined,
): Promise<{ path: string; linkId: Id<"accessLinks"> }> {
  const open = await openLinks(ctx, quote._id);
  for (const link of open.slice(0, Math.max(0, open.length + 1 - mostOpen))) {
    await ctx.db.patch("accessLinks", link._id, { closedAt: ctx.now });
  }
  const token = randomToken();
  const linkId = await ctx.db.insert("accessLinks", {
    kind: "quote",
    tokenHash: await hashToken(token),
    quoteId: quote._id,
    ...(recipient === undefined ? {} : { recipient }),
    expiresAt: Math.max(ctx.now, Date.parse(`${quote.validUntil}T00:00:00Z`)) + afterlife,
    createdAt: ctx.now,
  });
  return { path: `/q/${token}`, linkId };
}

/** Ends all links of a quote; returns how many were open. */
export async function closeLinks(ctx: TenantMutationCtx, quoteId: Id<"quotes">): Promise<number> {
  const open = await openLinks(ctx, quoteId);
  for (const link of open) await ctx.db.patch("accessLinks", link._id, { closedAt: ctx.now });
  return open.length;
}

async function openLinks(ctx: TenantMutationCtx, quoteId: Id<"quotes">): Promise<Doc<"accessLinks">[]> {
  return await ctx.db
    .query("accessLinks")
    .withIndex("by_quote", (q) => q.eq("quoteId", quoteId).eq("closedAt", undefined))
    .take(mostOpen + 1);
}

/** The longest token ever made has 43 characters; more is not worth hashing. */
const longestToken = 100;

/** The link of a token, open or closed; null for a token that never was one. Before any organization is known. */
export async function findLink(
  db: GenericDatabaseReader<DataModel>,
  token: string,
): Promise<Doc<"accessLinks"> | null> {
  if (token.length === 0 || token.length > longestToken) return null;
  const tokenHash = await hashToken(token);
  return await db
    .query("accessLinks")
    .withIndex("global_token", (q) => q.eq("tokenHash", tokenHash))
    .unique();
}
