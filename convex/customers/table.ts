/** The customer: the centre every other table points at. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

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
  name: v.string(),
  /** Folded for sorting and comparing. */
  nameSort: v.string(),
  companyName: v.optional(v.string()),
  industry: v.optional(v.string()),
  website: v.optional(v.string()),
  type: customerTypeValidator,
  status: customerStatusValidator,
  /** False once somebody deactivated the record (C02). */
  isActive: v.boolean(),
  deactivationReason: v.optional(v.string()),
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
  ownerId: v.optional(v.id("users")),
  /** Epoch ms of the newest touch; 0 when there was none, so that the index sorts it first. */
  lastContactAt: v.number(),
  nextFollowUpAt: v.optional(v.number()),
  /** Lifetime value in minor units of `currency`; computed, never edited (CUS-30). */
  lifetimeValue: v.number(),
  currency: v.string(),
  churnRisk: churnRiskValidator,
  /** Ids of the same person in older systems. */
  legacyIds: v.array(v.string()),
  stableHashId: v.optional(v.string()),
  /** The job that brought the row in; lets an import be taken back. */
  importJobId: v.optional(v.id("jobs")),
  isSample: v.boolean(),
  searchText: v.string(),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  updatedBy: v.string(),
})
  .index("by_code", ["orgId", "customerCode"])
  .index("by_name", ["orgId", "nameSort"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_lastContactAt", ["orgId", "lastContactAt"])
  .index("by_lifetimeValue", ["orgId", "lifetimeValue"])
  .index("by_owner_name", ["orgId", "ownerId", "nameSort"])
  .index("by_importJob", ["orgId", "importJobId"])
  .index("by_sample", ["orgId", "isSample"])
  .searchIndex("search", { searchField: "searchText", filterFields: ["orgId", "status", "ownerId"] });
