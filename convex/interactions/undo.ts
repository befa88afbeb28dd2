/** Takes a deed on an interaction back: a correction, or an entry logged by mistake. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { followCall } from "../communications/calls";
import { newestMessage } from "../communications/threads";
import { touchCustomer } from "../customers/write";
import { changeFollowUp } from "../followUps/write";
import { conflictsOf } from "../history/conflicts";
import { recordChange, type Change } from "../history/record";
import { fail } from "../shared/errors";
import { removeEntries } from "../timeline/write";
import { answerAnew, answerByInteraction } from "../performance/answers";
import { tallyInteraction } from "../tallies/performance";
import type { NewRow } from "../tenancy/tenantDb";
import { countInteraction, uncountInteraction } from "../transactions/facts";
import { refreshInsights } from "../value/refresh";
import { bumpCount } from "./counts";
import { changeInteraction } from "./edit";
import { touchContact } from "./log";

/** UNDO_CONFLICT when the entry was changed, or withdrawn, since. */
export async function undoInteraction(
  ctx: TenantMutationCtx,
  entry: Doc<"auditLog">,
): Promise<Id<"auditLog"> | null> {
  const customerId = entry.customerId!;
  if (entry.action === "withdrawn") {
    const auditId = await bringBack(ctx, entry);
    await refreshInsights(ctx, customerId);
    return auditId;
  }
  const id = ctx.db.normalizeId("interactions", entry.entityId);
  const row = id === null ? null : await ctx.db.find("interactions", id);
  if (row === null) return fail({ code: "UNDO_CONFLICT", fields: ["subject"] });
  const conflicts = conflictsOf(entry.changes, row);
  if (conflicts.length > 0) {
    fail({ code: "UNDO_CONFLICT", fields: conflicts.map(({ field }) => field), conflicts });
  }
  const auditId =
    entry.action === "updated"
      ? await changeInteraction(ctx, row, Object.fromEntries(entry.changes.map(asBefore)), entry._id)
      : await withdraw(ctx, row, entry._id);
  await refreshInsights(ctx, customerId);
  return auditId;
}

const asBefore = ({ field, from }: Change): [string, unknown] => [field, from];

/** For rooms, which know that the caller may: the entry goes, as by the undo of its logging. The caller refreshes score and value. */
export async function withdrawInteraction(ctx: TenantMutationCtx, row: Doc<"interactions">): Promise<void> {
  const logged = await ctx.db
    .query("auditLog")
    .withIndex("by_entity", (q) => q.eq("entity", "interactions").eq("entityId", row._id))
    .first();
  if (logged !== null) await withdraw(ctx, row, logged._id);
}

/** The whole row goes into the history, so that the undo can itself be undone. */
async function withdraw(
  ctx: TenantMutationCtx,
  row: Doc<"interactions">,
  undoes: Id<"auditLog">,
): Promise<Id<"auditLog">> {
  await unlinkFollowUps(ctx, row._id);
  await ctx.db.delete("interactions", row._id);
  await followCall(ctx, { _id: row._id, type: null });
  await bumpCount(ctx, row.customerId, row.type, -1);
  await uncountInteraction(ctx, row);
  await tallyInteraction(ctx, row, null);
  await answerAnew(ctx, row, null);
  await removeEntries(ctx, "interactions", row._id);
  // Counted anew when it comes back.
  const { _id, _creationTime, orgId: _org, visitDay: _day, ...facts } = row;
  const auditId = await recordChange(
    ctx,
    {
      entity: "interactions",
      entityId: _id,
      customerId: row.customerId,
      action: "withdrawn",
      changes: Object.entries(facts).map(([field, from]): Change => ({ field, from: from as unknown })),
      undoes,
    },
    null,
  );
  await forgetTouch(ctx, row);
  return auditId;
}

/** A promise made together with the entry goes with it; an outcome told by it is untold. */
async function unlinkFollowUps(ctx: TenantMutationCtx, id: Id<"interactions">): Promise<void> {
  const asked = await ctx.db
    .query("followUps")
    .withIndex("by_interaction", (q) => q.eq("interactionId", id))
    .collect();
  for (const followUp of asked) {
    await ctx.db.patch("followUps", followUp._id, { interactionId: undefined });
    if (followUp.status !== "open") continue;
    const unlinked = await ctx.db.get("followUps", followUp._id);
    await changeFollowUp(ctx, unlinked, "cancelled", { status: "cancelled", doneAt: ctx.now });
  }
  const told = await ctx.db
    .query("followUps")
    .withIndex("by_outcome", (q) => q.eq("outcomeId", id))
    .collect();
  for (const { _id } of told) await ctx.db.patch("followUps", _id, { outcomeId: undefined });
}

/** The last contact is the newest of what remains, where this entry was the last. */
async function forgetTouch(ctx: TenantMutationCtx, gone: Doc<"interactions">): Promise<void> {
  const customer = await ctx.db.get("customers", gone.customerId);
  if (customer.lastContactAt !== gone.interactionDate) return;
  const newest = await ctx.db
    .query("interactions")
    .withIndex("by_customer", (q) =>
      q.eq("customerId", gone.customerId).lte("interactionDate", gone.interactionDate),
    )
    .order("desc")
    .first();
  const message = await newestMessage(ctx, gone.customerId);
  await touchCustomer(
    ctx,
    gone.customerId,
    { lastContactAt: Math.max(newest?.interactionDate ?? 0, message?.createdAt ?? 0) },
    { exactly: true },
  );
}

async function bringBack(ctx: TenantMutationCtx, entry: Doc<"auditLog">): Promise<Id<"auditLog">> {
  const facts = Object.fromEntries(entry.changes.map(asBefore)) as unknown as NewRow<"interactions">;
  const row = { ...facts, requiresFollowUp: false, updatedAt: ctx.now, updatedBy: ctx.actor.id };
  const id = await ctx.db.insert("interactions", row);
  await bumpCount(ctx, row.customerId, row.type, 1);
  await countInteraction(ctx, id);
  const entered = await ctx.db.get("interactions", id);
  await tallyInteraction(ctx, null, entered);
  await followCall(ctx, entered);
  await answerByInteraction(ctx, entered);
  const auditId = await recordChange(
    ctx,
    {
      entity: "interactions",
      entityId: id,
      customerId: row.customerId,
      action: "logged",
      changes: [
        { field: "type", to: row.type },
        { field: "subject", to: row.subject },
      ],
      undoes: entry._id,
    },
    { kind: row.type, at: row.interactionDate },
  );
  await touchContact(ctx, await ctx.db.get("customers", row.customerId), row.interactionDate);
  return auditId;
}
