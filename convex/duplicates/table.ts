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
  /** What the provider delivers to, where it is written otherwise: without dots and tags. */
  v.literal("mailbox"),
  /** Own domain of a business. */
  v.literal("domain"),
  /** Day of birth and the sound of the name. */
  v.literal("birth"),
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

export const pairStatusValidator = v.union(
  v.literal("open"),
  /** Put aside until `laterUntil`. */
  v.literal("later"),
  /** Somebody said that these are two people: never shown again, whatever the records become. */
  v.literal("dismissed"),
  v.literal("merged"),
);

/**
 * Two live customers that may be one person; `a` is the smaller id. Written
 * only by duplicates/pairs.ts and by merging. An open pair goes when the two no
 * longer resemble each other; a decision stays.
 */
export const duplicatePairs = defineTable({
  orgId: v.id("organizations"),
  a: v.id("customers"),
  b: v.id("customers"),
  status: pairStatusValidator,
  /** 0 to 100 when it was last compared. */
  score: v.number(),
  reasons: v.array(v.object({ kind: v.string(), points: v.number() })),
  /** Place in the queue: the score, or 101 for what somebody has proposed. */
  rank: v.number(),
  /** By somebody who may not merge. */
  proposal: v.optional(
    v.object({ byName: v.string(), reason: v.string(), primaryCustomerId: v.id("customers") }),
  ),
  decidedBy: v.optional(v.string()),
  decidedByName: v.optional(v.string()),
  decidedAt: v.optional(v.number()),
  laterUntil: v.optional(v.number()),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("by_pair", ["orgId", "a", "b"])
  .index("by_b", ["orgId", "b"])
  .index("by_status", ["orgId", "status", "rank"])
  .index("by_later", ["orgId", "status", "laterUntil"])
  .index("by_createdAt", ["orgId", "createdAt"]);
