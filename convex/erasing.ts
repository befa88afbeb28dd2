/** Door: erasing a person for good. */
import { v } from "convex/values";
import { eraseByStaff, eraseStep } from "./erasing/erase";
import { orgMutation, tenantMutation } from "./functions";
import { jobActor, runStep, stepArgs } from "./jobs/run";

/**
 * Erases a deleted customer and everything personal that hangs on it (CUS-48);
 * `confirmation` is its name, because nothing brings it back. Returns the job.
 * INVALID_STATUS_CHANGE unless it was deleted, VALIDATION_ERROR for another
 * name, NOT_FOUND, FORBIDDEN.
 */
export const start = orgMutation({
  permission: "customers:erase",
  args: { customerId: v.string(), confirmation: v.string() },
  handler: (ctx, args) => eraseByStaff(ctx, args),
});

/** One batch of an erasure. */
export const step = tenantMutation({
  args: stepArgs,
  actor: jobActor("app"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => eraseStep(ctx, job));
    return null;
  },
});
