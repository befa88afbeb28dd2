/** Keeps the recognition keys of a customer and of its contacts true. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { domainOf, mailboxOf } from "./identity";
import { nameKeys } from "./sound";

type KeyRow = Pick<Doc<"customerKeys">, "kind" | "key" | "name">;

/** The keys a customer should have; none once it is deleted. Pure. */
export function keysOfCustomer(
  customer: Pick<
    Doc<"customers">,
    "name" | "type" | "email" | "phoneE164" | "secondaryPhoneE164" | "website" | "dateOfBirth" | "status"
  >,
): KeyRow[] {
  if (customer.status === "deleted") return [];
  const keys: KeyRow[] = [];
  const mailbox = customer.email === undefined ? null : mailboxOf(customer.email);
  if (customer.email !== undefined) keys.push({ kind: "email", key: customer.email });
  if (mailbox !== null && mailbox.mailbox !== customer.email)
    keys.push({ kind: "mailbox", key: mailbox.mailbox });
  const domain =
    customer.type === "individual" ? null : domainOf(customer.website, mailbox === null ? [] : [mailbox]);
  if (domain !== null) keys.push({ kind: "domain", key: domain });
  for (const phone of new Set([customer.phoneE164, customer.secondaryPhoneE164])) {
    if (phone !== undefined) keys.push({ kind: "phone", key: phone });
  }
  const name = nameKeys(customer.name);
  if (name !== null) {
    keys.push({ kind: "name", key: name.exact, name: name.latin });
    keys.push({ kind: "sound", key: name.sound, name: name.latin });
    for (const key of name.partial) keys.push({ kind: "partialSound", key, name: name.latin });
    if (customer.dateOfBirth !== undefined)
      keys.push({ kind: "birth", key: `${customer.dateOfBirth} ${name.sound}` });
  }
  return keys;
}

/**
 * Called by customers/save.ts for every write of a customer. The scan calls it
 * with `isNew: false` and no earlier row, to compare with what is stored.
 */
export async function syncCustomerKeys(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  before: Doc<"customers"> | null,
  { isNew = before === null }: { isNew?: boolean } = {},
): Promise<void> {
  const wanted = keysOfCustomer(customer);
  if (before !== null) {
    const had = keysOfCustomer(before);
    if (JSON.stringify(had) === JSON.stringify(wanted)) return;
  }
  await replace(ctx, customer._id, undefined, wanted, isNew);
}

/**
 * Called by contacts/write.ts whenever a contact is written; with
 * `isActive: false` its keys go. A contact's address or phone shows up in the
 * duplicate check and in search as "contact of" the customer (DUP-02, SRC-02).
 */
export async function syncContactKeys(
  ctx: TenantMutationCtx,
  contact: {
    customerId: Id<"customers">;
    contactId: Id<"contacts">;
    name: string;
    email?: string | undefined;
    /** E.164. */
    phones: readonly (string | undefined)[];
    isActive: boolean;
  },
): Promise<void> {
  const wanted: KeyRow[] = [];
  if (contact.isActive) {
    if (contact.email !== undefined) wanted.push({ kind: "contactEmail", key: contact.email });
    for (const phone of new Set(contact.phones)) {
      if (phone !== undefined) wanted.push({ kind: "contactPhone", key: phone });
    }
    const name = nameKeys(contact.name);
    if (name !== null) wanted.push({ kind: "contactName", key: name.exact, name: name.latin });
  }
  await replace(ctx, contact.customerId, contact.contactId, wanted, false);
}

async function replace(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  contactId: Id<"contacts"> | undefined,
  wanted: readonly KeyRow[],
  isNew: boolean,
): Promise<void> {
  const stored = isNew
    ? []
    : await ctx.db
        .query("customerKeys")
        .withIndex("by_customer", (q) => q.eq("customerId", customerId).eq("contactId", contactId))
        .collect();
  const missing = new Map(wanted.map((row) => [`${row.kind} ${row.key} ${row.name ?? ""}`, row]));
  for (const row of stored) {
    if (!missing.delete(`${row.kind} ${row.key} ${row.name ?? ""}`))
      await ctx.db.delete("customerKeys", row._id);
  }
  for (const row of missing.values()) {
    await ctx.db.insert("customerKeys", {
      customerId,
      ...(contactId === undefined ? {} : { contactId }),
      ...row,
    });
  }
}
