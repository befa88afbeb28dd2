/** Door: one text looked for everywhere; the job that writes search texts anew after an upgrade. */
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { searchTextVersion } from "./customers/searchText";
import { reindexStep, upgrade as upgradeOrganization } from "./customers/reindex";
import { orgQuery, systemMutation, tenantMutation } from "./functions";
import { jobActor, runStep, stepArgs } from "./jobs/run";
import { searchEverything } from "./search/everything";

/**
 * The best customers, contacts, leads, quotes, orders, jobs, bookings and tours for a text, each group as far
 * as the caller may read it (SRC-24, SRC-26); live, and true of what was just
 * written. Groups without an answer are empty.
 */
export const everything = orgQuery({
  permission: "customers:read",
  args: { text: v.string() },
  handler: (ctx, { text }) => searchEverything(ctx, text),
});

/** One batch of the job. */
export const step = tenantMutation({
  args: stepArgs,
  actor: jobActor("schedule"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => reindexStep(ctx, job));
    return null;
  },
});

/** Organizations set going in one run of the cron. */
const batch = 20;

/** Cron: finds organizations that an older Orbit wrote; reads nothing once all are up to date. */
export const upgradeAll = systemMutation({
  args: {},
  handler: async (ctx): Promise<null> => {
    const behind = await ctx.db
      .query("orgSettings")
      .withIndex("global_searchVersion", (q) => q.lt("searchVersion", searchTextVersion))
      .take(batch);
    for (const { orgId } of behind) await ctx.scheduler.runAfter(0, internal.search.upgrade, { orgId });
    return null;
  },
});

/** One organization's upgrade; starts nothing that is under way. */
export const upgrade = tenantMutation({
  actor: { id: "system:search", name: "Orbit", channel: "schedule" },
  args: {},
  handler: async (ctx): Promise<null> => {
    await upgradeOrganization(ctx);
    return null;
  },
});
