/** Corrects an entry; what changed is in the history (INT-10, INT-15). */
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { assertTakesFollowUps } from "../customers/assignable";
import { diff, recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { refreshInsights } from "../value/refresh";
import { bumpCount } from "./counts";
import { checkDate, checkRelated, touchContact } from "./log";
import { interactionPatchShape, type InteractionPatch } from "./shape";

export type InteractionChange = Omit<InteractionPatch, "contactId" | "assignedTo" | "relatedQuoteId"> & {
  contactId?: Id<"contacts">;
  assignedTo?: Id<"users">;
  relatedQuoteId?: Id<"quotes">;
};

const watched = [
  "type",
  "subject",
  "description",
  "outcome",
  "interactionDate",
  "duration",
  "contactId",
  "contactMethod",
  "successful",
  "assignedTo",
  "relatedQuoteId",
] as const;

/** Entries that Orbit wrote itself are facts and stay as they are (VALIDATION_ERROR). */
export async function editInteraction(
  ctx: OrgMutationCtx,
  id: Id<"interactions">,
  input: InteractionChange,
): Promise<void> {
  const before = await ctx.db.get("interactions", id);
  const customer = await writableCustomer(ctx, before.customerId, "interactions:write");
  if (before.automatic) {
    fail({
      code: "VALIDATION_ERROR",
      issues: [
        { path: "", rule: "automatic", message: "Orbit logged this itself; log your own entry instead." },
      ],
    });
  }
  const patch = parse(interactionPatchShape, input);
  const type = patch.type ?? before.type;
  checkDate(type, patch.interactionDate ?? before.interactionDate, ctx.now);
  if (input.assignedTo !== undefined) await assertTakesFollowUps(ctx, input.assignedTo);
  await checkRelated(ctx, customer._id, input);
  const { contactId: _, assignedTo: __, relatedQuoteId: ___, ...texts } = patch;
  const fields = {
    ...texts,
    ...(input.contactId === undefined ? {} : { contactId: input.contactId }),
    ...(input.assignedTo === undefined ? {} : { assignedTo: input.assignedTo }),
    ...(input.relatedQuoteId === undefined ? {} : { relatedQuoteId: input.relatedQuoteId }),
  };
  const changes = diff(before, { ...before, ...fields }, watched);
  if (changes.length === 0) return;
  await ctx.db.patch("interactions", id, { ...fields, updatedAt: ctx.now, updatedBy: ctx.actor.id });
  if (type !== before.type) {
    await bumpCount(ctx, customer._id, before.type, -1);
    await bumpCount(ctx, customer._id, type, 1);
  }
  await recordChange(ctx, {
    entity: "interactions",
    entityId: id,
    customerId: customer._id,
    action: "updated",
    changes,
  });
  if (patch.interactionDate !== undefined) await touchContact(ctx, customer, patch.interactionDate);
  await refreshInsights(ctx, customer._id);
}
