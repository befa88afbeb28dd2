/** Door: sample data for a first look, loaded and removed as jobs (DEP-12). */
import { orgMutation, orgQuery, tenantMutation } from "./functions";
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
