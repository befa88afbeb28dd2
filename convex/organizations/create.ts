/** A new organization with its settings and its first administrator, in one transaction (TEN-02). */
import type { Id } from "../_generated/dataModel";
import { searchTextVersion } from "../customers/searchText";
import { requireOwnMembers } from "../accounts/provider";
import type { AccountMutationCtx } from "../functions";
import { recordChange } from "../history/record";
import { takeRate } from "../limits/rates";
import { parse } from "../shared/validate";
import { freeSlug } from "./freeSlug";
import { newOrganizationShape, type NewOrganization } from "./shape";
import { slugOf } from "./slug";
import { templatePresets } from "./templates";

export async function createOrganization(
  ctx: AccountMutationCtx,
  input: NewOrganization,
): Promise<{ orgId: Id<"organizations">; slug: string }> {
  requireOwnMembers();
  const { name, template, ...place } = parse(newOrganizationShape, input);
  await takeRate(ctx.components, "createOrganization", ctx.user._id);
  const stamps = { createdAt: ctx.now, updatedAt: ctx.now };
  const slug = await freeSlug(ctx.db, slugOf(name));
  const orgId = await ctx.db.insert("organizations", { name, slug, template, status: "active", ...stamps });
  const tenant = ctx.tenant(orgId);
  await tenant.db.insert("orgSettings", {
    ...place,
    ...templatePresets[template],
    codePrefix: "CUS-",
    searchVersion: searchTextVersion,
    ...stamps,
  });
  await tenant.db.insert("memberships", {
    userId: ctx.user._id,
    role: "admin",
    status: "active",
    name: ctx.user.name,
    email: ctx.user.email,
    joinedAt: ctx.now,
    ...stamps,
  });
  await recordChange(tenant, {
    entity: "organizations",
    entityId: orgId,
    action: "created",
    changes: [
      { field: "name", to: name },
      { field: "template", to: template },
    ],
  });
  return { orgId, slug };
}
