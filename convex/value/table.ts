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
  /** Recorded sales and accepted quotes that none of them pays; orders and bookings join them when those rooms exist. */
  totalOrders: v.number(),
  averageOrderValue: v.number(),
  /** The parts of the total; absent until computed by an Orbit that knows of sales. */
  breakdown: v.optional(v.object({ acceptedQuotes: v.number(), transactions: v.number() })),
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
}).index("by_customer", ["orgId", "customerId"]);
