/** Who is looking: the person, their organizations, and what they may do in each. */
import type { Doc, Id } from "../_generated/dataModel";
import { flagKeys, flagsOffFor, type FlagKey, type FlagSetting } from "../flags/words";
import { findUser, type IdentityContext } from "../tenancy/membership";
import { isSwitchedOff, moduleNames, offBehind, type ModuleName } from "../tenancy/modules";
import { permissions, reachOf, type Permission, type Reach, type Role } from "../tenancy/permissions";

export interface ViewerMembership {
  orgId: Id<"organizations">;
  slug: string;
  name: string;
  role: Role;
  teamId: Id<"teams"> | null;
  /** What the screens offer: "none" also for the permissions of a module that the organization has switched off (TEN-32), and for exports by sales unless it allows them. */
  permissions: Record<Permission, Reach>;
  /** Modules that an admin has switched off: their addresses say so. */
  switchedOff: ModuleName[];
  /** Parts of the transition from an older point of sale that are off for this person (POS-18). */
  flagsOff: FlagKey[];
  /** An older point of sale is connected: screens measure how the work with customers goes (POS-29). */
  isInTransition: boolean;
}
export interface Viewer {
  user: {
    _id: Id<"users">;
    name: string;
    email: string;
    emailVerified: boolean;
    preferredLanguage: Doc<"users">["preferredLanguage"];
    preferredCurrency: string;
    imageUrl: string | null;
  };
  /** Active memberships of active organizations, by name. */
  memberships: ViewerMembership[];
}

export async function readViewer(ctx: IdentityContext): Promise<Viewer | null> {
  const user = await findUser(ctx);
  if (user === null) return null;
  const memberships: ViewerMembership[] = [];
  const rows = ctx.db.query("memberships").withIndex("global_user", (q) => q.eq("userId", user._id));
  for await (const member of rows) {
    if (member.status !== "active") continue;
    const organization = await ctx.db.get("organizations", member.orgId);
    if (organization === null || organization.status !== "active") continue;
    const settings = await settingsOf(ctx, organization._id);
    memberships.push({
      orgId: organization._id,
      slug: organization.slug,
      name: organization.name,
      role: member.role,
      teamId: member.teamId ?? null,
      permissions: permissionsOf(member.role, settings),
      flagsOff: flagsOffFor(await flagsOf(ctx, organization._id), user._id, member.teamId ?? null),
      isInTransition: settings?.transition !== undefined,
      switchedOff: moduleNames.filter((module) => isSwitchedOff(settings?.modules, module)),
    });
  }
  memberships.sort((a, b) => a.name.localeCompare(b.name));
  const { _id, name, email, emailVerified, preferredLanguage, preferredCurrency, imageUrl } = user;
  return {
    user: {
      _id,
      name,
      email,
      emailVerified,
      preferredLanguage,
      preferredCurrency,
      imageUrl: imageUrl ?? null,
    },
    memberships,
  };
}

async function flagsOf(
  { db }: IdentityContext,
  orgId: Id<"organizations">,
): Promise<ReadonlyMap<FlagKey, FlagSetting>> {
  const rows = await db
    .query("featureFlags")
    .withIndex("by_key", (q) => q.eq("orgId", orgId))
    .take(flagKeys.length);
  return new Map(rows.map((row) => [row.key, row]));
}

async function settingsOf(
  { db }: IdentityContext,
  orgId: Id<"organizations">,
): Promise<Doc<"orgSettings"> | null> {
  return await db
    .query("orgSettings")
    .withIndex("by_orgId", (q) => q.eq("orgId", orgId))
    .unique();
}

function permissionsOf(role: Role, settings: Doc<"orgSettings"> | null): Record<Permission, Reach> {
  const names = Object.keys(permissions) as Permission[];
  const reach = (name: Permission): Reach => {
    if (name === "customers:export" && role === "sales" && settings?.salesExport !== true) return "none";
    return offBehind(settings?.modules, name) === null ? reachOf(role, name) : "none";
  };
  return Object.fromEntries(names.map((name) => [name, reach(name)])) as Record<Permission, Reach>;
}
