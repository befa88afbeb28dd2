/** Teams: people who see each other's customers when the organization says so (TEN-12). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { fold } from "../shared/text";
import { parse } from "../shared/validate";
import { saveMember } from "./save";
import { teamShape } from "./shape";

/** More teams than this want a hierarchy rather than a list. */
const teamLimit = 200;

export async function listTeams(ctx: OrgQueryCtx): Promise<{ _id: Id<"teams">; name: string }[]> {
  return (await ctx.db.query("teams").withIndex("by_name").take(teamLimit)).map(({ _id, name }) => ({
    _id,
    name,
  }));
}

export async function createTeam(ctx: OrgMutationCtx, input: { name: string }): Promise<Id<"teams">> {
  const { name } = parse(teamShape, input);
  const teams = await ctx.db.query("teams").withIndex("by_name").take(teamLimit);
  if (teams.length >= teamLimit) fail({ code: "LIMIT_EXCEEDED", what: "teams", limit: teamLimit });
  requireFree(teams, name);
  const teamId = await ctx.db.insert("teams", { name, createdAt: ctx.now, updatedAt: ctx.now });
  await recordChange(ctx, {
    entity: "teams",
    entityId: teamId,
    action: "created",
    changes: [{ field: "name", to: name }],
  });
  return teamId;
}

export async function renameTeam(
  ctx: OrgMutationCtx,
  teamId: Id<"teams">,
  input: { name: string },
): Promise<null> {
  const { name } = parse(teamShape, input);
  const team = await ctx.db.get("teams", teamId);
  if (team.name === name) return null;
  const teams = await ctx.db.query("teams").withIndex("by_name").take(teamLimit);
  requireFree(
    teams.filter(({ _id }) => _id !== teamId),
    name,
  );
  await ctx.db.patch("teams", teamId, { name, updatedAt: ctx.now });
  await recordChange(ctx, {
    entity: "teams",
    entityId: teamId,
    action: "renamed",
    changes: [{ field: "name", from: team.name, to: name }],
  });
  return null;
}

/** Removes a team; its members stay, without a team. */
export async function removeTeam(ctx: OrgMutationCtx, teamId: Id<"teams">): Promise<null> {
  const team = await ctx.db.get("teams", teamId);
  const members = ctx.db.query("memberships").withIndex("by_teamId", (q) => q.eq("teamId", teamId));
  for await (const member of members) await saveMember(ctx, member, "teamChanged", { teamId: undefined });
  const invitations = ctx.db.query("invitations").withIndex("by_status", (q) => q.eq("status", "pending"));
  for await (const invitation of invitations) {
    if (invitation.teamId === teamId)
      await ctx.db.patch("invitations", invitation._id, { teamId: undefined });
  }
  await ctx.db.delete("teams", teamId);
  await recordChange(ctx, {
    entity: "teams",
    entityId: teamId,
    action: "removed",
    changes: [{ field: "name", from: team.name }],
  });
  return null;
}

function requireFree(teams: readonly Doc<"teams">[], name: string): void {
  if (!teams.some((team) => fold(team.name) === fold(name))) return;
  const message = "Another team has this name. Choose a different one";
  fail({ code: "VALIDATION_ERROR", issues: [{ path: "name", rule: "taken", message }] });
}
