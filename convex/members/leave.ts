/** Taking access away and giving it back. */
import type { Id } from "../_generated/dataModel";
import { requireOwnMembers } from "../accounts/provider";
import type { OrgMutationCtx } from "../functions";
import { reassignWork, type Successor } from "./reassign";
import { requireAnotherAdmin, requireRoom } from "./roster";
import { saveMember } from "./save";

/**
 * Ends a member's access at once: every function looks at this row. Their work
 * goes to the successor as a job. Returns the job, or null when they held nothing.
 */
export async function deactivateMember(
  ctx: OrgMutationCtx,
  membershipId: Id<"memberships">,
  successorId: Successor,
): Promise<Id<"jobs"> | null> {
  const member = await ctx.db.get("memberships", membershipId);
  if (member.status !== "active") return null;
  await requireAnotherAdmin(ctx, member);
  const job = await reassignWork(ctx, member, successorId);
  await saveMember(ctx, member, "deactivated", { status: "deactivated", teamId: undefined });
  return job;
}

/** Gives access back with the role held before; work that was handed over stays where it is. */
export async function reactivateMember(ctx: OrgMutationCtx, membershipId: Id<"memberships">): Promise<null> {
  const member = await ctx.db.get("memberships", membershipId);
  if (member.status === "active") return null;
  if (member.externalId !== undefined) requireOwnMembers();
  await requireRoom(ctx);
  await saveMember(ctx, member, "reactivated", { status: "active" });
  return null;
}
