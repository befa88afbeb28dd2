/** Store credit, points and VIP tiers (LOY-01..08). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { choiceColors } from "../fields/words";
import { loyaltyKinds, loyaltyUnits } from "./words";

export const loyaltyUnitValidator = v.union(...loyaltyUnits.map((unit) => v.literal(unit)));
export const tierColorValidator = v.union(...choiceColors.map((color) => v.literal(color)));

/**
 * The ledger behind `customers.availableCredit` and `loyaltyPoints`: one row per movement, in the transaction that
 * moves the balance (LOY-03). Written only by loyalty/ledger.ts and loyalty/merged.ts; never changed and never
 * deleted, for a mistake is taken back by a counter entry. Erasing a person takes its words; sample data go whole.
 */
export const loyaltyEntries = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  unit: loyaltyUnitValidator,
  kind: v.union(...loyaltyKinds.map((kind) => v.literal(kind))),
  /** What the balance moved by: minor units of `currency`, or points. Never 0. */
  delta: v.number(),
  balanceAfter: v.number(),
  /** ISO 4217; credit only. */
  currency: v.optional(v.string()),
  reason: v.string(),
  /** A receipt, an order: what the movement rests on, in the words of whoever booked it. */
  reference: v.optional(v.string()),
  /** The entry that this one takes back. */
  corrects: v.optional(v.id("loyaltyEntries")),
  /** The record that the balance came from or went to, for kinds merged and unmerged. */
  otherCustomerId: v.optional(v.id("customers")),
  /** Epoch ms. */
  at: v.number(),
  actor: v.string(),
  actorName: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "at"])
  .index("by_customer_unit", ["orgId", "customerId", "unit", "at"])
  .index("by_corrects", ["orgId", "corrects"]);

/** An organization's VIP tiers, lowest rank first; a few dozen at most. A tier that is not given any more is archived: customers who have it keep it. */
export const vipTiers = defineTable({
  orgId: v.id("organizations"),
  name: v.string(),
  /** Folded, for comparing. */
  nameKey: v.string(),
  /** What it brings, in the organization's words. */
  description: v.string(),
  color: tierColorValidator,
  /** A higher one is better; no two are equal. */
  rank: v.number(),
  /** Customers worth at least so much (minor units of the organization's currency) get it by themselves; absent: by hand only. */
  minLifetimeValue: v.optional(v.number()),
  /** Its number in the older system, by which VIP files name it (IMX-08). */
  legacyTierId: v.optional(v.number()),
  isArchived: v.boolean(),
  /** Came with sample data, and goes with it unless an own customer has it by then. */
  isSample: v.optional(v.boolean()),
  createdAt: v.number(),
  createdBy: v.string(),
  updatedAt: v.number(),
  updatedBy: v.string(),
}).index("by_rank", ["orgId", "rank"]);
