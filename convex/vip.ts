/** Door: an organization's VIP tiers, and who has which. */
import { v } from "convex/values";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import { jobActor, runStep, stepArgs } from "./jobs/run";
import { assignByStaff } from "./loyalty/assign";
import { automaticBatch, startAutomatic } from "./loyalty/automatic";
import { tierCounts } from "./loyalty/counts";
import { tierColorValidator } from "./loyalty/table";
import { archiveTier, createTier, orderTiers, shownTier, tiersOf, updateTier } from "./loyalty/tiers";

const entered = {
  name: v.string(),
  description: v.optional(v.string()),
  color: v.optional(tierColorValidator),
  /** Minor units; null or absent: given by hand only. */
  minLifetimeValue: v.optional(v.union(v.number(), v.null())),
  legacyTierId: v.optional(v.union(v.number(), v.null())),
};

/** All tiers, lowest first, archived ones among them; at most thirty (LOY-06). */
export const list = orgQuery({
  permission: "vip:read",
  args: {},
  handler: async (ctx) => (await tiersOf(ctx)).map(shownTier),
});

/** How many live customers have each tier and what they are worth on average, of those whose numbers the caller sees (LOY-09). */
export const counts = orgQuery({ permission: "dashboard:read", args: {}, handler: (ctx) => tierCounts(ctx) });

/** Adds a tier above the others; a threshold begins to hold at once, as a job. VALIDATION_ERROR, LIMIT_EXCEEDED. */
export const create = orgMutation({
  permission: "vip:manage",
  args: { input: v.object(entered) },
  handler: async (ctx, { input }) => {
    const tierId = await createTier(ctx, input);
    if (input.minLifetimeValue !== undefined) await startAutomatic(ctx);
    return tierId;
  },
});

/** Changes a tier whole; customers who have it show it changed at once. NOT_FOUND, VALIDATION_ERROR. */
export const update = orgMutation({
  permission: "vip:manage",
  args: { tierId: v.id("vipTiers"), input: v.object(entered) },
  handler: async (ctx, { tierId, input }): Promise<null> => {
    const { minLifetimeValue } = await ctx.db.get("vipTiers", tierId);
    await updateTier(ctx, tierId, input);
    if ((input.minLifetimeValue ?? null) !== (minLifetimeValue ?? null)) await startAutomatic(ctx);
    return null;
  },
});

/** Puts tiers in order, lowest first. NOT_FOUND for an id that is not one of them. */
export const reorder = orgMutation({
  permission: "vip:manage",
  args: { tierIds: v.array(v.id("vipTiers")) },
  handler: async (ctx, { tierIds }): Promise<null> => {
    await orderTiers(ctx, tierIds);
    return null;
  },
});

/** Takes a tier out of use, or back into it; nobody who has it loses it. */
export const archive = orgMutation({
  permission: "vip:manage",
  args: { tierId: v.id("vipTiers"), isArchived: v.boolean() },
  handler: async (ctx, { tierId, isArchived }): Promise<null> => {
    await archiveTier(ctx, tierId, isArchived);
    return null;
  },
});

/** Gives the customer a tier from today on, or takes it away with null; returns the history entry for undo (LOY-07). */
export const assign = orgMutation({
  permission: "vip:assign",
  args: {
    customerId: v.id("customers"),
    tierId: v.union(v.id("vipTiers"), v.null()),
    reason: v.optional(v.string()),
  },
  handler: (ctx, args) => assignByStaff(ctx, args),
});

/** Raises everybody who has passed a threshold, now; the job, or null where no tier has one (LOY-14). */
export const applyRules = orgMutation({
  permission: "vip:manage",
  args: {},
  handler: (ctx) => startAutomatic(ctx),
});

/** Cron: the same for one organization. */
export const start = tenantMutation({
  actor: { id: "system:vip", name: "Orbit", channel: "schedule" },
  args: {},
  handler: async (ctx): Promise<null> => {
    await startAutomatic(ctx);
    return null;
  },
});

/** One batch of customers who are worth enough. */
export const step = tenantMutation({
  args: stepArgs,
  actor: jobActor("schedule"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => automaticBatch(ctx, job));
    return null;
  },
});
