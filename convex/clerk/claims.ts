/** What a Clerk session token says about the active organization; both shapes are read here and nowhere else. */
import type { UserIdentity } from "convex/server";
import type { Role } from "../tenancy/permissions";

export interface OrganizationClaim {
  externalId: string;
  slug: string | null;
  /** Without the "org:" prefix. */
  role: string;
}

/** Version 2 tokens carry `o: { id, slg, rol }`, version 1 `org_id, org_slug, org_role`. Null when no organization is active. */
export function organizationClaim(identity: UserIdentity): OrganizationClaim | null {
  const nested = identity["o"] as { id?: unknown; slg?: unknown; rol?: unknown } | undefined;
  const externalId = text(nested?.id) ?? text(identity["org_id"]);
  if (externalId === null) return null;
  return {
    externalId,
    slug: text(nested?.slg) ?? text(identity["org_slug"]),
    role: bareRole(text(nested?.rol) ?? text(identity["org_role"]) ?? ""),
  };
}

export function bareRole(role: string): string {
  return role.replace(/^org:/, "");
}

/**
 * Clerk's role in ours. Its stock "member" says only "not an admin": somebody new
 * becomes sales, and a role that was chosen in Orbit is kept.
 */
export function roleFromClerk(role: string, current: Role | null): Role {
  const bare = bareRole(role);
  switch (bare) {
    case "admin":
    case "manager":
    case "sales":
    case "support":
    case "brand":
      return bare;
    case "agent":
      return "sales";
    default:
      return current === null || current === "admin" ? "sales" : current;
  }
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
