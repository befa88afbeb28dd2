/** Takes an import's contacts back: those it made go, those it changed get back what they were, and who was primary is again (IMX-06). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { promote, revertContact, takeOff } from "../contacts/write";
import { earlierOf, noteConflict } from "./putBack";
import { nextResults, type TakenImport } from "./nextResults";

const batch = 20;
/** Entries of a contact's history that are looked through for the import's own. */
const entryLimit = 100;

/** Removes the next contacts that the import made, as far as nobody has touched them since; `place` counts the rows of all chunks. */
export async function takeContactsBack(
  ctx: TenantMutationCtx,
  taken: TakenImport,
  place: number,
): Promise<{ done: number; counts: Record<string, number>; next: number | null }> {
  const { rows, next } = await nextResults(ctx, taken, place, batch);
  const counts = { removedContacts: 0, kept: 0 };
  let done = 0;
  for (const { result } of rows) {
    const { outcome, contactId } = result;
    const id =
      outcome !== "created" || contactId === undefined ? null : ctx.db.normalizeId("contacts", contactId);
    if (id === null) continue;
    done += 1;
    const contact = await ctx.db.find("contacts", id);
    const customer = contact === null ? null : await ctx.db.find("customers", contact.customerId);
    if (contact === null || customer === null || !contact.isActive) continue;
    // Contacts of a company that came with the file go, or stay, with it.
    if (customer.status === "deleted" || customer.importJobId === taken.jobId) continue;
    const isOwn = contact.updatedBy === `job:${taken.jobId}`;
    if (isOwn && (await remove(ctx, taken, contact, customer))) counts.removedContacts += 1;
    else if (await noteConflict(ctx, taken._id, customer._id, "touched", [])) counts.kept += 1;
  }
  return { done, counts, next };
}

/** False where it is the only contact of a business, which must have one (CON-05). */
async function remove(
  ctx: TenantMutationCtx,
  taken: TakenImport,
  contact: Doc<"contacts">,
  customer: Doc<"customers">,
): Promise<boolean> {
  if (contact.isPrimary) {
    const heir = await heirOf(ctx, taken, contact);
    if (heir !== null) await promote(ctx, heir);
    else if (customer.type !== "individual") return false;
  }
  await takeOff(ctx, await ctx.db.get("contacts", contact._id));
  return true;
}

/** Who was primary before the import, else the first of the others that it did not make. */
async function heirOf(
  ctx: TenantMutationCtx,
  taken: TakenImport,
  contact: Doc<"contacts">,
): Promise<Doc<"contacts"> | null> {
  const { customerId } = contact;
  const demotions = await ctx.db
    .query("auditLog")
    .withIndex("by_customer_entity_actor", (q) =>
      q.eq("customerId", customerId).eq("entity", "contacts").eq("actor", `job:${taken.jobId}`),
    )
    .take(entryLimit);
  const demoted = demotions.find(({ changes }) =>
    changes.some(({ field, from }) => field === "isPrimary" && from === true),
  );
  const id = demoted === undefined ? null : ctx.db.normalizeId("contacts", demoted.entityId);
  const before = id === null ? null : await ctx.db.find("contacts", id);
  if (before !== null && before.isActive && before._id !== contact._id) return before;
  const others = await ctx.db
    .query("contacts")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId).eq("isActive", true))
    .take(entryLimit);
  const rest = others.filter(({ _id }) => _id !== contact._id);
  return rest.find(({ createdBy }) => createdBy !== `job:${taken.jobId}`) ?? null;
}

/** Gives one contact back what it was; safe to repeat. */
export async function putContactBack(
  ctx: TenantMutationCtx,
  taken: TakenImport,
  contactId: Id<"contacts">,
): Promise<{ isRestored: boolean; isConflict: boolean }> {
  const nothing = { isRestored: false, isConflict: false };
  const contact = await ctx.db.find("contacts", contactId);
  // One that this import made was dealt with as a whole.
  if (contact === null || contact.createdBy === `job:${taken.jobId}`) return nothing;
  const entries = await ctx.db
    .query("auditLog")
    .withIndex("by_entity", (q) => q.eq("entity", "contacts").eq("entityId", contactId))
    .order("desc")
    .take(entryLimit);
  const own = entries.filter(({ actor, undoes }) => actor === `job:${taken.jobId}` && undoes === undefined);
  const newest = own[0];
  if (newest === undefined) return nothing;
  if (!contact.isActive)
    return { ...nothing, isConflict: await noteConflict(ctx, taken._id, contact.customerId, "gone", []) };
  const { earlier, left } = earlierOf(
    own.map(({ changes }) => changes),
    contact,
  );
  const { isPrimary, ...fields } = earlier;
  if (Object.keys(fields).length > 0) await revertContact(ctx, contact, fields, newest._id);
  if (isPrimary === false) {
    const heir = await heirOf(ctx, taken, contact);
    if (heir !== null) await promote(ctx, heir, newest._id);
  } else if (isPrimary === true) await promote(ctx, await ctx.db.get("contacts", contactId), newest._id);
  const isConflict =
    left.length > 0 && (await noteConflict(ctx, taken._id, contact.customerId, "changed", left));
  return { isRestored: Object.keys(earlier).length > 0, isConflict };
}
