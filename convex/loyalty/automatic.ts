/**
 * Tiers that customers reach by what they are worth (LOY-14): the highest one
 * whose threshold they pass, if it is above the one they have. Nobody is moved
 * down, for what was given by hand was given. Customers are read by worth from
 * the lowest threshold up, so an organization's many others cost nothing.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { startJob, type StepResult } from "../jobs/run";
import { inOneTally } from "../tallies/bump";
import { setTier } from "./assign";
import { tiersOf } from "./tiers";

const batch = 50;
const reason = "Lifetime value";

/** Starts the work unless there is no rule or it is under way; the job that runs, or null. */
export async function startAutomatic(ctx: TenantMutationCtx): Promise<Id<"jobs"> | null> {
  const rules = rulesOf(await tiersOf(ctx));
  if (rules.length === 0) return null;
  const latest = await ctx.db
    .query("jobs")
    .withIndex("by_kind", (q) => q.eq("kind", "vipTiers"))
    .order("desc")
    .first();
  if (latest?.status === "running") return latest._id;
  return await startJob(ctx, { kind: "vipTiers", title: "", total: 0 });
}

export async function automaticBatch(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const tiers = await tiersOf(ctx);
  const rules = rulesOf(tiers);
  const [lowest] = rules;
  if (lowest === undefined) return { done: 0, finished: true };
  const { currency } = await ctx.settings();
  const page = await ctx.db
    .query("customers")
    .withIndex("by_lifetimeValue", (q) =>
      q.gte("lifetimeValue", Math.min(...rules.map(({ least }) => least))),
    )
    .paginate({ numItems: batch, cursor: job.cursor ?? null });
  let raised = 0;
  await inOneTally(ctx, async () => {
    for (const customer of page.page) {
      // Another currency's amounts are not comparable.
      if (customer.status === "deleted" || customer.currency !== currency) continue;
      const reached = rules.findLast(({ least }) => customer.lifetimeValue >= least)?.tier;
      const present = tiers.find(({ _id }) => _id === customer.vipTierId);
      if (reached === undefined || (present !== undefined && present.rank >= reached.rank)) continue;
      await setTier(ctx, customer, reached, { reason });
      raised += 1;
    }
  });
  return {
    done: page.page.length,
    counts: { raised },
    cursor: page.continueCursor,
    finished: page.isDone,
  };
}

/** Lowest rank first. */
function rulesOf(tiers: readonly Doc<"vipTiers">[]): { tier: Doc<"vipTiers">; least: number }[] {
  return tiers.flatMap((tier) =>
    tier.isArchived || tier.minLifetimeValue === undefined ? [] : [{ tier, least: tier.minLifetimeValue }],
  );
}
