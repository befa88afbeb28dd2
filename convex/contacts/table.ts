/** The people one talks to at a customer (CON-01). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/**
 * Written only through contacts/write.ts. Never deleted: a removed contact is
 * inactive, because interactions and quotes still name it (CON-07).
 */
export const contacts = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  firstName: v.string(),
  lastName: v.string(),
  /** Folded "first last", for sorting. */
  nameSort: v.string(),
  title: v.optional(v.string()),
  department: v.optional(v.string()),
  /** Lower case. */
  email: v.optional(v.string()),
  /** As typed; the E.164 form beside it is what is compared. */
  phone: v.optional(v.string()),
  phoneE164: v.optional(v.string()),
  mobile: v.optional(v.string()),
  mobileE164: v.optional(v.string()),
  notes: v.optional(v.string()),
  /** Exactly one active contact of a customer is primary, as soon as there is one (CON-04). */
  isPrimary: v.boolean(),
  /** Has the authority to buy (CON-14). */
  isDecisionMaker: v.boolean(),
  isActive: v.boolean(),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  updatedBy: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "isActive", "nameSort"])
  // By which an import finds the same person among a customer's contacts.
  .index("by_email", ["orgId", "customerId", "isActive", "email"])
  .index("by_phone", ["orgId", "customerId", "isActive", "phoneE164"])
  .index("by_mobile", ["orgId", "customerId", "isActive", "mobileE164"])
  .index("by_primary", ["orgId", "customerId", "isActive", "isPrimary"]);
