/** Door: lifetime value and churn risk; the recomputation that keeps both true. */
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { readableCustomer } from "./customers/access";
import { orgMutation, orgQuery, systemMutation, tenantMutation } from "./functions";
import { jobActor, runStep, stepArgs } from "./jobs/run";
import { recomputeBatch, startDue, startRecompute } from "./value/recompute";
import { valueRow } from "./value/insights";
import { refreshInsights } from "./value/refresh";

const schedule = { id: "system:value", name: "Orbit", channel: "schedule" } as const;

/** What a customer is worth and why it may leave (CLV-01, CLV-08); null until it was first computed. */
export const get = orgQuery({
  permission: "scores:read",
  args: { customerId: v.id("customers") },
  handler: async (ctx, { customerId }) => {
    const customer = await readableCustomer(ctx, customerId);
    return await valueRow(ctx, customer._id);
  },
});

/** Computes one customer now; for a record that has never been computed, and for "recalculate". */
export const refresh = orgMutation({
  permission: "scores:read",
  args: { customerId: v.id("customers") },
  handler: async (ctx, { customerId }): Promise<null> => {
    const customer = await readableCustomer(ctx, customerId);
    await refreshInsights(ctx, customer._id);
    return null;
  },
});

/** Recomputes every customer as a job (CLV-24); returns the one under way if there is one. */
export const recompute = orgMutation({
  permission: "value:recompute",
  args: {},
  handler: (ctx) => startRecompute(ctx),
});

/** One batch of a recompute. */
export const step = tenantMutation({
  args: stepArgs,
  actor: jobActor("schedule"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => recomputeBatch(ctx, job));
    return null;
  },
});

/** Starts one organization's recompute of those whose numbers change by themselves by now. */
export const start = tenantMutation({
  actor: schedule,
  args: {},
  handler: async (ctx): Promise<null> => {
    await startDue(ctx);
    return null;
  },
});

/** Organizations looked at in one transaction of the fan-out. */
const batch = 200;

/** Cron: lets every active organization do what is due, each in its own transactions. */
export const forEachOrganization = systemMutation({
  args: {
    work: v.union(
      v.literal("recompute"),
      v.literal("expire"),
      v.literal("cleanUp"),
      v.literal("duplicates"),
      v.literal("tiers"),
      v.literal("reconcile"),
    ),
    cursor: v.union(v.string(), v.null()),
  },
  handler: async (ctx, { work, cursor }): Promise<null> => {
    const page = await ctx.db.query("organizations").paginate({ numItems: batch, cursor });
    for (const { _id: orgId, status } of page.page) {
      if (status !== "active") continue;
      if (work === "recompute") {
        await ctx.scheduler.runAfter(0, internal.value.start, { orgId });
        await ctx.scheduler.runAfter(0, internal.followUps.sweep, { orgId });
      } else if (work === "duplicates") {
        await ctx.scheduler.runAfter(0, internal.duplicates.start, { orgId });
      } else if (work === "tiers") {
        await ctx.scheduler.runAfter(0, internal.vip.start, { orgId });
      } else if (work === "reconcile") {
        await ctx.scheduler.runAfter(0, internal.mirror.daily, { orgId });
      } else if (work === "expire") {
        await ctx.scheduler.runAfter(0, internal.quotes.expire, { orgId });
        await ctx.scheduler.runAfter(0, internal.packages.expire, { orgId });
        await ctx.scheduler.runAfter(0, internal.bookings.complete, { orgId });
      } else {
        await ctx.scheduler.runAfter(0, internal.imports.removeAbandoned, { orgId });
      }
    }
    if (!page.isDone) {
      const next = { work, cursor: page.continueCursor };
      await ctx.scheduler.runAfter(0, internal.value.forEachOrganization, next);
    }
    return null;
  },
});
