/** Door: customers that may be one person, waiting for somebody's decision; and the scan that finds them. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import {
  decide as decidePair,
  duplicateMetrics,
  listPairs,
  propose as proposeMerge,
} from "./duplicates/queue";
import { scanStep, startScan } from "./duplicates/scan";
import { pairStatusValidator } from "./duplicates/table";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import { jobActor, runStep, stepArgs } from "./jobs/run";

/** A page of the review queue, the surest pairs first (DUP-06). */
export const queue = orgQuery({
  permission: "duplicates:review",
  args: { status: pairStatusValidator, paginationOpts: paginationOptsValidator },
  handler: (ctx, args) => listPairs(ctx, args),
});

/** Exact numbers of the queue: `customerDuplicates`, `duplicateCustomerReduction` and their parts (DUP-28). */
export const metrics = orgQuery({
  permission: "duplicates:count",
  args: {},
  handler: (ctx) => duplicateMetrics(ctx),
});

/** Says of a pair that it is none, or not now, or takes that back (DUP-07). */
export const decide = orgMutation({
  permission: "duplicates:review",
  args: {
    pairId: v.id("duplicatePairs"),
    decision: v.union(v.literal("dismissed"), v.literal("later"), v.literal("open")),
  },
  handler: async (ctx, args): Promise<null> => {
    await decidePair(ctx, args);
    return null;
  },
});

/** Asks those who may merge to merge these; lands in the review queue. REASON_REQUIRED, MERGE_INVALID, NOT_FOUND. */
export const propose = orgMutation({
  permission: "duplicates:propose",
  args: {
    primaryCustomerId: v.string(),
    secondaryCustomerIds: v.array(v.string()),
    reason: v.optional(v.string()),
  },
  handler: (ctx, args) => proposeMerge(ctx, args),
});

/** Looks through all customers now; returns the scan under way if there is one. */
export const scan = orgMutation({
  permission: "duplicates:scan",
  args: {},
  handler: (ctx) => startScan(ctx),
});

/** One batch of a scan. */
export const scanBatch = tenantMutation({
  args: stepArgs,
  actor: jobActor("schedule"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => scanStep(ctx, job));
    return null;
  },
});

/** Cron: one organization's nightly scan. */
export const start = tenantMutation({
  actor: { id: "system:duplicates", name: "Orbit", channel: "schedule" },
  args: {},
  handler: async (ctx): Promise<null> => {
    await startScan(ctx);
    return null;
  },
});
