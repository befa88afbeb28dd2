/** Who may be given customers, leads and follow-ups (TEN-19, TEN-22). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import { mayOwnCustomers, reachOf } from "../tenancy/permissions";

/** As owner of a customer or lead: INVALID_ASSIGNMENT for a stranger, a deactivated member, support and brand. */
export async function assertAssignable(ctx: TenantQueryCtx, userId: Id<"users">): Promise<void> {
  const member = await activeMember(ctx, userId);
  if (member === null || !mayOwnCustomers(member.role)) fail({ code: "INVALID_ASSIGNMENT", userId });
}

/** As the one who keeps a promise: support does follow-ups without owning the customer. Otherwise INVALID_ASSIGNMENT. */
export async function assertTakesFollowUps(ctx: TenantQueryCtx, userId: Id<"users">): Promise<void> {
  if (!(await takesFollowUps(ctx, userId))) fail({ code: "INVALID_ASSIGNMENT", userId });
}

export async function takesFollowUps(ctx: TenantQueryCtx, userId: Id<"users">): Promise<boolean> {
  const member = await activeMember(ctx, userId);
  return member !== null && reachOf(member.role, "interactions:write") !== "none";
}

async function activeMember(ctx: TenantQueryCtx, userId: Id<"users">): Promise<Doc<"memberships"> | null> {
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  return member?.status === "active" ? member : null;
}
