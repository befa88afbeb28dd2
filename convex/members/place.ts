/** A member's place in the organization: role, team, territory, linked customers. */
import type { Id } from "../_generated/dataModel";
import { requireOwnMembers } from "../accounts/provider";
import type { OrgMutationCtx } from "../functions";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { mayOwnCustomers, type Role } from "../tenancy/permissions";
import { reassignWork, type Successor } from "./reassign";
import { requireAnotherAdmin } from "./roster";
import { saveMember } from "./save";
import { linkLimit, teamSize, territoryShape } from "./shape";

export async function changeRole(
  ctx: OrgMutationCtx,
  membershipId: Id<"memberships">,
  role: Role,
  options: { linkedCustomerIds?: Id<"customers">[]; successorId?: Successor },
): Promise<null> {
  const member = await ctx.db.get("memberships", membershipId);
  if (member.role !== role) {
    if (role === "admin" || member.role === "admin") requireOwnMembers();
    if (role !== "admin") await requireAnotherAdmin(ctx, member);
    if (!mayOwnCustomers(role) && member.status === "active") {
      await reassignWork(ctx, member, options.successorId);
    }
  }
  const linkedCustomerIds = role === "brand" ? (options.linkedCustomerIds ?? []) : undefined;
  if ((linkedCustomerIds?.length ?? 0) > linkLimit) {
    return fail({ code: "LIMIT_EXCEEDED", what: "linked customers", limit: linkLimit });
  }
  await saveMember(ctx, member, "roleChanged", { role, linkedCustomerIds });
  return null;
}

export async function setTeam(
  ctx: OrgMutationCtx,
  membershipId: Id<"memberships">,
  teamId: Id<"teams"> | null,
): Promise<null> {
  const member = await ctx.db.get("memberships", membershipId);
  if (teamId !== null && teamId !== member.teamId) {
    const team = await ctx.db
      .query("memberships")
      .withIndex("by_teamId", (q) => q.eq("teamId", teamId))
      .take(teamSize);
    if (team.length >= teamSize) fail({ code: "LIMIT_EXCEEDED", what: "team members", limit: teamSize });
  }
  await saveMember(ctx, member, "teamChanged", { teamId: teamId ?? undefined });
  return null;
}

export async function setTerritory(
  ctx: OrgMutationCtx,
  membershipId: Id<"memberships">,
  text: string,
): Promise<null> {
  const territory = parse(territoryShape, text);
  const member = await ctx.db.get("memberships", membershipId);
  await saveMember(ctx, member, "territoryChanged", { territory: territory === "" ? undefined : territory });
  return null;
}
