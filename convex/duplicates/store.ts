/** Keeps the recognition keys of a customer and of its contacts true. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import type { NewRow } from "../tenancy/tenantDb";
import { domainOf, mailboxKey, mailboxOf } from "./identity";
import { leaveCrowds } from "./crowds";
import { beginningOf, nameKeys, reversedSound } from "./sound";

type KeyRow = Pick<Doc<"customerKeys">, "kind" | "key" | "name">;
type IdentityRow = Omit<NewRow<"customerIdentities">, "customerId" | "emailSince" | "phoneSince">;

/** By what a customer should be recognised; `identity` is null for a record that is deleted or says nothing. */
export interface Recognition {
  identity: IdentityRow | null;
  keys: KeyRow[];
}

type Recognisable = Pick<
  Doc<"customers">,
  "name" | "type" | "email" | "phoneE164" | "secondaryPhoneE164" | "website" | "dateOfBirth" | "status"
>;

export function recognitionOf(customer: Recognisable): Recognition {
  if (customer.status === "deleted") return { identity: null, keys: [] };
  const identity: IdentityRow = {};
  const keys: KeyRow[] = [];
  const { email, dateOfBirth } = customer;
  if (email !== undefined) {
    identity.email = email;
    identity.mailbox = mailboxKey(email);
  }
  if (customer.type !== "individual") {
    const mailbox = email === undefined ? null : mailboxOf(email);
    const domain = domainOf(customer.website, mailbox === null ? [] : [mailbox]);
    if (domain !== null) keys.push({ kind: "domain", key: domain });
  }
  const [phone, second] = new Set([customer.phoneE164, customer.secondaryPhoneE164].filter(isGiven));
  if (phone !== undefined) identity.phone = phone;
  if (second !== undefined) keys.push({ kind: "phone", key: second });
  const name = nameKeys(customer.name);
  if (name !== null) {
    identity.name = name.exact;
    if (name.latin !== name.exact) identity.latin = name.latin;
    identity.sound = name.sound;
    const reversed = reversedSound(name.sound);
    if (reversed !== null) identity.reversed = reversed;
    if (dateOfBirth !== undefined) identity.birth = dateOfBirth;
    for (const key of name.partial)
      if (!name.sound.startsWith(key) && !reversed?.startsWith(key))
        keys.push({ kind: "partialSound", key, name: name.latin });
  }
  return { identity: Object.keys(identity).length === 0 ? null : identity, keys };
}

const isGiven = (text: string | undefined): text is string => text !== undefined;

/** Fields of which the others follow. */
const identifying = [
  "name",
  "type",
  "email",
  "phoneE164",
  "secondaryPhoneE164",
  "website",
  "dateOfBirth",
] as const;

/**
 * Called by customers/save.ts for every write of a customer. The scan and the
 * upgrade call it with `isNew: false` and no earlier row, to compare with what
 * is stored.
 */
export async function syncCustomerKeys(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  before: Doc<"customers"> | null,
  { isNew = before === null }: { isNew?: boolean } = {},
): Promise<void> {
  if (before !== null && (before.status === "deleted") === (customer.status === "deleted")) {
    if (identifying.every((field) => before[field] === customer[field])) return;
  }
  const { identity, keys } = recognitionOf(customer);
  if (isNew) {
    if (identity !== null)
      await ctx.db.insert("customerIdentities", { customerId: customer._id, ...identity });
    for (const row of keys) await ctx.db.insert("customerKeys", { customerId: customer._id, ...row });
    return;
  }
  const left = await replaceIdentity(ctx, customer._id, identity);
  const removed = await replace(ctx, customer._id, undefined, keys);
  await leaveCrowds(ctx, [
    ...left,
    ...removed.flatMap(({ kind, key }) => (kind === "partialSound" ? [key] : [])),
  ]);
}

const identityFields = ["email", "mailbox", "phone", "name", "latin", "sound", "reversed", "birth"] as const;

/** What the sounds of a name begin with, read the one way and the other. */
function beginningsOf(row: Pick<IdentityRow, "sound" | "reversed"> | null): string[] {
  return [row?.sound, row?.reversed].flatMap((sounds) => (sounds && beginningOf(sounds)) || []);
}

/** Returns the beginnings of sounds that the record has no more. */
async function replaceIdentity(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  wanted: IdentityRow | null,
): Promise<string[]> {
  const stored = await ctx.db
    .query("customerIdentities")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .first();
  if (stored === null) {
    if (wanted !== null) await ctx.db.insert("customerIdentities", { customerId, ...wanted });
    return [];
  }
  const kept = beginningsOf(wanted);
  const left = beginningsOf(stored).filter((beginning) => !kept.includes(beginning));
  if (wanted === null) {
    await ctx.db.delete("customerIdentities", stored._id);
    return left;
  }
  const changed = identityFields.filter((field) => stored[field] !== wanted[field]);
  if (changed.length === 0) return left;
  if (!changed.includes("email") && !changed.includes("phone")) {
    const fields = Object.fromEntries(changed.map((field) => [field, wanted[field]]));
    await ctx.db.patch("customerIdentities", stored._id, fields);
    return left;
  }
  // A new row, so that whoever got an address after some moment is found by the row's own age.
  const { emailSince = stored._creationTime, phoneSince = stored._creationTime } = stored;
  await ctx.db.delete("customerIdentities", stored._id);
  await ctx.db.insert("customerIdentities", {
    customerId,
    ...wanted,
    ...(wanted.email === undefined || changed.includes("email") ? {} : { emailSince }),
    ...(wanted.phone === undefined || changed.includes("phone") ? {} : { phoneSince }),
  });
  return left;
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
  await replace(ctx, contact.customerId, contact.contactId, wanted);
}

/** Returns the rows that went. */
async function replace(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  contactId: Id<"contacts"> | undefined,
  wanted: readonly KeyRow[],
): Promise<KeyRow[]> {
  const stored = await ctx.db
    .query("customerKeys")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId).eq("contactId", contactId))
    .collect();
  const removed: KeyRow[] = [];
  const missing = new Map(wanted.map((row) => [`${row.kind} ${row.key} ${row.name ?? ""}`, row]));
  for (const row of stored) {
    if (missing.delete(`${row.kind} ${row.key} ${row.name ?? ""}`)) continue;
    await ctx.db.delete("customerKeys", row._id);
    removed.push(row);
  }
  for (const row of missing.values()) {
    await ctx.db.insert("customerKeys", {
      customerId,
      ...(contactId === undefined ? {} : { contactId }),
      ...row,
    });
  }
  return removed;
}
