/** Puts a contact into the database with its history; who may and who is primary is decided before. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { refreshContactWords } from "../customers/contactWords";
import { syncContactKeys } from "../duplicates/store";
import { diff, recordChange } from "../history/record";
import { fold } from "../shared/text";
import type { NewRow } from "../tenancy/tenantDb";
import { contactFactNames } from "./shape";

/** Fields whose changes are told in the history. */
export const watched = [
  ...contactFactNames,
  "isActive",
] as const satisfies readonly (keyof Doc<"contacts">)[];

type Given = Omit<
  NewRow<"contacts">,
  "nameSort" | "isActive" | "createdAt" | "updatedAt" | "createdBy" | "updatedBy"
>;

export async function insertContact(ctx: TenantMutationCtx, given: Given): Promise<Id<"contacts">> {
  const id = await ctx.db.insert("contacts", {
    ...given,
    nameSort: fold(`${given.firstName} ${given.lastName}`),
    isActive: true,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
    updatedBy: ctx.actor.id,
  });
  const contact = await ctx.db.get("contacts", id);
  await syncContactKeys(ctx, recognisedBy(contact));
  await refreshContactWords(ctx, contact.customerId, contact);
  await recordChange(ctx, {
    entity: "contacts",
    entityId: id,
    customerId: given.customerId,
    action: "created",
    changes: diff({}, contact, watched),
  });
  return id;
}

/** What the duplicate check and search know a contact by (DUP-02, SRC-02). */
export function recognisedBy(contact: Doc<"contacts">) {
  const { _id, customerId, email, isActive, phoneE164, mobileE164 } = contact;
  const name = `${contact.firstName} ${contact.lastName}`;
  return { customerId, contactId: _id, name, email, phones: [phoneE164, mobileE164], isActive };
}

/** The active primary contact, whom mail goes to first (CON-06); null when there is none. */
export async function primaryOf(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
): Promise<Doc<"contacts"> | null> {
  return await ctx.db
    .query("contacts")
    .withIndex("by_primary", (q) => q.eq("customerId", customerId).eq("isActive", true).eq("isPrimary", true))
    .first();
}

/** Who answers at a business, where that is known when the business is entered. */
export interface NamedContact {
  firstName: string;
  lastName: string;
  title?: string;
}

/**
 * A business must have somebody to talk to (CON-05, C37): where nobody is named
 * yet, the record's own name, e-mail and phone make the first contact. `named`
 * is the person known to answer there.
 */
export async function buildPrimaryContact(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  named?: NamedContact,
): Promise<Id<"contacts"> | null> {
  if (customer.type === "individual" || (await primaryOf(ctx, customer._id)) !== null) return null;
  const [firstName = customer.name, ...rest] = customer.name.split(" ");
  return await insertContact(ctx, {
    customerId: customer._id,
    firstName: firstName.slice(0, 100),
    lastName: (rest.join(" ") || (customer.companyName ?? customer.name)).slice(0, 100),
    isPrimary: true,
    isDecisionMaker: false,
    ...named,
    ...(customer.email === undefined ? {} : { email: customer.email }),
    ...(customer.phone === undefined ? {} : { phone: customer.phone }),
    ...(customer.phoneE164 === undefined ? {} : { phoneE164: customer.phoneE164 }),
  });
}
