/** The one write path of contacts; who is primary is decided here and nowhere else (CON-04, CON-05). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { refreshContactWords } from "../customers/contactWords";
import { syncContactKeys } from "../duplicates/store";
import { diff, recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { toE164 } from "../shared/phone";
import { fold } from "../shared/text";
import { parse } from "../shared/validate";
import type { NewRow } from "../tenancy/tenantDb";
import { refreshInsights } from "../value/refresh";
import { insertContact, primaryOf, recognisedBy, watched } from "./insert";
import { contactPatchShape, contactShape, type ContactInput, type ContactPatch } from "./shape";

type Fields = Partial<NewRow<"contacts">>;

/** Adds a contact; the first one of a customer becomes primary, and so does one that asks to be (CON-07). */
export async function addContact(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  input: ContactInput,
  makePrimary: boolean,
): Promise<Id<"contacts">> {
  const customer = await writableCustomer(ctx, customerId, "contacts:write");
  const id = await createContact(ctx, customer._id, input, makePrimary);
  await refreshInsights(ctx, customer._id);
  return id;
}

/** For rooms: as addContact, without asking who may. */
export async function createContact(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  input: ContactInput,
  makePrimary: boolean,
): Promise<Id<"contacts">> {
  const parsed = parse(contactShape, input);
  const primary = await primaryOf(ctx, customerId);
  const becomesPrimary = primary === null || makePrimary;
  if (becomesPrimary && primary !== null) await changeContact(ctx, primary, "updated", { isPrimary: false });
  return await insertContact(ctx, {
    ...present(parsed),
    ...present(await derived(ctx, parsed)),
    customerId,
    firstName: parsed.firstName,
    lastName: parsed.lastName,
    isDecisionMaker: parsed.isDecisionMaker,
    isPrimary: becomesPrimary,
  });
}

/** Changes the fields named; an empty text clears its field (CON-12). */
export async function editContact(
  ctx: OrgMutationCtx,
  id: Id<"contacts">,
  input: ContactPatch,
): Promise<void> {
  const before = await changeable(ctx, id);
  const patch = parse(contactPatchShape, input);
  const named = {
    firstName: patch.firstName ?? before.firstName,
    lastName: patch.lastName ?? before.lastName,
  };
  await changeContact(ctx, before, "updated", {
    ...patch,
    ...(await derived(ctx, patch)),
    nameSort: fold(`${named.firstName} ${named.lastName}`),
  });
  await refreshInsights(ctx, before.customerId);
}

/** For rooms: checked values into a contact; one that is undefined clears its field. */
export async function rewriteContact(
  ctx: TenantMutationCtx,
  contact: Doc<"contacts">,
  fields: Fields,
): Promise<Id<"auditLog"> | null> {
  const after = { ...contact, ...fields };
  return await changeContact(ctx, contact, "updated", {
    ...fields,
    ...(await derived(ctx, fields)),
    nameSort: fold(`${after.firstName} ${after.lastName}`),
  });
}

/** Promotes one and demotes the other in one transaction (CON-04). */
export async function makePrimaryContact(ctx: OrgMutationCtx, id: Id<"contacts">): Promise<void> {
  await promote(ctx, await changeable(ctx, id));
}

/**
 * Makes a contact inactive. The primary of a business stays until another is
 * primary (PRIMARY_CONTACT_REQUIRED); an individual's next contact takes over.
 */
export async function removeContact(ctx: OrgMutationCtx, id: Id<"contacts">): Promise<void> {
  await takeOff(ctx, await changeable(ctx, id));
}

export async function takeOff(
  ctx: TenantMutationCtx,
  contact: Doc<"contacts">,
  undoes?: Id<"auditLog">,
): Promise<Id<"auditLog"> | null> {
  if (!contact.isActive) return null;
  if (contact.isPrimary) {
    const customer = await ctx.db.get("customers", contact.customerId);
    if (customer.type !== "individual") fail({ code: "PRIMARY_CONTACT_REQUIRED" });
  }
  const gone = { isActive: false, isPrimary: false };
  const auditId = await changeContact(ctx, contact, "removed", gone, undoes);
  if (contact.isPrimary) {
    const heir = await ctx.db
      .query("contacts")
      .withIndex("by_customer", (q) => q.eq("customerId", contact.customerId).eq("isActive", true))
      .first();
    if (heir !== null) await changeContact(ctx, heir, "updated", { isPrimary: true });
  }
  await refreshInsights(ctx, contact.customerId);
  return auditId;
}

/** The undo of a removal; primary again only when nobody else is. */
export async function restoreContact(ctx: OrgMutationCtx, id: Id<"contacts">): Promise<void> {
  await putBack(ctx, await changeable(ctx, id));
}

export async function putBack(
  ctx: TenantMutationCtx,
  contact: Doc<"contacts">,
  undoes?: Id<"auditLog">,
): Promise<Id<"auditLog"> | null> {
  if (contact.isActive) return null;
  const isPrimary = (await primaryOf(ctx, contact.customerId)) === null;
  const auditId = await changeContact(ctx, contact, "restored", { isActive: true, isPrimary }, undoes);
  await refreshInsights(ctx, contact.customerId);
  return auditId;
}

/** Earlier values back into a contact; being primary is not among them, because exactly one is (CON-04). */
export async function revertContact(
  ctx: TenantMutationCtx,
  contact: Doc<"contacts">,
  earlier: Fields,
  undoes: Id<"auditLog">,
): Promise<Id<"auditLog"> | null> {
  const fields = { ...earlier, ...(await derived(ctx, earlier)) };
  const after = { ...contact, ...fields };
  const nameSort = fold(`${after.firstName} ${after.lastName}`);
  const auditId = await changeContact(ctx, contact, "updated", { ...fields, nameSort }, undoes);
  await refreshInsights(ctx, contact.customerId);
  return auditId;
}

/** Promotes one and demotes the other; returns the history entry of the promotion. */
export async function promote(
  ctx: TenantMutationCtx,
  contact: Doc<"contacts">,
  undoes?: Id<"auditLog">,
): Promise<Id<"auditLog"> | null> {
  if (!contact.isActive) fail({ code: "NOT_FOUND", entity: "contacts" });
  if (contact.isPrimary) return null;
  const primary = await primaryOf(ctx, contact.customerId);
  if (primary !== null) await changeContact(ctx, primary, "updated", { isPrimary: false });
  return await changeContact(ctx, contact, "updated", { isPrimary: true }, undoes);
}

async function changeable(ctx: OrgMutationCtx, id: Id<"contacts">): Promise<Doc<"contacts">> {
  const contact = await ctx.db.get("contacts", id);
  await writableCustomer(ctx, contact.customerId, "contacts:write");
  return contact;
}

/** Every change of an existing row goes through here; returns its history entry, null when nothing differs. */
export async function changeContact(
  ctx: TenantMutationCtx,
  before: Doc<"contacts">,
  action: string,
  fields: Fields,
  undoes?: Id<"auditLog">,
): Promise<Id<"auditLog"> | null> {
  const changes = diff<Doc<"contacts">>(before, { ...before, ...fields }, watched);
  if (changes.length === 0) return null;
  await ctx.db.patch("contacts", before._id, { ...fields, updatedAt: ctx.now, updatedBy: ctx.actor.id });
  await syncContactKeys(ctx, recognisedBy({ ...before, ...fields }));
  await refreshContactWords(ctx, before.customerId);
  return await recordChange(ctx, {
    entity: "contacts",
    entityId: before._id,
    customerId: before.customerId,
    action,
    changes,
    ...(undoes === undefined ? {} : { undoes }),
  });
}

/** The E.164 form beside each phone that was given; a cleared phone clears it too (CON-09). */
async function derived(ctx: TenantMutationCtx, given: object): Promise<Fields> {
  const { country } = await ctx.settings();
  const phones = given as { phone?: string; mobile?: string };
  const forms: Fields = {};
  if ("phone" in phones)
    forms.phoneE164 = phones.phone === undefined ? undefined : (toE164(phones.phone, country) ?? undefined);
  if ("mobile" in phones)
    forms.mobileE164 =
      phones.mobile === undefined ? undefined : (toE164(phones.mobile, country) ?? undefined);
  return forms;
}

function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
