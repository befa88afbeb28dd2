/** Door: teams of an organization (TEN-12). */
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import { createTeam, listTeams, removeTeam, renameTeam } from "./members/teams";

/** All teams by name (at most 200). */
export const list = orgQuery({ permission: "members:read", args: {}, handler: (ctx) => listTeams(ctx) });

/** VALIDATION_ERROR (name empty or taken), LIMIT_EXCEEDED. */
export const create = orgMutation({
  permission: "teams:manage",
  args: { name: v.string() },
  handler: (ctx, input) => createTeam(ctx, input),
});

/** NOT_FOUND, VALIDATION_ERROR. */
export const rename = orgMutation({
  permission: "teams:manage",
  args: { teamId: v.id("teams"), name: v.string() },
  handler: (ctx, { teamId, name }) => renameTeam(ctx, teamId, { name }),
});

/** Removes the team; its members stay, without a team. NOT_FOUND. */
export const remove = orgMutation({
  permission: "teams:manage",
  args: { teamId: v.id("teams") },
  handler: (ctx, { teamId }) => removeTeam(ctx, teamId),
});
