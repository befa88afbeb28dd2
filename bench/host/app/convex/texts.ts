import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import { v } from "convex/values";

export const fill = mutation({
  args: { rows: v.array(v.object({ tenant: v.string(), status: v.string(), words: v.string() })) },
  handler: async (ctx, { rows }) => {
    for (const row of rows) await ctx.db.insert("texts", row);
  },
});

export const search = query({
  args: { tenant: v.string(), text: v.string(), status: v.union(v.string(), v.null()) },
  handler: async (ctx, { tenant, text, status }) => {
    const found = await ctx.db
      .query("texts")
      .withSearchIndex("search_words", (q) => {
        const inTenant = q.search("words", text).eq("tenant", tenant);
        return status === null ? inTenant : inTenant.eq("status", status);
      })
      .take(20);
    return found.map(({ words }) => words as string);
  },
});
