/** From a verified token to the person and their place in an organization. */
import type { GenericDatabaseReader, Auth } from "convex/server";
import type { DataModel, Doc, Id } from "../_generated/dataModel";
import { fail } from "../shared/errors";

/** Issuer of tokens for local accounts; constant, so that moving to another address signs nobody out. */
export const localIssuer = "https://accounts.orbit.invalid";

export interface IdentityContext {
  auth: Auth;
  db: GenericDatabaseReader<DataModel>;
}

/** The signed-in person, or null for a stranger or a person not yet known to Orbit. */
export async function findUser(ctx: IdentityContext): Promise<Doc<"users"> | null> {
  const identity = await ctx.auth.getUserIdentity();
  if (identity === null) return null;
  if (identity.issuer === localIssuer) {
    if (!(await isSessionOpen(ctx, identity["sid"]))) return null;
    const userId = ctx.db.normalizeId("users", identity.subject);
    return userId === null ? null : await ctx.db.get("users", userId);
  }
  return await ctx.db
    .query("users")
    .withIndex("by_tokenIdentifier", (q) => q.eq("tokenIdentifier", identity.tokenIdentifier))
    .unique();
}

/** A token outlives its session by up to ten minutes; signing out everywhere must not take that long. */
async function isSessionOpen(ctx: IdentityContext, sid: unknown): Promise<boolean> {
  if (typeof sid !== "string") return true;
  const sessionId = ctx.db.normalizeId("sessions", sid);
  return sessionId !== null && (await ctx.db.get("sessions", sessionId)) !== null;
}

export async function getUser(ctx: IdentityContext): Promise<Doc<"users">> {
  return (await findUser(ctx)) ?? fail({ code: "UNAUTHENTICATED" });
}

/**
 * The caller's active membership. A stranger is UNAUTHENTICATED; a person of
 * another organization learns only NOT_FOUND.
 */
export async function getMembership(
  ctx: IdentityContext,
  orgId: Id<"organizations">,
): Promise<{ user: Doc<"users">; member: Doc<"memberships"> }> {
  const user = await getUser(ctx);
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("orgId", orgId).eq("userId", user._id))
    .unique();
  if (member === null || member.status !== "active")
    return fail({ code: "NOT_FOUND", entity: "organizations" });
  const organization = await ctx.db.get("organizations", orgId);
  if (organization === null || organization.status !== "active") {
    return fail({ code: "NOT_FOUND", entity: "organizations" });
  }
  return { user, member };
}
