/**
 * Keeps our users, organizations and memberships as Clerk has them. Every deed
 * may come twice, late, or before what it builds on: older news is ignored,
 * missing parts are made as stubs, and what was deleted is not made again.
 */
import { searchTextVersion } from "../customers/searchText";
import type { Doc, Id } from "../_generated/dataModel";
import type { SystemMutationCtx } from "../functions";
import { reassignWork } from "../members/reassign";
import { admitMember, saveMember } from "../members/save";
import { freeSlug } from "../organizations/freeSlug";
import { slugOf } from "../organizations/slug";
import { templatePresets } from "../organizations/templates";
import { normalizeEmail } from "../shared/email";
import { mayOwnCustomers } from "../tenancy/permissions";
import { roleFromClerk } from "./claims";
import { actor, findByToken, findOrganization, isDeleted, tokenIdentifierOf } from "./find";
import type { ClerkMembership, ClerkOrganization, ClerkUser } from "./shape";

export interface PersonFacts {
  externalId: string;
  name: string | null;
  email: string | null;
  emailVerified: boolean;
  imageUrl: string | null;
  /** 0 for a stub made from somebody else's news; real news always overrides it. */
  updatedAt: number;
}

export function personOf(user: ClerkUser): PersonFacts {
  const primary =
    user.email_addresses.find(({ id }) => id === user.primary_email_address_id) ?? user.email_addresses[0];
  return {
    externalId: user.id,
    name: fullName(user.first_name, user.last_name),
    email: normalizeEmail(primary?.email_address ?? ""),
    emailVerified: primary?.verification?.status === "verified",
    imageUrl: user.image_url ?? null,
    updatedAt: user.updated_at,
  };
}

/** Null when the person was deleted at the provider. */
export async function syncUser(ctx: SystemMutationCtx, person: PersonFacts): Promise<Doc<"users"> | null> {
  if (await isDeleted(ctx, person.externalId)) return null;
  const tokenIdentifier = tokenIdentifierOf(person.externalId);
  const now = Date.now();
  const known = (await findByToken(ctx, tokenIdentifier)) ?? (await formerLocal(ctx, person));
  if (known === null) {
    const id = await ctx.db.insert("users", {
      tokenIdentifier,
      // Session tokens need not carry an address; the webhook brings it.
      email: person.email ?? `${person.externalId.toLowerCase()}@unknown.invalid`,
      emailVerified: person.emailVerified,
      name: person.name ?? person.email ?? "New member",
      preferredLanguage: "en",
      preferredCurrency: "USD",
      ...(person.imageUrl === null ? {} : { imageUrl: person.imageUrl }),
      externalUpdatedAt: person.updatedAt,
      createdAt: now,
      updatedAt: now,
    });
    return await ctx.db.get("users", id);
  }
  if (known.tokenIdentifier === tokenIdentifier && person.updatedAt <= (known.externalUpdatedAt ?? 0)) {
    return known;
  }
  const fields = {
    tokenIdentifier,
    emailVerified: person.emailVerified,
    externalUpdatedAt: person.updatedAt,
    updatedAt: now,
    ...(person.name === null ? {} : { name: person.name }),
    ...(person.email === null ? {} : { email: person.email }),
    ...(person.imageUrl === null ? {} : { imageUrl: person.imageUrl }),
  };
  await ctx.db.patch("users", known._id, fields);
  const user = (await ctx.db.get("users", known._id))!;
  if (user.name !== known.name || user.email !== known.email) await copyToMemberships(ctx, user);
  return user;
}

/** The organization as a stub or as it is now; null when it was deleted at the provider. */
export async function syncOrganization(
  ctx: SystemMutationCtx,
  organization: ClerkOrganization,
): Promise<Doc<"organizations"> | null> {
  if (await isDeleted(ctx, organization.id)) return null;
  const now = Date.now();
  const known = await findOrganization(ctx, organization.id);
  if (known !== null) {
    if (organization.updated_at <= (known.externalUpdatedAt ?? 0)) return known;
    const fields = { name: organization.name, externalUpdatedAt: organization.updated_at, updatedAt: now };
    await ctx.db.patch("organizations", known._id, fields);
    return await ctx.db.get("organizations", known._id);
  }
  const stamps = { createdAt: now, updatedAt: now };
  const orgId = await ctx.db.insert("organizations", {
    name: organization.name,
    slug: await freeSlug(ctx.db, slugOf(organization.slug ?? organization.name)),
    template: "generic",
    status: "active",
    externalId: organization.id,
    externalUpdatedAt: organization.updated_at,
    ...stamps,
  });
  await ctx.tenant(orgId, actor).db.insert("orgSettings", {
    ...templatePresets.generic,
    language: "en",
    currency: "USD",
    country: "US",
    timeZone: "UTC",
    codePrefix: "CUS-",
    searchVersion: searchTextVersion,
    ...stamps,
  });
  return await ctx.db.get("organizations", orgId);
}

/** A membership as Clerk has it; makes the person and the organization when their news has not come yet. */
export async function syncMembership(ctx: SystemMutationCtx, membership: ClerkMembership): Promise<void> {
  if (await isDeleted(ctx, membership.id)) return;
  const { user_id, first_name, last_name, identifier } = membership.public_user_data;
  const organization = await syncOrganization(ctx, { ...membership.organization, updated_at: 0 });
  const user = await syncUser(ctx, {
    externalId: user_id,
    name: fullName(first_name, last_name),
    email: normalizeEmail(identifier ?? ""),
    emailVerified: false,
    imageUrl: null,
    updatedAt: 0,
  });
  if (organization === null || user === null) return;
  const tenant = ctx.tenant(organization._id, actor);
  const known = await tenant.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", user._id))
    .unique();
  if (known?.externalId === membership.id && membership.updated_at <= (known.externalUpdatedAt ?? 0)) return;
  const role = roleFromClerk(membership.role, known?.role ?? null);
  const provider = { externalId: membership.id, externalUpdatedAt: membership.updated_at };
  // Somebody deactivated here stays so until they are added anew at the provider.
  const isSame = known !== null && (known.externalId === undefined || known.externalId === membership.id);
  if (isSame) {
    if (known.status === "active" && !mayOwnCustomers(role)) await reassignWork(tenant, known, null);
    await saveMember(tenant, known, "roleChanged", { role, ...provider });
  } else await admitMember(tenant, user, { role, ...provider });
}

/** A token says the person is a member and no row does: the webhook is late. A row that is there, also an ended one, stays as it is. */
export async function admitArrival(
  ctx: SystemMutationCtx,
  orgId: Id<"organizations">,
  user: Doc<"users">,
  role: Doc<"memberships">["role"],
): Promise<void> {
  const tenant = ctx.tenant(orgId, actor);
  const known = await tenant.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", user._id))
    .unique();
  if (known === null) await admitMember(tenant, user, { role });
}

/** A person who had a local account with this address; only an address the provider has verified may claim it. */
export async function formerLocal(
  { db }: SystemMutationCtx,
  person: Pick<PersonFacts, "email" | "emailVerified">,
): Promise<Doc<"users"> | null> {
  const { email, emailVerified } = person;
  if (email === null || !emailVerified) return null;
  const known = await db
    .query("users")
    .withIndex("by_email", (q) => q.eq("email", email))
    .first();
  return known !== null && known.tokenIdentifier === undefined ? known : null;
}

async function copyToMemberships(ctx: SystemMutationCtx, user: Doc<"users">): Promise<void> {
  const rows = ctx.db.query("memberships").withIndex("global_user", (q) => q.eq("userId", user._id));
  for await (const member of rows) {
    const tenant = ctx.tenant(member.orgId, actor);
    await saveMember(tenant, member, "renamed", { name: user.name, email: user.email });
  }
}

function fullName(first: string | null | undefined, last: string | null | undefined): string | null {
  const name = [first, last].filter(Boolean).join(" ").trim();
  return name === "" ? null : name;
}
