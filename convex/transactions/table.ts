/** Sales that were made, and what is kept of each customer's sales and visits (ORD-08, CUS-22). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { paymentMethods, transactionStatuses } from "./words";

export const paymentMethodValidator = v.union(...paymentMethods.map((method) => v.literal(method)));

const receiptValidator = v.object({
  channel: v.union(v.literal("email"), v.literal("sms")),
  state: v.union(v.literal("sent"), v.literal("notSent")),
  reason: v.optional(v.union(v.literal("noAddress"), v.literal("noService"))),
});

/**
 * One row per sale. Written only by transactions/record.ts, adjust.ts and void.ts, moved by merging/ and
 * transactions/owner.ts; never deleted (a mistake is voided and can be brought back), but for sample data. Erasing a
 * person takes its words.
 */
export const transactions = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** Epoch ms of the sale, which may have been recorded later. */
  at: v.number(),
  /** The organization's calendar day of it when it was recorded; stays when the time zone changes. */
  day: v.string(),
  /** Minor units of `currency`; above 0, or below it where an adjustment takes something away. */
  amount: v.number(),
  currency: v.string(),
  method: paymentMethodValidator,
  /** A receipt's number, in the words of whoever recorded it. */
  reference: v.optional(v.string()),
  note: v.optional(v.string()),
  /** Its id in the system it comes from; the same one twice is one sale (ORD-23). */
  externalId: v.optional(v.string()),
  /** The customer's id in the older system, kept and found by (ORD-15). */
  legacyPosCustomerId: v.optional(v.string()),
  /** The accepted quote that it pays: what was paid is not counted a second time (C25). */
  quoteId: v.optional(v.id("quotes")),
  /** The order that it pays, likewise. */
  orderId: v.optional(v.id("orders")),
  /** The job that it pays, likewise. */
  serviceJobId: v.optional(v.id("serviceJobs")),
  /** The package that was sold in it; it is cancelled and comes back with the sale (packages/followSale.ts). */
  customerPackageId: v.optional(v.id("customerPackages")),
  status: v.union(...transactionStatuses.map((status) => v.literal(status))),
  /** Of an adjustment, which is none of the sales even while it is void. */
  isAdjustment: v.optional(v.literal(true)),
  /** What became of the receipts that the customer wants (receipt.ts); absent where none was asked for. */
  receipts: v.optional(v.array(receiptValidator)),
  /** While void: when, by whom and why. */
  voided: v.optional(
    v.object({ at: v.number(), actor: v.string(), actorName: v.string(), reason: v.optional(v.string()) }),
  ),
  /** Copy of the customer's owner, under whom it is listed and counted. */
  ownerId: v.optional(v.id("users")),
  /** Reference, note and ids, for search. */
  searchText: v.string(),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  createdByName: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "at"])
  // First and last sale, and the others of a day, without those that are void.
  .index("by_customer_status", ["orgId", "customerId", "status", "day", "at"])
  .index("by_customer_owner", ["orgId", "customerId", "ownerId"])
  .index("by_externalId", ["orgId", "externalId"])
  .index("by_package", ["orgId", "customerPackageId"])
  .index("by_legacyPos", ["orgId", "legacyPosCustomerId", "at"])
  .index("by_at", ["orgId", "at"])
  .index("by_owner", ["orgId", "ownerId", "at"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .searchIndex("search", { searchField: "searchText", filterFields: ["orgId", "customerId", "ownerId"] });

/**
 * One row per customer that has sales or visits, kept by transactions/facts.ts in the transaction of each; a customer
 * without any has none. It follows from the rows alone, whatever order they came in.
 */
export const salesFacts = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** Completed sales and visits (interactions) that have taken place. */
  visits: v.number(),
  /** Days on which there was at least one. */
  visitDays: v.number(),
  /** Completed sales by currency, in the order of the codes; amounts in minor units, adjustments among them. */
  totals: v.array(v.object({ currency: v.string(), count: v.number(), amount: v.number() })),
}).index("by_customer", ["orgId", "customerId"]);
