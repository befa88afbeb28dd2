/**
 * A person whose token we have not seen: an outside provider let them in, and
 * its webhook may be on its way (Clerk) or never come (generic OIDC).
 */
import type { UserIdentity } from "convex/server";
import { identityProvider } from "../accounts/provider";
import type { SystemMutationCtx } from "../functions";
import { normalizeEmail } from "../shared/email";
import { fail } from "../shared/errors";
import { findUser } from "../tenancy/membership";
import { organizationClaim, roleFromClerk } from "./claims";
import { findByToken } from "./find";
import { admitArrival, formerLocal, syncOrganization, syncUser } from "./sync";

/** Makes what the token proves and we lack; never changes or brings back what is there. */
export async function arrive(ctx: SystemMutationCtx): Promise<null> {
  const identity = (await ctx.auth.getUserIdentity()) ?? fail({ code: "UNAUTHENTICATED" });
  switch (identityProvider()) {
    case "local":
      return null;
    case "clerk":
      return await arriveByClerk(ctx, identity);
    case "oidc":
      return await arriveByOidc(ctx, identity);
  }
}

async function arriveByClerk(ctx: SystemMutationCtx, identity: UserIdentity): Promise<null> {
  const user = await syncUser(ctx, {
    externalId: identity.subject,
    name: identity.name ?? null,
    email: normalizeEmail(identity.email ?? ""),
    emailVerified: identity.emailVerified ?? false,
    imageUrl: identity.pictureUrl ?? null,
    updatedAt: 0,
  });
  const claim = organizationClaim(identity);
  if (user === null || claim === null) return null;
  const name = claim.slug ?? "New organization";
  const organization = await syncOrganization(ctx, {
    id: claim.externalId,
    name,
    slug: claim.slug,
    updated_at: 0,
  });
  if (organization !== null) await admitArrival(ctx, organization._id, user, roleFromClerk(claim.role, null));
  return null;
}

async function arriveByOidc(ctx: SystemMutationCtx, identity: UserIdentity): Promise<null> {
  if ((await findUser(ctx)) !== null) return null;
  const email = normalizeEmail(identity.email ?? "");
  const now = Date.now();
  const known = await formerLocal(ctx, { email, emailVerified: identity.emailVerified ?? false });
  const { tokenIdentifier } = identity;
  if (known !== null) {
    await ctx.db.patch("users", known._id, { tokenIdentifier, emailVerified: true, updatedAt: now });
    return null;
  }
  if ((await findByToken(ctx, tokenIdentifier)) !== null) return null;
  await ctx.db.insert("users", {
    tokenIdentifier,
    email: email ?? `${identity.subject.toLowerCase()}@unknown.invalid`,
    emailVerified: identity.emailVerified ?? false,
    name: identity.name ?? email ?? "New member",
    preferredLanguage: identity.language?.startsWith("ru") ? "ru" : "en",
    preferredCurrency: "USD",
    createdAt: now,
    updatedAt: now,
  });
  return null;
}
