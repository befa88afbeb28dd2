/** Door: stored files that nobody names. */
import { v } from "convex/values";
import { sweepFiles } from "./files/sweep";
import { systemMutation } from "./functions";

/** Cron: deletes the next of them, and goes on by itself. */
export const sweep = systemMutation({
  args: { from: v.optional(v.number()), until: v.optional(v.number()) },
  handler: (ctx, args) => sweepFiles(ctx, args),
});
