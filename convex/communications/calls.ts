/** A logged call is a message as well: one deed, one row in the conversation, one entry in the timeline (COM-18). */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { recordMessage } from "./record";
import { countMessage, uncountMessage } from "./threads";

/**
 * Called by interactions/ after an entry was written, changed or withdrawn; null is "not there". The words stay on
 * the interaction, so that there is one place to correct them.
 */
export async function followCall(
  ctx: TenantMutationCtx,
  after: Doc<"interactions"> | { _id: Doc<"interactions">["_id"]; type: null },
): Promise<void> {
  const told = await ctx.db
    .query("communications")
    .withIndex("by_interaction", (q) => q.eq("interactionId", after._id))
    .unique();
  if (after.type !== "call") {
    if (told === null) return;
    await ctx.db.delete("communications", told._id);
    await uncountMessage(ctx, told);
    return;
  }
  if (told === null) {
    await recordMessage(ctx, await ctx.db.get("customers", after.customerId), {
      communicationType: "phone",
      direction: after.direction ?? "outbound",
      interactionId: after._id,
      ...(after.contactId === undefined ? {} : { contactId: after.contactId }),
      deliveryStatus: "recorded",
      createdAt: after.interactionDate,
    });
    return;
  }
  const facts = {
    createdAt: after.interactionDate,
    contactId: after.contactId,
    direction: after.direction ?? ("outbound" as const),
  };
  const isSame = (Object.keys(facts) as (keyof typeof facts)[]).every((fact) => told[fact] === facts[fact]);
  if (isSame) return;
  await ctx.db.patch("communications", told._id, { ...facts, updatedAt: ctx.now });
  await uncountMessage(ctx, told);
  await countMessage(ctx, await ctx.db.get("communications", told._id));
}
