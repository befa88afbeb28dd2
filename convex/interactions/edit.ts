/** Corrects an entry; what changed is in the history (INT-10, INT-15). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { followCall } from "../communications/calls";
import { writableCustomer } from "../customers/access";
import { assertTakesFollowUps } from "../customers/assignable";
import { diff, recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { answerAnew } from "../performance/answers";
import { tallyInteraction } from "../tallies/performance";
import { countInteraction, uncountInteraction } from "../transactions/facts";
import { refreshInsights } from "../value/refresh";
import { moveEntry } from "../timeline/write";
import type { NewRow } from "../tenancy/tenantDb";
import { bumpCount } from "./counts";
import { checkDate, checkRelated, touchContact, relatedIds, type Related, type RelatedField } from "./log";
import { interactionPatchShape, type InteractionPatch } from "./shape";

export type InteractionChange = Related &
  Omit<InteractionPatch, "contactId" | "assignedTo" | RelatedField> & {
    contactId?: Id<"contacts">;
    assignedTo?: Id<"users">;
  };

/** Fields whose changes are told in the history. */
export const watched = [
  "type",
  "subject",
  "description",
  "outcome",
  "interactionDate",
  "duration",
  "contactId",
  "contactMethod",
  "direction",
  "purpose",
  "successful",
  "assignedTo",
  "relatedQuoteId",
  "relatedOrderId",
  "relatedItemId",
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
  const {
    contactId: _,
    assignedTo: __,
    relatedQuoteId: ___,
    relatedOrderId: ____,
    relatedItemId: _____,
    ...texts
  } = patch;
  const fields = {
    ...texts,
    ...(input.contactId === undefined ? {} : { contactId: input.contactId }),
    ...(input.assignedTo === undefined ? {} : { assignedTo: input.assignedTo }),
    ...relatedIds(input),
  };
  await changeInteraction(ctx, before, fields);
  if (patch.interactionDate !== undefined) await touchContact(ctx, customer, patch.interactionDate);
  await refreshInsights(ctx, customer._id);
}

/** Every change of an existing row goes through here; returns its history entry, null when nothing differs. */
export async function changeInteraction(
  ctx: TenantMutationCtx,
  before: Doc<"interactions">,
  fields: Partial<NewRow<"interactions">>,
  undoes?: Id<"auditLog">,
): Promise<Id<"auditLog"> | null> {
  const changes = diff<Doc<"interactions">>(before, { ...before, ...fields }, watched);
  if (changes.length === 0) return null;
  const isCountedAnew = changes.some(({ field }) => field === "type" || field === "interactionDate");
  await ctx.db.patch("interactions", before._id, {
    ...fields,
    ...(isCountedAnew ? { visitDay: undefined } : {}),
    updatedAt: ctx.now,
    updatedBy: ctx.actor.id,
  });
  if (isCountedAnew) {
    await uncountInteraction(ctx, before);
    await countInteraction(ctx, before._id);
  }
  const after = await ctx.db.get("interactions", before._id);
  if (after.type !== before.type) {
    await bumpCount(ctx, before.customerId, before.type, -1);
    await bumpCount(ctx, before.customerId, after.type, 1);
  }
  await tallyInteraction(ctx, before, after);
  await followCall(ctx, after);
  await answerAnew(ctx, before, after);
  await moveEntry(ctx, "interactions", before._id, { kind: after.type, at: after.interactionDate });
  return await recordChange(
    ctx,
    {
      entity: "interactions",
      entityId: before._id,
      customerId: before.customerId,
      action: "updated",
      changes,
      ...(undoes === undefined ? {} : { undoes }),
    },
    null,
  );
}
