/** Door: the switches of the transition from an older point of sale, and the way back (POS-18, POS-26). */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { flagKeyValidator, flagSetting } from "./flags/table";
import { followStage as setRecommended, readFlags, setFlag, settingOf } from "./flags/set";
import { listRollbacks, reverse, rollBack as goBack } from "./flags/rollBack";
import { flagKeys, recommended } from "./flags/words";
import { orgMutation, orgQuery } from "./functions";

/** All seven flags with who each is on for, and whether the present stage would have it on (POS-18, POS-33). */
export const list = orgQuery({
  permission: "mirror:read",
  args: {},
  handler: async (ctx) => {
    const flags = await readFlags(ctx);
    const { transition } = await ctx.settings();
    const on = transition === undefined ? null : recommended[transition.stage];
    return flagKeys.map((key) => ({
      key,
      ...settingOf(flags, key),
      isRecommended: on?.includes(key) ?? null,
    }));
  },
});

/** Switches one flag for everyone, nobody, or the people and teams named (POS-21). NOT_FOUND, LIMIT_EXCEEDED. */
export const set = orgMutation({
  permission: "mirror:manage",
  args: { key: flagKeyValidator, ...flagSetting },
  handler: async (ctx, { key, ...setting }): Promise<null> => {
    await setFlag(ctx, key, setting);
    return null;
  },
});

/** Sets all flags as the present stage recommends. NOT_FOUND without a point of sale. */
export const followStage = orgMutation({
  permission: "mirror:manage",
  args: {},
  handler: async (ctx): Promise<null> => {
    await setRecommended(ctx);
    return null;
  },
});

/** Back to the older point of sale: wholly with a null feature, which pauses the queue too, or one part. REASON_REQUIRED, NOT_FOUND. */
export const rollBack = orgMutation({
  permission: "mirror:manage",
  args: {
    feature: v.union(v.literal("customer-creation"), v.literal("booking-integration"), v.null()),
    reason: v.string(),
  },
  handler: (ctx, args) => goBack(ctx, args),
});

/** Takes a rollback back: flags as they were, the queue goes on. INVALID_STATUS_CHANGE (POS-28). */
export const reverseRollback = orgMutation({
  permission: "mirror:manage",
  args: { rollbackId: v.id("rollbacks") },
  handler: async (ctx, { rollbackId }): Promise<null> => {
    await reverse(ctx, rollbackId);
    return null;
  },
});

/** Reports of rollbacks, the newest first. */
export const rollbacks = orgQuery({
  permission: "mirror:read",
  args: { paginationOpts: paginationOptsValidator },
  handler: (ctx, { paginationOpts }) => listRollbacks(ctx, paginationOpts),
});
