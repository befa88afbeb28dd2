/** People as the organization's own website knows them, and which customer each of them is (PRL-01, PRL-02). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/**
 * Accounts of the website. Written by profiles/take.ts; who a profile belongs
 * to by profiles/keep.ts alone, in the transaction that writes the customer's
 * link fields, so that neither ever says what the other does not. A row dies
 * with the erasure of its customer.
 */
export const webProfiles = defineTable({
  orgId: v.id("organizations"),
  /** The website's own id, unique. */
  externalId: v.string(),
  /** Lower case. */
  email: v.optional(v.string()),
  displayName: v.optional(v.string()),
  /** As the website has it. */
  phoneNumber: v.optional(v.string()),
  phoneE164: v.optional(v.string()),
  /** `vipCustomers.externalId`. */
  vipCustomerDataId: v.optional(v.string()),
  /** What it is called in lists, folded: the name, else the e-mail, the phone, the id. */
  nameSort: v.string(),
  /** As customers are recognised: duplicates/sound.ts. */
  nameKey: v.optional(v.string()),
  nameSound: v.optional(v.string()),
  searchText: v.string(),
  /** The one customer it belongs to, whose `linkedProfileId` it is. */
  customerId: v.optional(v.id("customers")),
  isLinked: v.boolean(),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("by_externalId", ["orgId", "externalId"])
  .index("by_customer", ["orgId", "customerId"])
  .index("by_linked", ["orgId", "isLinked", "nameSort"])
  .index("by_name", ["orgId", "nameSort"])
  .index("by_email", ["orgId", "email"])
  .index("by_phone", ["orgId", "phoneE164"])
  .index("by_nameKey", ["orgId", "nameKey"])
  .index("by_nameSound", ["orgId", "nameSound"])
  .index("by_vip", ["orgId", "vipCustomerDataId"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .searchIndex("search", { searchField: "searchText", filterFields: ["orgId", "isLinked"] });

/** What the website keeps of its VIP customers; written by profiles/take.ts, read beside the profile (LOY-12). */
export const vipCustomers = defineTable({
  orgId: v.id("organizations"),
  /** The website's own id, unique. */
  externalId: v.string(),
  displayName: v.optional(v.string()),
  email: v.optional(v.string()),
  phoneNumber: v.optional(v.string()),
  tierId: v.optional(v.number()),
  /** Where the file names the tier. */
  tierName: v.optional(v.string()),
  /** Calendar day since when, where the file says so. */
  since: v.optional(v.string()),
  /** `customers.stableHashId` of the same person; the sure sign. */
  stableHashId: v.optional(v.string()),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("by_externalId", ["orgId", "externalId"])
  .index("by_stableHashId", ["orgId", "stableHashId"]);
