/** Over whom invented customers are spread: active members who sell or lead. */
import type { Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";

/** More owners than this are not needed to look real. */
const limit = 50;

export async function ownersOf(ctx: TenantQueryCtx): Promise<Id<"users">[]> {
  const members = await ctx.db
    .query("memberships")
    .withIndex("by_status_name", (q) => q.eq("status", "active"))
    .take(limit);
  return members
    .filter(({ role }) => role === "sales" || role === "manager" || role === "admin")
    .map(({ userId }) => userId);
}
