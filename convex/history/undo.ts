/** Takes a change of a customer, or of a contact, an interaction or a quote of it, back, unless somebody changed the same fields since. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { undoContact } from "../contacts/undo";
import { customerScope, readableCustomer, writableCustomer } from "../customers/access";
import { assertAssignable } from "../customers/assignable";
import { deleteCustomer, restoreDeleted } from "../customers/deletion";
import { restoreCustomer } from "../customers/restore";
import { fieldsOf } from "../fields/sets";
import { undoInteraction } from "../interactions/undo";
import { moveQuote } from "../quotes/save";
import { fail } from "../shared/errors";
import { conflictsOf } from "./conflicts";
import { undoableUntil, undoPermission } from "./undoable";

/**
 * Undoes one history entry and returns the entry that records the undoing
 * (undoing that one is a redo). UNDO_EXPIRED after a day; UNDO_CONFLICT names
 * the fields that no longer have the value this entry gave them; the
 * identity policy holds again for a restored e-mail, phone or name.
 */
export async function undo(
  ctx: OrgMutationCtx,
  { auditId }: { auditId: string },
): Promise<{ customerId: Id<"customers">; auditId: Id<"auditLog"> | null }> {
  const id = ctx.db.normalizeId("auditLog", auditId);
  const entry = id === null ? null : await ctx.db.find("auditLog", id);
  if (entry === null || entry.customerId === undefined)
    return fail({ code: "NOT_FOUND", entity: "auditLog" });
  // A deleted record is out of everybody's hands but for the undo of its deletion.
  const customer =
    entry.action === "deleted"
      ? await readableCustomer(ctx, entry.customerId, "customers:delete")
      : await writableCustomer(ctx, entry.customerId, "history:undo");
  const permission = undoPermission(entry);
  const until = undoableUntil(entry);
  if (permission === null || until === null || until < ctx.now) fail({ code: "UNDO_EXPIRED" });
  await checkPermission(ctx, entry, permission);
  const customerId = customer._id;
  if (entry.entity === "quotes") return await bringBack(ctx, entry, customerId);
  if (entry.entity === "contacts") return { customerId, auditId: await undoContact(ctx, entry) };
  if (entry.entity === "interactions") return { customerId, auditId: await undoInteraction(ctx, entry) };
  if (entry.action === "restored") return await deleteCustomer(ctx, customer, { undoes: entry._id });
  if (entry.action === "deleted") {
    if (customer.status !== "deleted") return { customerId, auditId: null };
    return await restoreDeleted(ctx, customer, { undoes: entry._id, scope: await customerScope(ctx) });
  }
  const conflicts = conflictsOf(entry.changes, await withOwnFields(ctx, customer, entry));
  if (conflicts.length > 0) {
    fail({ code: "UNDO_CONFLICT", fields: conflicts.map(({ field }) => field), conflicts });
  }
  const before = Object.fromEntries(entry.changes.map(({ field, from }) => [field, from as unknown]));
  const owner = before["ownerId"];
  if (typeof owner === "string") await assertAssignable(ctx, owner as Id<"users">);
  return await restoreCustomer(ctx, customer, before, {
    action:
      entry.action === "deactivated"
        ? "reactivated"
        : entry.action === "reactivated"
          ? "deactivated"
          : entry.action,
    undoes: entry._id,
    scope: await customerScope(ctx),
    role: ctx.member.role,
  });
}

/** The undo of discarding a draft. */
async function bringBack(ctx: OrgMutationCtx, entry: Doc<"auditLog">, customerId: Id<"customers">) {
  const id = ctx.db.normalizeId("quotes", entry.entityId);
  const quote = id === null ? null : await ctx.db.find("quotes", id);
  if (quote?.status !== "discarded") return fail({ code: "UNDO_CONFLICT", fields: ["status"] });
  await moveQuote(ctx, quote, "draft", {}, entry._id);
  return { customerId, auditId: null };
}

/** A person may give back what they claimed, although giving away needs customers:assign. */
async function checkPermission(
  ctx: OrgMutationCtx,
  entry: Doc<"auditLog">,
  permission: NonNullable<ReturnType<typeof undoPermission>>,
): Promise<void> {
  if (entry.action === "claimed") {
    if (entry.actor !== ctx.actor.id) await writableCustomer(ctx, entry.customerId!, "customers:assign");
    return;
  }
  if (entry.action === "deleted") return;
  await writableCustomer(ctx, entry.customerId!, permission);
}

/** The record with the organization's own fields under the names the history gives them, "custom.<key>". */
async function withOwnFields(
  ctx: OrgMutationCtx,
  customer: Doc<"customers">,
  entry: Doc<"auditLog">,
): Promise<object> {
  const named = entry.changes.filter(({ field }) => field.startsWith("custom."));
  if (named.length === 0) return customer;
  const { byKey } = await fieldsOf(ctx);
  const own = named.map(({ field }) => {
    const key = field.slice("custom.".length);
    // A field that was put away since has nowhere to go back to: it is never what the entry left.
    return [field, byKey.has(key) ? customer.custom?.[key] : awayMark] as const;
  });
  return { ...customer, ...Object.fromEntries(own) };
}
const awayMark = "–";
