/** Door: the people of an organization, their roles and places, and their leaving. */
import { v } from "convex/values";
import { accountMutation, orgMutation, orgQuery, tenantMutation } from "./functions";
import { jobActor, stepArgs } from "./jobs/run";
import { deactivateMember, reactivateMember } from "./members/leave";
import { changeRole, setTeam, setTerritory } from "./members/place";
import { reassignStep, workloadOf } from "./members/reassign";
import { createResetLink as makeResetLink } from "./members/resetLink";
import { linkedCustomers as listLinkedCustomers, listMembers } from "./members/roster";
import { roleValidator } from "./organizations/table";

/** A user id, null for the unassigned pool; absent while nobody has decided. */
const successorValidator = v.optional(v.union(v.id("users"), v.null()));

/** All members with a status, by name (at most 1000). The source of every owner picker. */
export const list = orgQuery({
  permission: "members:read",
  args: { status: v.union(v.literal("active"), v.literal("deactivated")) },
  handler: (ctx, { status }) => listMembers(ctx, status),
});

/** How much a member holds, before handing it over: customers, open leads, open follow-ups. NOT_FOUND. */
export const workload = orgQuery({
  permission: "members:manage",
  args: { membershipId: v.id("memberships") },
  handler: async (ctx, { membershipId }) =>
    await workloadOf(ctx, (await ctx.db.get("memberships", membershipId)).userId),
});

/**
 * Changes a role (TEN-06..11). Support and brand own nothing, so a successor takes over (TEN-22).
 * NOT_FOUND, LAST_ADMIN, SUCCESSOR_REQUIRED, INVALID_ASSIGNMENT; IDENTITY_DISABLED for admins under Clerk.
 */
export const setRole = orgMutation({
  permission: "members:manage",
  args: {
    membershipId: v.id("memberships"),
    role: roleValidator,
    linkedCustomerIds: v.optional(v.array(v.id("customers"))),
    successorId: successorValidator,
  },
  handler: (ctx, { membershipId, role, ...options }) => changeRole(ctx, membershipId, role, options),
});

/** The customers linked to a brand user (TEN-10), at most 100. NOT_FOUND. */
export const linkedCustomers = orgQuery({
  permission: "members:manage",
  args: { membershipId: v.id("memberships") },
  handler: (ctx, { membershipId }) => listLinkedCustomers(ctx, membershipId),
});

/** Puts a member into a team, or into none. NOT_FOUND, LIMIT_EXCEEDED (50 in a team). */
export const putInTeam = orgMutation({
  permission: "members:manage",
  args: { membershipId: v.id("memberships"), teamId: v.union(v.id("teams"), v.null()) },
  handler: (ctx, { membershipId, teamId }) => setTeam(ctx, membershipId, teamId),
});

/** Sets or clears ("") a member's sales territory (TEN-21). */
export const setMemberTerritory = orgMutation({
  permission: "members:manage",
  args: { membershipId: v.id("memberships"), territory: v.string() },
  handler: (ctx, { membershipId, territory }) => setTerritory(ctx, membershipId, territory),
});

/** Ends access at once and hands the work over (TEN-22); returns the job or null. LAST_ADMIN, SUCCESSOR_REQUIRED, INVALID_ASSIGNMENT. */
export const deactivate = orgMutation({
  permission: "members:manage",
  args: { membershipId: v.id("memberships"), successorId: successorValidator },
  handler: (ctx, { membershipId, successorId }) => deactivateMember(ctx, membershipId, successorId),
});

/** Gives access back, with the role held before. */
export const reactivate = orgMutation({
  permission: "members:manage",
  args: { membershipId: v.id("memberships") },
  handler: (ctx, { membershipId }) => reactivateMember(ctx, membershipId),
});

/**
 * A reset link to hand over by other means, for a member of this organization alone
 * (decisions/account-mail-without-a-provider.md). NOT_FOUND, FORBIDDEN, IDENTITY_DISABLED, RATE_LIMITED.
 */
export const createResetLink = accountMutation({
  args: { orgId: v.id("organizations"), membershipId: v.id("memberships") },
  handler: (ctx, { orgId, membershipId }) => makeResetLink(ctx, orgId, membershipId),
});

/** One batch of a handover. */
export const reassignBatch = tenantMutation({
  args: stepArgs,
  actor: jobActor("schedule"),
  handler: (ctx, args) => reassignStep(ctx, args),
});
