/**
 * Row scope: a reach (permissions.ts) and the organization's visibility policy
 * become one predicate over customers, used alike by single reads, lists,
 * search, counts and exports.
 */
import type { Doc, Id } from "../_generated/dataModel";
import { fail } from "../shared/errors";
import { reachFor, type Permission, type Reach } from "./permissions";
import type { TenantReader } from "./tenantDb";

/**
 * Which customers a caller reaches. Lists open one index range per owner, so a
 * scope is a list of owners rather than a filter.
 */
export type Scope =
  | { kind: "all" }
  /** Customers owned by one of these people; null stands for the unassigned pool. */
  | { kind: "owners"; owners: readonly (Id<"users"> | null)[]; createdBy: string | null }
  | { kind: "customers"; ids: readonly Id<"customers">[] }
  | { kind: "none" };

/** What row scope looks at; every table scoped by itself carries these. */
export interface Scoped {
  _id: string;
  ownerId?: Id<"users"> | undefined;
  createdBy: string;
}

export interface ScopeContext {
  db: TenantReader;
  member: Doc<"memberships">;
  scopes?: ReadonlySet<Permission> | null;
  settings(): Promise<Doc<"orgSettings">>;
}

/** The caller's scope for a permission. Reads the policy only where the role depends on it. */
export async function scopeOf(ctx: ScopeContext, permission: Permission): Promise<Scope> {
  return await scopeOfReach(ctx, reachFor(ctx, permission));
}

/** The same, for a list of one owner's (null: the unassigned) or of everybody's. FORBIDDEN for an owner out of reach. */
export async function scopeOfOwner(
  ctx: ScopeContext,
  permission: Permission,
  owner: Id<"users"> | "everybody" | null,
): Promise<Scope> {
  const scope = await scopeOf(ctx, permission);
  const isReached =
    scope.kind === "all" ||
    (scope.kind === "owners" && owner !== "everybody" && scope.owners.includes(owner));
  return isReached ? scope : fail({ code: "FORBIDDEN", permission });
}

async function scopeOfReach(ctx: ScopeContext, reach: Reach): Promise<Scope> {
  const { member } = ctx;
  switch (reach) {
    case "all":
      return { kind: "all" };
    case "none":
      return { kind: "none" };
    case "own":
      return { kind: "owners", owners: [member.userId], createdBy: `user:${member.userId}` };
    case "linked":
      return { kind: "customers", ids: member.linkedCustomerIds ?? [] };
    case "visible": {
      const settings = await ctx.settings();
      if (settings.recordVisibility === "org") return { kind: "all" };
      const pool = settings.unassignedPoolVisible ? [null] : [];
      const team = settings.recordVisibility === "team" ? await teammates(ctx) : [member.userId];
      return { kind: "owners", owners: [...team, ...pool], createdBy: null };
    }
  }
}

/** At most so many people share one team; a larger team should be split. */
const teamLimit = 50;

async function teammates({ db, member }: ScopeContext): Promise<Id<"users">[]> {
  if (member.teamId === undefined) return [member.userId];
  const rows = await db
    .query("memberships")
    .withIndex("by_teamId", (q) => q.eq("teamId", member.teamId))
    .take(teamLimit + 1);
  if (rows.length > teamLimit) fail({ code: "LIMIT_EXCEEDED", what: "team members", limit: teamLimit });
  const ids = new Set(rows.map((row) => row.userId));
  ids.add(member.userId);
  return [...ids];
}

export function inScope(scope: Scope, row: Scoped): boolean {
  switch (scope.kind) {
    case "all":
      return true;
    case "none":
      return false;
    case "owners":
      return scope.owners.includes(row.ownerId ?? null) || row.createdBy === scope.createdBy;
    case "customers":
      return scope.ids.some((id) => id === row._id);
  }
}
