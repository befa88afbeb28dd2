/** Who can be given a lead, and whose turn it is (LED-25). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";

/** The person's membership when they may work now, else null. */
export async function activeMember(
  ctx: TenantQueryCtx,
  userId: Id<"users">,
): Promise<Doc<"memberships"> | null> {
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  return member?.status === "active" ? member : null;
}

/** Display name by user, from the copies the memberships carry. */
export async function memberNames(
  ctx: TenantQueryCtx,
  userIds: readonly (Id<"users"> | undefined)[],
): Promise<Map<Id<"users">, string>> {
  const names = new Map<Id<"users">, string>();
  for (const userId of new Set(userIds)) {
    if (userId === undefined) continue;
    const member = await ctx.db
      .query("memberships")
      .withIndex("by_userId", (q) => q.eq("userId", userId))
      .unique();
    if (member !== null) names.set(userId, member.name);
  }
  return names;
}

/** More sales people than this share one organization only in theory; the rest would get no lead in turn. */
const mostInTurn = 200;

/**
 * The owner of a new lead: who the customer belongs to, else the form's own
 * choice, else the active sales person who has waited longest. Undefined when
 * there is none: the lead then waits in the unassigned pool.
 */
export async function ownerInTurn(
  ctx: TenantMutationCtx,
  preferred: readonly (Id<"users"> | undefined)[],
): Promise<Id<"users"> | undefined> {
  for (const userId of preferred) {
    const member = userId === undefined ? null : await activeMember(ctx, userId);
    if (member !== null && member.role !== "brand") return member.userId;
  }
  const sales = await ctx.db
    .query("memberships")
    .withIndex("by_role", (q) => q.eq("role", "sales").eq("status", "active"))
    .take(mostInTurn);
  const [first, ...others] = sales;
  if (first === undefined) return undefined;
  const next = others.reduce(
    (best, member) => ((member.lastLeadAt ?? 0) < (best.lastLeadAt ?? 0) ? member : best),
    first,
  );
  await ctx.db.patch("memberships", next._id, { lastLeadAt: ctx.now });
  return next.userId;
}
