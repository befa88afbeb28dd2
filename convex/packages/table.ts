/** What an organization offers as a package, and what was sold of it (PKG-01, PKG-10). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { packageStatuses } from "./words";

export const packageStatusValidator = v.union(...packageStatuses.map((status) => v.literal(status)));

/** The catalogue. Written only by packages/catalogue.ts; what is not sold any more is archived, because sold ones point here. */
export const packages = defineTable({
  orgId: v.id("organizations"),
  name: v.string(),
  /** Folded, for comparing and for the order of the list. */
  nameKey: v.string(),
  description: v.optional(v.string()),
  /** Minor units of `currency`; may be 0. */
  price: v.number(),
  currency: v.string(),
  /** How often it can be used; absent: as often as wanted while it lasts. */
  sessions: v.optional(v.number()),
  /** Days from its start on; absent: for ever. */
  validDays: v.optional(v.number()),
  isArchived: v.boolean(),
  /** Came with sample data, and goes with it unless an own customer has bought it by then. */
  isSample: v.optional(v.boolean()),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
})
  .index("by_name", ["orgId", "isArchived", "nameKey"])
  .index("by_origin", ["orgId", "isSample"]);

/**
 * One row per package that a customer bought. Written only by packages/keep.ts, moved by merging/ and
 * packages/owner.ts; never deleted (a mistake is cancelled and can be brought back), but for sample data. Name, price and
 * sessions are as they were sold: a later change of the catalogue does not reach them.
 */
export const customerPackages = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  packageId: v.id("packages"),
  name: v.string(),
  /** What was paid, minor units of `currency`; 0 for a gift, of which there is no sale. */
  price: v.number(),
  currency: v.string(),
  /** Epoch ms. */
  purchasedAt: v.number(),
  /** First and last calendar day of the organization on which it can be used; without a last day, for ever. */
  startsOn: v.string(),
  expiresOn: v.optional(v.string()),
  /** Absent: no limit. */
  sessionsTotal: v.optional(v.number()),
  sessionsUsed: v.number(),
  note: v.optional(v.string()),
  status: packageStatusValidator,
  /** Status is active; lists of what is current and what is past go by it. */
  isCurrent: v.boolean(),
  /** While cancelled: when, by whom and why. */
  cancelled: v.optional(
    v.object({ at: v.number(), actor: v.string(), actorName: v.string(), reason: v.optional(v.string()) }),
  ),
  /** The day on which the owner is to be reminded; absent when that was done, or there is nothing to remind of. */
  remindOn: v.optional(v.string()),
  /** The follow-up that reminds. */
  reminderId: v.optional(v.id("followUps")),
  /** Copy of the customer's owner, under whom it is listed. */
  ownerId: v.optional(v.id("users")),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  createdByName: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "purchasedAt"])
  .index("by_customer_current", ["orgId", "customerId", "isCurrent", "purchasedAt"])
  .index("by_customer_status", ["orgId", "customerId", "status", "purchasedAt"])
  .index("by_customer_owner", ["orgId", "customerId", "ownerId"])
  .index("by_package", ["orgId", "packageId", "purchasedAt"])
  .index("by_package_owner", ["orgId", "packageId", "ownerId", "purchasedAt"])
  // What the calendar ends, and of what it reminds.
  .index("by_end", ["orgId", "isCurrent", "expiresOn"])
  .index("by_reminder", ["orgId", "remindOn"])
  .index("by_createdAt", ["orgId", "createdAt"]);
