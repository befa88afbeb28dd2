/** Lead scores and how each organization weighs their factors (LED-16, LED-18). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/** One row per scored customer; written only by scores/refresh.ts, dies with nothing. */
export const leadScores = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** 0 to 100. */
  score: v.number(),
  factors: v.array(
    v.object({
      /** A key of scores/factors.ts. */
      factor: v.string(),
      weight: v.number(),
      /** 0 to 1: how well the factor is met. */
      value: v.number(),
      /** What it adds to the score; the points of all factors sum to the score. */
      points: v.number(),
      /** The fact behind the value (days, a count), for the sentence on the screen. */
      fact: v.number(),
    }),
  ),
  /** Epoch ms. */
  lastCalculated: v.number(),
}).index("by_customer", ["orgId", "customerId"]);

/** At most one row per organization; without it the weights of scores/factors.ts hold. */
export const scoreWeights = defineTable({
  orgId: v.id("organizations"),
  weights: v.record(v.string(), v.number()),
  updatedAt: v.number(),
  updatedBy: v.string(),
}).index("by_orgId", ["orgId"]);
