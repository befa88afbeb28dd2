/** Door: sample data for a first look, loaded and removed as jobs (DEP-12). */
import { v } from "convex/values";
import { noteCrowds } from "./duplicates/crowds";
import { orgMutation, orgQuery, systemQuery, tenantMutation } from "./functions";
import { seedCustomers } from "./sampleData/seed";
import { jobActor, runStep, stepArgs } from "./jobs/run";
import { loadBatch, sampleState, startLoading } from "./sampleData/load";
import { removeBatch, startRemoving } from "./sampleData/remove";

/** "absent", "loading", "present" or "removing". */
export const state = orgQuery({
  permission: "sampleData:manage",
  args: {},
  handler: (ctx) => sampleState(ctx),
});

/** Starts loading sample data; returns the job, or null when it is there already: a second call adds nothing. */
export const load = orgMutation({
  permission: "sampleData:manage",
  args: {},
  handler: (ctx) => startLoading(ctx),
});

/** Starts removing all sample data; returns the job, or null when there is none. */
export const remove = orgMutation({
  permission: "sampleData:manage",
  args: {},
  handler: (ctx) => startRemoving(ctx),
});

/** One batch of sample customers coming in. */
export const loadStep = tenantMutation({
  args: stepArgs,
  actor: jobActor("sample"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => loadBatch(ctx, job));
    return null;
  },
});

/** One batch of sample customers going out. */
export const removeStep = tenantMutation({
  args: stepArgs,
  actor: jobActor("sample"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => removeBatch(ctx, job));
    return null;
  },
});

/** For `npm run seed`: the organization with this slug, or null. */
export const organizationBySlug = systemQuery({
  args: { slug: v.string() },
  handler: async (ctx, { slug }) => {
    const found = await ctx.db
      .query("organizations")
      .withIndex("by_slug", (q) => q.eq("slug", slug))
      .unique();
    return found === null ? null : { orgId: found._id, name: found.name };
  },
});

/** For `npm run seed`: up to 200 invented customers in one transaction; returns how many. */
export const seed = tenantMutation({
  args: { from: v.number(), count: v.number(), crowd: v.number() },
  actor: { id: "system:seed", name: "Seed", channel: "sample" },
  handler: (ctx, args): Promise<number> => seedCustomers(ctx, args),
});

/**
 * For the bench: notes the sounds that many invented customers share, as the nightly scan would; some in each call.
 * `cursor` is null first, then what the call before has answered; null is the end.
 */
export const seedCrowds = tenantMutation({
  args: { cursor: v.union(v.string(), v.null()) },
  actor: { id: "system:seed", name: "Seed", channel: "sample" },
  handler: (ctx, { cursor }): Promise<string | null> => noteCrowds(ctx, cursor),
});
