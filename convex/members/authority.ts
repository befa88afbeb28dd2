/** The caller's right in an organization where a deed also touches a global row (a person, the organization itself). */
import type { Id } from "../_generated/dataModel";
import type { AccountMutationCtx } from "../functions";
import { fail } from "../shared/errors";
import { reachOf, type Permission } from "../tenancy/permissions";

/** As the staff builders do: NOT_FOUND for a stranger to the organization, FORBIDDEN without the permission. */
export async function requirePermission(
  ctx: AccountMutationCtx,
  orgId: Id<"organizations">,
  permission: Permission,
): Promise<void> {
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("orgId", orgId).eq("userId", ctx.user._id))
    .unique();
  const organization = await ctx.db.get("organizations", orgId);
  if (member?.status !== "active" || organization?.status !== "active") {
    return fail({ code: "NOT_FOUND", entity: "organizations" });
  }
  if (reachOf(member.role, permission) === "none") fail({ code: "FORBIDDEN", permission });
}
