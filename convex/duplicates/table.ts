/** By what a customer is recognised: one row per e-mail, phone and form of the name. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const keyKindValidator = v.union(
  /** Lower case. */
  v.literal("email"),
  /** E.164; the secondary phone counts alike. */
  v.literal("phone"),
  /** Folded words of the name in alphabetical order. */
  v.literal("name"),
  /** The name's sound, the same in Latin and Cyrillic. */
  v.literal("sound"),
  /** Sound of one word and first letter of another: survives one misspelt word. */
  v.literal("partialSound"),
  v.literal("contactEmail"),
  v.literal("contactPhone"),
  /** Folded words of a contact's name in alphabetical order. */
  v.literal("contactName"),
);

/**
 * Written only by duplicates/store.ts in the transaction that writes the
 * customer or contact. Rows exist for live records only: deleting or merging a
 * customer removes its rows, deactivating it does not.
 */
export const customerKeys = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** Set when the key belongs to a contact of the customer. */
  contactId: v.optional(v.id("contacts")),
  kind: keyKindValidator,
  key: v.string(),
  /** Name in Latin letters, on rows about names: compared without loading the customer. */
  name: v.optional(v.string()),
})
  .index("by_key", ["orgId", "kind", "key"])
  .index("by_customer", ["orgId", "customerId", "contactId"]);
