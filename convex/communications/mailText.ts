/** The text of a mail that came in reaches its message, wherever that is by now: on a customer or in the queue. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { taken } from "./incoming";

export async function completeMail(ctx: TenantMutationCtx, emailId: string, text: string): Promise<null> {
  await change(ctx, emailId, { body: taken(text), error: undefined });
  return null;
}

export async function failMail(ctx: TenantMutationCtx, emailId: string, error: string): Promise<null> {
  await change(ctx, emailId, { error });
  return null;
}

async function change(
  ctx: TenantMutationCtx,
  emailId: string,
  fields: Partial<Pick<Doc<"communications">, "body" | "error">>,
): Promise<void> {
  const recorded = await ctx.db
    .query("communications")
    .withIndex("by_provider", (q) => q.eq("providerId", emailId))
    .first();
  if (recorded !== null) {
    await ctx.db.patch("communications", recorded._id, { ...fields, updatedAt: ctx.now });
    return;
  }
  const queued = await ctx.db
    .query("unmatchedMessages")
    .withIndex("by_provider", (q) => q.eq("providerId", emailId))
    .first();
  if (queued !== null) await ctx.db.patch("unmatchedMessages", queued._id, fields);
}
