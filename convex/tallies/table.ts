/** Exact counts and sums, kept by the transactions that change what is counted. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { metrics, type Metric } from "./metrics";

const metricNames = Object.keys(metrics) as Metric[];
export const metricValidator = v.union(...metricNames.map((name) => v.literal(name)));

const amount = v.object({ count: v.number(), sum: v.number() });

/**
 * Written only by tallies/bump.ts and tallies/recount.ts. A row whose cells are
 * all zero is deleted. One shard alone may be negative: only the sum over the
 * shards of a key means anything.
 */
export const tallies = defineTable({
  orgId: v.id("organizations"),
  /** Rows of another generation than the organization's are being built or thrown away. */
  generation: v.number(),
  metric: metricValidator,
  key: v.string(),
  part: v.string(),
  shard: v.number(),
  /** At most some hundred: the days of a month by what is counted on each; names are ASCII as Convex demands of record keys. */
  cells: v.record(v.string(), amount),
  /** Of the cells together, in rows of ranked metrics alone (metrics.ts): elsewhere nobody asks for the largest. */
  count: v.optional(v.number()),
  /** In rows that an older Orbit wrote and nobody has changed since. */
  sum: v.optional(v.number()),
})
  .index("by_key", ["orgId", "generation", "metric", "key", "part", "shard"])
  .index("by_count", ["orgId", "generation", "metric", "count"]);

/** At most one row per organization; none means generation 0 and no recount under way. */
export const tallyStates = defineTable({
  orgId: v.id("organizations"),
  generation: v.number(),
  /** A recount under way: sources already finished and how far the present one is. */
  recount: v.optional(
    v.object({
      generation: v.number(),
      finished: v.array(v.string()),
      source: v.string(),
      /** Rows at or before this place of the source's index are in the new generation. */
      position: v.optional(v.object({ at: v.number(), creationTime: v.number() })),
    }),
  ),
}).index("by_orgId", ["orgId"]);

/**
 * One row per word and 65,536 slots: the customers that carry the word, as
 * tallies/bitset.ts stores them. Written only by tallies/bump.ts and
 * tallies/recount.ts; a row whose set is empty is deleted.
 */
export const facets = defineTable({
  orgId: v.id("organizations"),
  generation: v.number(),
  /** A field of customers/fields.ts, or what customers/facetWords.ts makes of it. */
  facet: v.string(),
  word: v.string(),
  /** Slots from `block` * 65,536 on; with a fraction, the word's newest (tallies/facets.ts). */
  block: v.number(),
  slots: v.bytes(),
}).index("by_word", ["orgId", "generation", "facet", "word", "block"]);
