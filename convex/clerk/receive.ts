/** One webhook call of Clerk, taken exactly once. */
import type { SystemMutationCtx } from "../functions";
import * as shapes from "./shape";
import { endMembership, endOrganization, endUser } from "./leaving";
import { personOf, syncMembership, syncOrganization, syncUser } from "./sync";

/** Returns false when this delivery was taken before. */
export async function receiveOnce(
  ctx: SystemMutationCtx,
  deliveryId: string,
  type: string,
  data: unknown,
): Promise<boolean> {
  const known = await ctx.db
    .query("providerEvents")
    .withIndex("by_key", (q) => q.eq("kind", "delivery").eq("key", deliveryId))
    .first();
  if (known !== null) return false;
  await ctx.db.insert("providerEvents", { kind: "delivery", key: deliveryId, type, createdAt: Date.now() });
  await applyNews(ctx, type, data);
  return true;
}

/** News of any kind, from a webhook or from the nightly comparison. Kinds we do not keep are ignored. */
export async function applyNews(ctx: SystemMutationCtx, type: string, data: unknown): Promise<void> {
  switch (type) {
    case "user.created":
    case "user.updated":
      await syncUser(ctx, personOf(shapes.clerkUserShape.parse(data)));
      return;
    case "user.deleted":
      return await endUser(ctx, shapes.deletedShape.parse(data).id);
    case "organization.created":
    case "organization.updated":
      await syncOrganization(ctx, shapes.clerkOrganizationShape.parse(data));
      return;
    case "organization.deleted":
      return await endOrganization(ctx, shapes.deletedShape.parse(data).id);
    case "organizationMembership.created":
    case "organizationMembership.updated":
      return await syncMembership(ctx, shapes.clerkMembershipShape.parse(data));
    case "organizationMembership.deleted": {
      const gone = shapes.membershipDeletedShape.parse(data);
      return await endMembership(ctx, gone.organization.id, gone.public_user_data.user_id, gone.id);
    }
  }
}
