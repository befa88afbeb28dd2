/** Clerk's ids in our tables, and the memory of what was deleted there. */
import type { GenericDatabaseReader } from "convex/server";
import type { DataModel, Doc } from "../_generated/dataModel";
import type { SystemMutationCtx } from "../functions";

/** In whose name Clerk's news are written into the history. */
export const actor = { id: "system:clerk", name: "Clerk", channel: "api" } as const;

export async function isDeleted({ db }: SystemMutationCtx, externalId: string): Promise<boolean> {
  const tombstone = await db
    .query("providerEvents")
    .withIndex("by_key", (q) => q.eq("kind", "tombstone").eq("key", externalId))
    .first();
  return tombstone !== null;
}

export async function markDeleted(ctx: SystemMutationCtx, externalId: string, type: string): Promise<void> {
  if (await isDeleted(ctx, externalId)) return;
  await ctx.db.insert("providerEvents", {
    kind: "tombstone",
    key: externalId,
    type,
    createdAt: Date.now(),
  });
}

export function tokenIdentifierOf(subject: string): string {
  return `${(process.env.CLERK_JWT_ISSUER_DOMAIN ?? "").replace(/\/+$/, "")}|${subject}`;
}

export async function findByToken(
  { db }: SystemMutationCtx,
  tokenIdentifier: string,
): Promise<Doc<"users"> | null> {
  return await db
    .query("users")
    .withIndex("by_tokenIdentifier", (q) => q.eq("tokenIdentifier", tokenIdentifier))
    .unique();
}

export async function findOrganization(
  { db }: { db: GenericDatabaseReader<DataModel> },
  externalId: string,
): Promise<Doc<"organizations"> | null> {
  return await db
    .query("organizations")
    .withIndex("by_externalId", (q) => q.eq("externalId", externalId))
    .unique();
}
