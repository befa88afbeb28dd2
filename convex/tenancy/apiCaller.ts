/** From what a REST request carries to an organization, a member and rights (API-43, SEC-11). */
import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import { fail } from "../shared/errors";
import { getMembership, getUser, type IdentityContext } from "./membership";
import type { Permission } from "./permissions";

export const apiCallerValidator = v.union(
  /** SHA-256 of the key that was sent. */
  v.object({ kind: v.literal("key"), hash: v.string() }),
  /** A person by the token of the request; the organization's address (slug), or null for their only one. */
  v.object({ kind: v.literal("person"), organization: v.union(v.string(), v.null()) }),
);
export type ApiCaller = Infer<typeof apiCallerValidator>;

export interface AdmittedCaller {
  orgId: Id<"organizations">;
  user: Doc<"users">;
  member: Doc<"memberships">;
  /** Null: a person, who may all that the role allows. */
  scopes: ReadonlySet<Permission> | null;
  actor: { id: string; name: string };
  key: Doc<"apiKeys"> | null;
}

/**
 * UNAUTHENTICATED for a key that is unknown, revoked or expired, whose member
 * has left or whose organization is closed: none of these is told apart.
 */
export async function admitCaller(
  ctx: IdentityContext,
  caller: ApiCaller,
  now: number,
): Promise<AdmittedCaller> {
  if (caller.kind === "person") return await admitPerson(ctx, caller.organization);
  const key = await ctx.db
    .query("apiKeys")
    .withIndex("global_hash", (q) => q.eq("hash", caller.hash))
    .unique();
  if (key === null || key.revokedAt !== undefined || (key.expiresAt ?? Infinity) <= now) return stranger();
  const organization = await ctx.db.get("organizations", key.orgId);
  const user = await ctx.db.get("users", key.userId);
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("orgId", key.orgId).eq("userId", key.userId))
    .unique();
  if (organization?.status !== "active" || user === null || member?.status !== "active") return stranger();
  return {
    orgId: key.orgId,
    user,
    member,
    scopes: new Set(key.scopes as Permission[]),
    actor: { id: `key:${key._id}`, name: key.name },
    key,
  };
}

async function admitPerson(ctx: IdentityContext, slug: string | null): Promise<AdmittedCaller> {
  const person = await getUser(ctx);
  const orgId = slug === null ? await onlyOrganization(ctx, person._id) : await organizationAt(ctx, slug);
  const { user, member } = await getMembership(ctx, orgId);
  return { orgId, user, member, scopes: null, actor: { id: `user:${user._id}`, name: user.name }, key: null };
}

async function organizationAt(ctx: IdentityContext, slug: string): Promise<Id<"organizations">> {
  const found = await ctx.db
    .query("organizations")
    .withIndex("by_slug", (q) => q.eq("slug", slug))
    .unique();
  return found?._id ?? fail({ code: "NOT_FOUND", entity: "organizations" });
}

/** Somebody in several organizations must say which one they mean. */
async function onlyOrganization(ctx: IdentityContext, userId: Id<"users">): Promise<Id<"organizations">> {
  const places = await ctx.db
    .query("memberships")
    .withIndex("global_user", (q) => q.eq("userId", userId))
    .take(20);
  const active = places.filter(({ status }) => status === "active");
  if (active.length === 1) return active[0]!.orgId;
  const message = "Name the organization in the header X-Organization, as in its address.";
  return fail({ code: "VALIDATION_ERROR", issues: [{ path: "X-Organization", rule: "required", message }] });
}

function stranger(): never {
  return fail({ code: "UNAUTHENTICATED" });
}
