/** What a customer is worth and how likely it is to leave (CLV-01, CLV-08). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { churnRiskValidator } from "../customers/table";

/** One row per customer once computed; written only by value/insights.ts. All amounts in minor units of `currency`. */
export const customerValues = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  currency: v.string(),
  totalRevenue: v.number(),
  /** Recorded sales, orders, bookings, jobs and accepted quotes, as far as none of them pays or fulfils another. */
  totalOrders: v.number(),
  averageOrderValue: v.number(),
  /** The parts of the total; absent until computed by an Orbit that knows of sales. */
  breakdown: v.optional(
    v.object({
      acceptedQuotes: v.number(),
      transactions: v.number(),
      /** Absent until computed by an Orbit that knows of orders. */
      orders: v.optional(v.number()),
      /** Absent until computed by an Orbit that knows of bookings. */
      bookings: v.optional(v.number()),
      /** Absent until computed by an Orbit that knows of jobs. */
      jobs: v.optional(v.number()),
    }),
  ),
  /** Each by itself, whatever of it another part counts already; absent until computed by an Orbit that knows of orders. */
  components: v.optional(
    v.object({
      acceptedQuotes: v.number(),
      orders: v.number(),
      bookings: v.optional(v.number()),
      jobs: v.optional(v.number()),
      transactions: v.number(),
    }),
  ),
  averageTransactionValue: v.optional(v.number()),
  lastOrderAt: v.optional(v.number()),
  /** Expected revenue of the next twelve months; formula in value/lifetime.ts. */
  predictedValue: v.number(),
  /** Accepted amounts in other currencies, which are not converted and not in the total. */
  otherCurrencies: v.array(v.object({ currency: v.string(), amount: v.number() })),
  churnRisk: churnRiskValidator,
  /** Why, strongest first; `fact` is a number of days or a count. */
  churnReasons: v.array(
    v.object({
      reason: v.string(),
      fact: v.number(),
      effect: v.union(v.literal("raises"), v.literal("lowers")),
    }),
  ),
  /** Epoch ms of the last recomputation, also when nothing changed. */
  lastCalculated: v.number(),
  /** When they change by themselves at the earliest (value/due.ts); absent until computed by an Orbit that knows. */
  dueAt: v.optional(v.number()),
})
  .index("by_customer", ["orgId", "customerId"])
  .index("by_due", ["orgId", "dueAt"]);

/**
 * One row per customer whose orders or jobs brought something, kept by value/revenue.ts in the transaction of each. It follows
 * from the rows alone, whatever order they came in.
 */
export const revenueFacts = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** By source and currency, in the order of their names; amounts in minor units. */
  totals: v.array(
    v.object({
      source: v.union(v.literal("orders"), v.literal("jobs")),
      currency: v.string(),
      count: v.number(),
      amount: v.number(),
      /** Of those, what no sale has paid. */
      unpaidCount: v.number(),
      unpaid: v.number(),
    }),
  ),
}).index("by_customer", ["orgId", "customerId"]);
