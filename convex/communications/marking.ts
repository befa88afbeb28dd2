/** Staff have looked at a conversation, or want it looked at again. */
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { markMessage, readMessages } from "./threads";

/** Whoever may read a conversation may say that it was read. NOT_FOUND outside the caller's reach. */
export async function markConversation(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  isRead: boolean,
): Promise<null> {
  const customer = await readableCustomer(ctx, customerId, "communications:read");
  if (isRead) return await readOn(ctx, customer._id);
  const inbound = ctx.db
    .query("communications")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .order("desc");
  // The newest that came in; a page of own words at most is passed over.
  for (const message of await inbound.take(50)) {
    if (message.direction !== "inbound") continue;
    await markMessage(ctx, message, true);
    return null;
  }
  return null;
}

/** One transaction's share; the rest of a long conversation follows in the next. */
export async function readOn(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<null> {
  if (await readMessages(ctx, customerId)) {
    await ctx.scheduler.runAfter(0, internal.communications.markOn, { orgId: ctx.orgId, customerId });
  }
  return null;
}
