/** By what a customer is recognised: one row of what nearly every record has, and one for each thing that few have. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/**
 * One row per live customer. Written only by duplicates/store.ts in the
 * transaction that writes the customer; goes when it is deleted or merged away.
 * A range of these indexes answers what a row for each key used to
 * (duplicates/lookUp.ts), at a third of the index entries.
 */
export const customerIdentities = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** Lower case. */
  email: v.optional(v.string()),
  /** What the provider delivers to: the e-mail without dots and tags. */
  mailbox: v.optional(v.string()),
  /** E.164; a second number is a row of customerKeys. */
  phone: v.optional(v.string()),
  /** Folded words of the name in alphabetical order; absent for a name of signs alone, as all that follows. */
  name: v.optional(v.string()),
  /** The same in Latin letters, where that differs: compared without loading the customer. */
  latin: v.optional(v.string()),
  /** The sounds of the words, the same in Latin and Cyrillic, in alphabetical order; follows from the name. */
  sound: v.optional(v.string()),
  /** The sounds from the last to the first, of two words and more: one misspelt word leaves a beginning of either. */
  reversed: v.optional(v.string()),
  /** Day of birth. */
  birth: v.optional(v.string()),
  /** Since when the e-mail and the phone are the record's, where that is longer than the row is. */
  emailSince: v.optional(v.number()),
  phoneSince: v.optional(v.number()),
})
  .index("by_customer", ["orgId", "customerId"])
  .index("by_mailbox", ["orgId", "mailbox", "email"])
  .index("by_phone", ["orgId", "phone"])
  .index("by_sound", ["orgId", "sound", "name"])
  .index("by_reversed", ["orgId", "reversed"])
  .index("by_birth", ["orgId", "birth", "sound"]);

export const keyKindValidator = v.union(
  /** E.164: the secondary phone. */
  v.literal("phone"),
  /** Sound of one word and first letter of another, of names with more than two words, where no beginning says it. */
  v.literal("partialSound"),
  /** Own domain of a business. */
  v.literal("domain"),
  // Rows of an older Orbit, until the upgrade has met the customer (customers/reindex.ts).
  v.literal("email"),
  v.literal("mailbox"),
  v.literal("name"),
  v.literal("sound"),
  v.literal("birth"),
  v.literal("contactEmail"),
  v.literal("contactPhone"),
  /** Folded words of a contact's name in alphabetical order. */
  v.literal("contactName"),
);

/**
 * One row for each thing by which few customers are recognised, and for each
 * e-mail, phone and name of a contact. Written only by duplicates/store.ts in
 * the transaction that writes the customer or contact. Rows exist for live records only: deleting or merging a
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

/**
 * One row for each sound of which it is known that more customers share it than
 * prove anything: see duplicates/crowds.ts, which alone writes it.
 */
export const soundCrowds = defineTable({
  orgId: v.id("organizations"),
  /** As in customerKeys of the kind partialSound. */
  sound: v.string(),
}).index("by_sound", ["orgId", "sound"]);

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
