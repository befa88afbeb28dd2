/** A password reset link handed over by an administrator, for deployments without a mail provider. */
import type { Id } from "../_generated/dataModel";
import { createLink } from "../accounts/oneTimeLinks";
import { requireLocalAccounts } from "../accounts/provider";
import type { AccountMutationCtx } from "../functions";
import { recordChange } from "../history/record";
import { takeRate } from "../limits/rates";
import { fail } from "../shared/errors";
import { requirePermission } from "./authority";

/**
 * Only for a person who belongs to this organization alone: whoever holds the
 * link becomes that person, and must not thereby enter somebody else's organization.
 */
export async function createResetLink(
  ctx: AccountMutationCtx,
  orgId: Id<"organizations">,
  membershipId: Id<"memberships">,
): Promise<{ link: string; expiresAt: number }> {
  requireLocalAccounts();
  await requirePermission(ctx, orgId, "members:manage");
  const tenant = ctx.tenant(orgId);
  const member = await tenant.db.get("memberships", membershipId);
  await takeRate(ctx.components, "accountMail", member.email);
  const places = await ctx.db
    .query("memberships")
    .withIndex("global_user", (q) => q.eq("userId", member.userId))
    .take(2);
  const user = await ctx.db.get("users", member.userId);
  if (places.length !== 1 || user === null) return fail({ code: "FORBIDDEN", permission: "members:manage" });
  const { url, expiresAt } = await createLink(ctx, user, "resetPassword", "");
  await recordChange(tenant, {
    entity: "memberships",
    entityId: membershipId,
    action: "resetLinkCreated",
    changes: [],
  });
  return { link: url, expiresAt };
}
