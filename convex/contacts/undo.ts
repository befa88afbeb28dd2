/** Takes a deed on a contact back; who is primary stays consistent (CON-04, CON-05). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { conflictsOf } from "../history/conflicts";
import { fail } from "../shared/errors";
import { primaryOf } from "./insert";
import { promote, putBack, revertContact, takeOff } from "./write";

/** UNDO_CONFLICT when the contact was changed since, PRIMARY_CONTACT_REQUIRED when a business would have none. */
export async function undoContact(
  ctx: TenantMutationCtx,
  entry: Doc<"auditLog">,
): Promise<Id<"auditLog"> | null> {
  const contact = await ctx.db.getNamed("contacts", entry.entityId);
  // A removed contact that somebody brought back, or the other way round, needs nothing.
  if (entry.action === "created" || entry.action === "restored")
    return await takeOff(ctx, contact, entry._id);
  if (entry.action === "removed") return await putBack(ctx, contact, entry._id);
  const conflicts = conflictsOf(entry.changes, contact);
  if (conflicts.length > 0) {
    fail({ code: "UNDO_CONFLICT", fields: conflicts.map(({ field }) => field), conflicts });
  }
  const rank = entry.changes.find(({ field }) => field === "isPrimary");
  if (rank !== undefined) return await undoRank(ctx, entry, contact, rank.from === true);
  const earlier = Object.fromEntries(entry.changes.map(({ field, from }) => [field, from as unknown]));
  return await revertContact(ctx, contact, earlier, entry._id);
}

/**
 * A demotion is undone by promoting again. A promotion is undone by promoting whom it demoted, which stands in the
 * same transaction's history just before it.
 */
async function undoRank(
  ctx: TenantMutationCtx,
  entry: Doc<"auditLog">,
  contact: Doc<"contacts">,
  wasPrimary: boolean,
): Promise<Id<"auditLog"> | null> {
  if (wasPrimary) return await promote(ctx, contact, entry._id);
  const sameMoment = await ctx.db
    .query("auditLog")
    .withIndex("by_customer", (q) => q.eq("customerId", entry.customerId).eq("at", entry.at))
    .take(20);
  const demoted = sameMoment.find(
    ({ entity, entityId, changes }) =>
      entity === "contacts" &&
      entityId !== entry.entityId &&
      changes.some(({ field, from }) => field === "isPrimary" && from === true),
  );
  const id = demoted === undefined ? null : ctx.db.normalizeId("contacts", demoted.entityId);
  const before = id === null ? null : await ctx.db.find("contacts", id);
  if (
    before === null ||
    !before.isActive ||
    (await primaryOf(ctx, contact.customerId))?._id !== contact._id
  ) {
    return fail({ code: "UNDO_CONFLICT", fields: ["isPrimary"] });
  }
  return await promote(ctx, before, entry._id);
}
