/** Who may own customers: an active member of the organization with a staff role (TEN-19). */
import type { Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { fail } from "../shared/errors";

/** Throws INVALID_ASSIGNMENT for a stranger, a deactivated member or a brand user. */
export async function assertAssignable(ctx: TenantQueryCtx, userId: Id<"users">): Promise<void> {
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  if (member === null || member.status !== "active" || member.role === "brand") {
    fail({ code: "INVALID_ASSIGNMENT", userId });
  }
}
