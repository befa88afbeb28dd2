/** Door: the numbers of an organization or of one's own portfolio (ANA-01..13, ANA-31). */
import { v } from "convex/values";
import { orgQuery } from "./functions";
import { customerFigures } from "./dashboard/figures";
import { instant } from "./dashboard/instant";
import { firstSteps } from "./dashboard/firstSteps";
import { dashboardSummary } from "./dashboard/summary";
import { customersByOwner, newCustomerTrend } from "./dashboard/trend";

/** All figures at once; `now` is epoch ms, rounded by the client so that people share one answer. */
export const summary = orgQuery({
  permission: "dashboard:read",
  args: { now: v.number() },
  handler: (ctx, { now }) => dashboardSummary(ctx, instant(now)),
});

/** Those of `summary` that are about customers alone: what the cards over their list show. */
export const figures = orgQuery({
  permission: "dashboard:read",
  args: { now: v.number() },
  handler: (ctx, { now }) => customerFigures(ctx, instant(now)),
});

/** New customers of the last 30 days or 12 months, oldest first. */
export const trend = orgQuery({
  permission: "dashboard:read",
  args: { now: v.number(), period: v.union(v.literal("days"), v.literal("months")) },
  handler: (ctx, { now, period }) => newCustomerTrend(ctx, instant(now), period),
});

/** Live customers per owner: the twelve largest by name, the rest as one number. */
export const byOwner = orgQuery({
  permission: "dashboard:read",
  args: {},
  handler: (ctx) => customersByOwner(ctx),
});

/** Which of the first three steps are done. */
export const steps = orgQuery({
  permission: "sampleData:manage",
  args: {},
  handler: (ctx) => firstSteps(ctx),
});
