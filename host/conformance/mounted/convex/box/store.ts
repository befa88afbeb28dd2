/* oxlint-disable typescript/no-explicit-any -- a fixture has no generated types */
import {
  actionGeneric as action,
  anyApi,
  componentsGeneric,
  mutationGeneric as mutation,
  queryGeneric as query,
} from "convex/server";
import { ConvexError, v } from "convex/values";

// any: a fixture has no generated api
const { inner } = componentsGeneric() as any;
const own = anyApi as any;

export const put = mutation({
  args: { text: v.string() },
  returns: v.string(),
  handler: async (ctx, { text }) => await ctx.db.insert("things", { text }),
});

export const putAndFail = mutation({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    await ctx.db.insert("things", { text });
    await ctx.runMutation(inner.store.put, { text });
    throw new ConvexError({ inside: "box" });
  },
});

export const putInner = mutation({
  args: { text: v.string(), fail: v.boolean() },
  handler: async (ctx, { text, fail }) => {
    await ctx.runMutation(inner.store.put, { text });
    if (fail) throw new Error("inside the box");
  },
});

export const texts = query({
  args: {},
  handler: async (ctx) => (await ctx.db.query("things").collect()).map(({ text }) => text),
});

export const innerTexts = query({
  args: {},
  handler: async (ctx) => await ctx.runQuery(inner.store.texts, {}),
});

export const get = query({
  args: { id: v.string() },
  handler: async (ctx, { id }) => {
    const known = ctx.db.normalizeId("things" as never, id);
    return known === null ? null : ((await ctx.db.get(known)) as { text: string } | null)?.text;
  },
});

export const callHandle = mutation({
  args: { handle: v.string() },
  handler: async (ctx, { handle }) => await ctx.runMutation(handle as never, { by: "box" } as never),
});

export const scheduleHandle = mutation({
  args: { handle: v.string() },
  handler: async (ctx, { handle }) => {
    await ctx.scheduler.runAfter(0, handle as never, { by: "box, later" } as never);
  },
});

export const putSoon = mutation({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    await ctx.scheduler.runAfter(0, own.store.put, { text });
  },
});

export const whoami = query({
  args: {},
  handler: async (ctx) => (await ctx.auth.getUserIdentity())?.subject ?? null,
});

export const jobs = query({
  args: {},
  handler: async (ctx) =>
    (await ctx.db.system.query("_scheduled_functions").collect()).map(({ state }) => state.kind),
});

export const act = action({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    await ctx.runMutation(own.store.put, { text });
    return (await ctx.auth.getUserIdentity())?.subject ?? null;
  },
});

export const file = action({
  args: {},
  handler: async (ctx) => {
    const id = await ctx.storage.store(new Blob(["kept in the box"]));
    return await (await ctx.storage.get(id))?.text();
  },
});

export const files = query({
  args: {},
  handler: async (ctx) => (await ctx.db.system.query("_storage").collect()).length,
});

export const metadata = query({
  args: {},
  handler: async (ctx) => {
    const { name, componentPath } = await ctx.meta.getFunctionMetadata();
    return { name, componentPath };
  },
});
