import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import { v } from "convex/values";

export const put = mutation({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    await ctx.db.insert("things", { text });
  },
});

export const texts = query({
  args: {},
  handler: async (ctx) => (await ctx.db.query("things").collect()).map(({ text }) => text),
});
