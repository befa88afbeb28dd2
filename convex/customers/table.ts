/** The customer: the centre every other table points at. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { customValueValidator } from "../fields/table";

/** Told in customers/words.ts, which holds the legal moves. */
export const customerStatusValidator = v.union(
  v.literal("prospect"),
  v.literal("lead"),
  v.literal("active"),
  v.literal("inactive"),
  v.literal("churned"),
  v.literal("deleted"),
);
export const customerTypeValidator = v.union(
  v.literal("individual"),
  v.literal("business"),
  v.literal("enterprise"),
);
export const churnRiskValidator = v.union(v.literal("low"), v.literal("medium"), v.literal("high"));

/** Written only through customers/write.ts, which keeps keys, search text, counters and history true. */
export const customers = defineTable({
  orgId: v.id("organizations"),
  /** "CUS-001": unique, never edited, never reused (CUS-03). */
  customerCode: v.string(),
  codeNumber: v.number(),
  /** Place in the facets (tallies/facets.ts), unique; absent until a recount has met a record of an older Orbit. */
  slot: v.optional(v.number()),
  name: v.string(),
  /** Folded for sorting and comparing. */
  nameSort: v.string(),
  companyName: v.optional(v.string()),
  /** Folded copies for sorting, of the company and of the address's city. */
  companySort: v.optional(v.string()),
  citySort: v.optional(v.string()),
  industry: v.optional(v.string()),
  website: v.optional(v.string()),
  type: customerTypeValidator,
  status: customerStatusValidator,
  /** False once somebody deactivated the record (C02). */
  isActive: v.boolean(),
  deactivationReason: v.optional(v.string()),
  /** While deleted: when, and what the record goes back to when it is restored (CUS-47). */
  deletion: v.optional(v.object({ at: v.number(), status: customerStatusValidator, isActive: v.boolean() })),
  /** Present once the person was erased (erasing/): nothing personal is left in the row, and nothing brings it back. */
  erasure: v.optional(v.object({ at: v.number(), jobId: v.id("jobs") })),
  customerSource: v.string(),
  sourceDetail: v.optional(v.string()),
  /** As typed, at most 20 characters. */
  phone: v.optional(v.string()),
  /** "+" and 8 to 15 digits. */
  phoneE164: v.optional(v.string()),
  secondaryPhone: v.optional(v.string()),
  secondaryPhoneE164: v.optional(v.string()),
  /** Lower case. */
  email: v.optional(v.string()),
  address: v.optional(
    v.object({
      line1: v.optional(v.string()),
      line2: v.optional(v.string()),
      city: v.optional(v.string()),
      state: v.optional(v.string()),
      postalCode: v.optional(v.string()),
      country: v.optional(v.string()),
    }),
  ),
  /** Calendar day. */
  dateOfBirth: v.optional(v.string()),
  dateJoined: v.string(),
  tags: v.array(v.string()),
  notes: v.optional(v.string()),
  preferredLanguage: v.union(v.literal("en"), v.literal("ru")),
  smsConsent: v.boolean(),
  emailConsent: v.boolean(),
  /** Absent on records of an older Orbit: no. */
  marketingConsent: v.optional(v.boolean()),
  /** Entered and read through consent/preferences.ts, which knows the names other systems use. */
  preferences: v.optional(
    v.object({
      dietary: v.optional(v.array(v.string())),
      travel_preferences: v.optional(
        v.object({ seat: v.optional(v.string()), class: v.optional(v.string()) }),
      ),
      smsReceipts: v.optional(v.boolean()),
      emailReceipts: v.optional(v.boolean()),
      /** Other wishes as JSON text, because their keys may be ones that Convex documents cannot have. */
      extra: v.optional(v.string()),
    }),
  ),
  ownerId: v.optional(v.id("users")),
  /** Epoch ms of the newest touch; 0 when there was none, so that the index sorts it first. */
  lastContactAt: v.number(),
  /** First and last visit, how many, and the first sale (epoch ms); absent for who never came. transactions/facts.ts works them out. */
  firstVisitAt: v.optional(v.number()),
  lastVisitAt: v.optional(v.number()),
  totalVisits: v.optional(v.number()),
  firstTransactionAt: v.optional(v.number()),
  /** When the lifecycle first reached lead, active and churned (CUS-35); kept when it moves on. */
  qualifiedAt: v.optional(v.number()),
  convertedAt: v.optional(v.number()),
  churnedAt: v.optional(v.number()),
  nextFollowUpAt: v.optional(v.number()),
  /** Lifetime value in minor units of `currency`; computed, never edited (CUS-30). */
  lifetimeValue: v.number(),
  currency: v.string(),
  churnRisk: churnRiskValidator,
  /** Store credit in minor units of `creditCurrency`, and whole points; absent for none (loyalty/ledger.ts alone writes them). */
  availableCredit: v.optional(v.number()),
  creditCurrency: v.optional(v.string()),
  loyaltyPoints: v.optional(v.number()),
  /** The VIP tier and the calendar day since when; both or neither (loyalty/assign.ts). */
  vipTierId: v.optional(v.id("vipTiers")),
  vipStatusDate: v.optional(v.string()),
  /** 0 to 100, a copy of leadScores for sorting and filtering; absent until first computed. */
  leadScore: v.optional(v.number()),
  /** Ids of the same person in older systems. */
  legacyIds: v.array(v.string()),
  /** The first of them, by which it is found; a record's further ones are importedKeys. */
  legacyId: v.optional(v.string()),
  stableHashId: v.optional(v.string()),
  /** The website's profile of the same person, how sure that is (0 to 1), by what, and since when (PRL-03); all four or none. */
  linkedProfileId: v.optional(v.id("webProfiles")),
  profileLinkConfidence: v.optional(v.number()),
  /** "manual", "stable_hash", "email", "phone", "name", or what an older system called it. */
  profileLinkMethod: v.optional(v.string()),
  profileLinkedAt: v.optional(v.number()),
  /** Where a record went that was merged away; its status is "deleted" (DUP-19). */
  mergedIntoId: v.optional(v.id("customers")),
  /** A JSON object as text, because it may have keys that Convex documents cannot; at most 16 KB (CUS-25). */
  metadata: v.optional(v.string()),
  /** Records merged into this one; absent for none. Kept by merging/, because a page must know without looking. */
  mergedRecords: v.optional(v.number()),
  /** The job that brought the row in; lets an import be taken back. */
  importJobId: v.optional(v.id("jobs")),
  isSample: v.boolean(),
  /** Values of the organization's own fields by key (fields/table.ts), formulas and roll-ups among them. */
  custom: v.optional(v.record(v.string(), customValueValidator)),
  /** Search words of the contacts that the record does not have itself (customers/contactWords.ts). */
  contactWords: v.optional(v.string()),
  searchText: v.string(),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  updatedBy: v.string(),
})
  .index("by_code", ["orgId", "customerCode"])
  .index("by_codeNumber", ["orgId", "codeNumber"])
  // Samples are not imported: one index tells both.
  .index("by_origin", ["orgId", "isSample", "importJobId"])
  .index("by_legacyId", ["orgId", "legacyId"])
  .index("by_stableHashId", ["orgId", "stableHashId"])
  .index("by_slot", ["orgId", "slot"])
  // One index per main filter and sort: list.ts reads a page from whichever is narrowest.
  .index("by_name", ["orgId", "nameSort"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_lastContactAt", ["orgId", "lastContactAt"])
  .index("by_lifetimeValue", ["orgId", "lifetimeValue"])
  .index("by_dateJoined", ["orgId", "dateJoined"])
  .index("by_nextFollowUpAt", ["orgId", "nextFollowUpAt"])
  .index("by_leadScore", ["orgId", "leadScore"])
  .index("by_email", ["orgId", "email"])
  .index("by_phone", ["orgId", "phoneE164"])
  .index("by_company", ["orgId", "companySort"])
  .index("by_city", ["orgId", "citySort"])
  .index("by_owner_name", ["orgId", "ownerId", "nameSort"])
  .index("by_owner_createdAt", ["orgId", "ownerId", "createdAt"])
  .index("by_owner_lastContactAt", ["orgId", "ownerId", "lastContactAt"])
  .index("by_owner_lifetimeValue", ["orgId", "ownerId", "lifetimeValue"])
  .index("by_owner_status_name", ["orgId", "ownerId", "status", "nameSort"])
  .index("by_owner_status_lastContactAt", ["orgId", "ownerId", "status", "lastContactAt"])
  .index("by_status_name", ["orgId", "status", "nameSort"])
  .index("by_status_createdAt", ["orgId", "status", "createdAt"])
  .index("by_status_lastContactAt", ["orgId", "status", "lastContactAt"])
  .index("by_status_lifetimeValue", ["orgId", "status", "lifetimeValue"])
  .index("by_type_name", ["orgId", "type", "nameSort"])
  .index("by_type_createdAt", ["orgId", "type", "createdAt"])
  .index("by_type_lastContactAt", ["orgId", "type", "lastContactAt"])
  .index("by_type_lifetimeValue", ["orgId", "type", "lifetimeValue"])
  .searchIndex("search", {
    searchField: "searchText",
    filterFields: ["orgId", "status", "ownerId", "type", "isActive"],
  });

/**
 * One row per customer and tag, with copies of what lists sort by, so that a
 * tag can be listed in any order by index. Written only through
 * customers/write.ts together with `customers.tags`, which shows the same.
 */
export const customerTags = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** Folded, for comparing. */
  key: v.string(),
  /** As the organization first wrote it; every customer with this key shows the same spelling. */
  tag: v.string(),
  /** Copies of the customer's owner and of what lists sort by. */
  ownerId: v.optional(v.id("users")),
  nameSort: v.string(),
  createdAt: v.number(),
  lastContactAt: v.number(),
  lifetimeValue: v.number(),
})
  .index("by_customer", ["orgId", "customerId", "key"])
  .index("by_owner_key", ["orgId", "ownerId", "key"])
  .index("by_tag_name", ["orgId", "key", "nameSort"])
  .index("by_tag_createdAt", ["orgId", "key", "createdAt"])
  .index("by_tag_lastContactAt", ["orgId", "key", "lastContactAt"])
  .index("by_tag_lifetimeValue", ["orgId", "key", "lifetimeValue"]);
