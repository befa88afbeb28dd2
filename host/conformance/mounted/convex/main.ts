/* oxlint-disable typescript/no-explicit-any -- a fixture has no generated types */
import {
  actionGeneric as action,
  anyApi,
  componentsGeneric,
  createFunctionHandle,
  internalMutationGeneric as internalMutation,
  mutationGeneric as mutation,
  queryGeneric as query,
} from "convex/server";
import { v } from "convex/values";

// any: a fixture has no generated api
const { box, second } = componentsGeneric() as any;
const internal = anyApi as any;

export const put = mutation({
  args: { text: v.string(), into: v.optional(v.string()) },
  handler: async (ctx, { text, into }) =>
    await ctx.runMutation((into === "second" ? second : box).store.put, { text }),
});

/** Everything in every instance, the nested ones included. */
export const texts = query({
  args: {},
  handler: async (ctx) => ({
    box: await ctx.runQuery(box.store.texts, {}),
    second: await ctx.runQuery(second.store.texts, {}),
    inner: await ctx.runQuery(box.store.innerTexts, {}),
  }),
});

export const putInner = mutation({
  args: { text: v.string(), fail: v.boolean() },
  handler: async (ctx, args) => await ctx.runMutation(box.store.putInner, args),
});

/** The component fails after writing; the app goes on. */
export const caught = mutation({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    await ctx.runMutation(box.store.put, { text: `${text} before` });
    try {
      await ctx.runMutation(box.store.putAndFail, { text });
    } catch (error) {
      await ctx.runMutation(box.store.put, { text: `${text} after` });
      return (error as { data?: unknown }).data ?? "no data";
    }
    return "did not fail";
  },
});

export const called = internalMutation({
  args: { by: v.string() },
  handler: async (ctx, { by }) => {
    const who = await ctx.auth.getUserIdentity();
    await ctx.db.insert("called", { by, who: who?.subject ?? null });
    return "called";
  },
});

/** Hands the component a handle, which it calls in its own transaction. */
export const callBack = mutation({
  args: {},
  handler: async (ctx) =>
    await ctx.runMutation(box.store.callHandle, { handle: await createFunctionHandle(internal.main.called) }),
});

export const callBackLater = mutation({
  args: {},
  handler: async (ctx) =>
    await ctx.runMutation(box.store.scheduleHandle, {
      handle: await createFunctionHandle(internal.main.called),
    }),
});

export const calls = query({
  args: {},
  handler: async (ctx) => (await ctx.db.query("called").collect()).map(({ by, who }) => ({ by, who })),
});

export const whoami = query({
  args: {},
  handler: async (ctx) => ({
    app: (await ctx.auth.getUserIdentity())?.subject ?? null,
    box: await ctx.runQuery(box.store.whoami, {}),
  }),
});

export const jobs = query({
  args: {},
  handler: async (ctx) => ({
    app: (await ctx.db.system.query("_scheduled_functions").collect()).length,
    box: await ctx.runQuery(box.store.jobs, {}),
  }),
});

export const soon = mutation({
  args: { text: v.string() },
  handler: async (ctx, args) => await ctx.runMutation(box.store.putSoon, args),
});

/** An id of one instance, given to another and to the app itself. */
export const crossed = query({
  args: { id: v.string() },
  handler: async (ctx, { id }) => ({
    app: ctx.db.normalizeId("called" as never, id),
    own: await ctx.runQuery(box.store.get, { id }),
  }),
});

export const fromAction = action({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    await ctx.runMutation(box.store.put, { text });
    return {
      who: await ctx.runQuery(box.store.whoami, {}),
      action: await ctx.runAction(box.store.act, { text: `${text} by an action` }),
    };
  },
});

export const file = action({ args: {}, handler: async (ctx) => await ctx.runAction(box.store.file, {}) });

export const files = query({
  args: {},
  handler: async (ctx) => ({
    app: (await ctx.db.system.query("_storage").collect()).length,
    box: await ctx.runQuery(box.store.files, {}),
  }),
});

export const metadata = query({
  args: {},
  handler: async (ctx) => await ctx.runQuery(box.store.metadata, {}),
});

export const wrongArguments = mutation({
  args: {},
  handler: async (ctx) => await ctx.runMutation(box.store.put, { text: 5 }),
});
