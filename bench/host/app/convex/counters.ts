import {
  mutationGeneric,
  queryGeneric,
  type DataModelFromSchemaDefinition,
  type GenericQueryCtx,
  type MutationBuilder,
  type QueryBuilder,
} from "convex/server";
import { v } from "convex/values";
import type schema from "./schema";

type Model = DataModelFromSchemaDefinition<typeof schema>;
const query = queryGeneric as QueryBuilder<Model, "public">;
const mutation = mutationGeneric as MutationBuilder<Model, "public">;

const find = async (ctx: GenericQueryCtx<Model>, name: string) =>
  await ctx.db
    .query("counters")
    .withIndex("by_name", (q) => q.eq("name", name))
    .unique();

export const set = mutation({
  args: { name: v.string(), text: v.string() },
  handler: async (ctx, { name, text }) => {
    const counter = await find(ctx, name);
    if (counter === null) await ctx.db.insert("counters", { name, text });
    else await ctx.db.patch(counter._id, { text });
    return null;
  },
});

/** `n` makes queries distinct that read the same. */
export const get = query({
  args: { name: v.string(), n: v.optional(v.number()) },
  handler: async (ctx, { name, n }) => ({ n, text: (await find(ctx, name))?.text ?? null }),
});
