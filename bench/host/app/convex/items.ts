import type schema from "./schema";
import {
  mutationGeneric,
  queryGeneric,
  type DataModelFromSchemaDefinition,
  type MutationBuilder,
  type QueryBuilder,
} from "convex/server";
import { v } from "convex/values";

type Model = DataModelFromSchemaDefinition<typeof schema>;
const query = queryGeneric as QueryBuilder<Model, "public">;
const mutation = mutationGeneric as MutationBuilder<Model, "public">;

const NOTE = "Prefers to be called in the afternoon; asked for the new price list. ".repeat(5);
const CHANNELS = 20;

function itemOf(n: number) {
  return {
    channel: `channel ${n % CHANNELS}`,
    rank: n,
    name: `Customer number ${n}`,
    email: `customer${n}@example.test`,
    status: n % 3 === 0 ? "lead" : "active",
    note: NOTE,
  };
}

/** `count` rows with the ranks from `from` on. */
export const fill = mutation({
  args: { from: v.number(), count: v.number() },
  handler: async (ctx, { from, count }) => {
    for (let n = from; n < from + count; n++) await ctx.db.insert("items", itemOf(n));
  },
});

export const add = mutation({
  args: { n: v.number() },
  handler: async (ctx, { n }) => {
    await ctx.db.insert("items", itemOf(n));
    return null;
  },
});

/** Writes `count` rows again, from a rank on: what they say of the edition changes, their size hardly. */
export const rewrite = mutation({
  args: { from: v.number(), count: v.number(), edition: v.number() },
  handler: async (ctx, { from, count, edition }) => {
    const items = await ctx.db
      .query("items")
      .withIndex("by_rank", (q) => q.gte("rank", from))
      .take(count);
    for (const { _id, rank } of items)
      await ctx.db.patch(_id, { name: `Customer number ${rank}, edition ${edition % 1_000}` });
    return items.length;
  },
});

export const get = query({
  args: { id: v.string() },
  handler: async (ctx, { id }) => {
    const item = ctx.db.normalizeId("items", id);
    return item === null ? null : await ctx.db.get(item);
  },
});

/** Fifty rows of one channel from a rank on. */
export const page = query({
  args: { channel: v.number(), from: v.number() },
  handler: async (ctx, { channel, from }) =>
    await ctx.db
      .query("items")
      .withIndex("by_channel", (q) => q.eq("channel", `channel ${channel}`).gte("rank", from))
      .take(50),
});

/** Id of the row with this rank. */
export const idOf = query({
  args: { rank: v.number() },
  handler: async (ctx, { rank }) =>
    (
      await ctx.db
        .query("items")
        .withIndex("by_rank", (q) => q.eq("rank", rank))
        .first()
    )?._id ?? null,
});
