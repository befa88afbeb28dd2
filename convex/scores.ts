/** Door: lead scores and their weights. */
import { v } from "convex/values";
import { readableCustomer } from "./customers/access";
import { orgMutation, orgQuery } from "./functions";
import { readWeights, scoreRow, setWeights as replaceWeights } from "./scores/refresh";
import { startRecompute } from "./value/recompute";

/** A customer's score with the sum behind it (LED-16); null until it was first computed. */
export const get = orgQuery({
  permission: "scores:read",
  args: { customerId: v.id("customers") },
  handler: async (ctx, { customerId }) => {
    const customer = await readableCustomer(ctx, customerId);
    return await scoreRow(ctx, customer._id);
  },
});

/** How much each factor counts here (LED-18). */
export const weights = orgQuery({ permission: "scores:read", args: {}, handler: (ctx) => readWeights(ctx) });

/** Replaces the weights named and starts a recompute; returns its job. VALIDATION_ERROR for a weight outside 0 to 100. */
export const setWeights = orgMutation({
  permission: "scores:configure",
  args: { weights: v.record(v.string(), v.number()) },
  handler: async (ctx, args) => {
    await replaceWeights(ctx, args.weights);
    return await startRecompute(ctx);
  },
});
