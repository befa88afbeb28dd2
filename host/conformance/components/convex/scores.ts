/* oxlint-disable typescript/no-explicit-any -- a fixture has no generated types */
import { TableAggregate } from "@convex-dev/aggregate";
import { Migrations } from "@convex-dev/migrations";
import { HOUR, RateLimiter } from "@convex-dev/rate-limiter";
import { Resend } from "@convex-dev/resend";
import { vOnCompleteArgs, Workpool } from "@convex-dev/workpool";
import {
  actionGeneric,
  anyApi,
  componentsGeneric,
  internalActionGeneric,
  internalMutationGeneric,
  mutationGeneric,
  queryGeneric,
} from "convex/server";
import { v } from "convex/values";

// any: the components' generated types need a generated api, which a fixture does not have
const components = componentsGeneric() as any;
const internal = anyApi as any;

const byPoints = new TableAggregate<any>(components.aggregate, {
  namespace: (doc: any) => doc.game,
  sortKey: (doc: any) => doc.points,
  sumValue: (doc: any) => doc.points,
} as any);
const limiter = new RateLimiter(components.rateLimiter, {
  // A window begins at a moment of chance: one of a day does not end while a test counts in it.
  add: { kind: "fixed window", rate: 3, period: 24 * HOUR },
});
const pool = new Workpool(components.workpool, { maxParallelism: 4 });
const migrations = new Migrations(components.migrations);
const resend = new Resend(components.resend, { testMode: true });

export const add = mutationGeneric({
  args: { game: v.string(), points: v.number() },
  handler: async (ctx: any, args) => {
    const id = await ctx.db.insert("scores", args);
    const doc = await ctx.db.get(id);
    await byPoints.insert(ctx, doc);
    return id;
  },
});

export const total = queryGeneric({
  args: { game: v.string() },
  handler: async (ctx: any, { game }) => ({
    count: await byPoints.count(ctx, { namespace: game } as any),
    sum: await byPoints.sum(ctx, { namespace: game } as any),
  }),
});

/** What the mutation that fails adds is not counted. */
export const addAndFail = mutationGeneric({
  args: { game: v.string(), points: v.number() },
  handler: async (ctx: any, args) => {
    await byPoints.insert(ctx, await ctx.db.get(await ctx.db.insert("scores", args)));
    throw new Error("failed on purpose");
  },
});

async function find(ctx: any, game: string, points: number) {
  const rows = await ctx.db
    .query("scores")
    .withIndex("by_game", (q: any) => q.eq("game", game))
    .collect();
  return rows.find((row: any) => row.points === points);
}

export const drop = mutationGeneric({
  args: { game: v.string(), points: v.number() },
  handler: async (ctx: any, { game, points }) => {
    const row = await find(ctx, game, points);
    await ctx.db.delete(row._id);
    await byPoints.delete(ctx, row);
  },
});

export const change = mutationGeneric({
  args: { game: v.string(), from: v.number(), to: v.number() },
  handler: async (ctx: any, { game, from, to }) => {
    const row = await find(ctx, game, from);
    await ctx.db.patch(row._id, { points: to });
    await byPoints.replace(ctx, row, await ctx.db.get(row._id));
  },
});

export const standing = queryGeneric({
  args: { game: v.string(), points: v.number() },
  handler: async (ctx: any, { game, points }) => {
    const options = { namespace: game } as any;
    const bounds = {
      lower: { key: 2, inclusive: true },
      upper: { key: points, inclusive: true },
    };
    return {
      count: await byPoints.count(ctx, options),
      below: await byPoints.indexOf(ctx, points as never, options),
      lowest: (await byPoints.min(ctx, options))?.key,
      highest: (await byPoints.max(ctx, options))?.key,
      third: (await byPoints.at(ctx, 2, options)).key,
      between: await byPoints.count(ctx, { namespace: game, bounds } as any),
    };
  },
});

export const limited = mutationGeneric({
  args: { key: v.string() },
  handler: async (ctx: any, { key }) => {
    const { ok, retryAfter } = await limiter.limit(ctx, "add", { key });
    return { ok, retryAfter: retryAfter ?? null };
  },
});

export const resetLimit = mutationGeneric({
  args: { key: v.string() },
  handler: async (ctx: any, { key }) => await limiter.reset(ctx, "add", { key }),
});

export const work = internalActionGeneric({
  args: { text: v.string() },
  handler: async (ctx: any, { text }) => {
    if (text === "fails") throw new Error("work failed on purpose");
    await ctx.runMutation(internal.scores.keep, { text });
  },
});

export const ended = internalMutationGeneric({
  args: vOnCompleteArgs(v.any()),
  handler: async (ctx: any, { result }) => {
    await ctx.db.insert("ends", { kind: result.kind });
  },
});

export const ends = queryGeneric({
  args: {},
  handler: async (ctx: any) => (await ctx.db.query("ends").collect()).map((row: any) => row.kind).sort(),
});

export const keep = internalMutationGeneric({
  args: { text: v.string() },
  handler: async (ctx: any, args) => {
    await ctx.db.insert("results", args);
  },
});

export const enqueue = mutationGeneric({
  args: { texts: v.array(v.string()) },
  handler: async (ctx: any, { texts }) => {
    for (const text of texts)
      await pool.enqueueAction(
        ctx,
        internal.scores.work,
        { text },
        { onComplete: internal.scores.ended, context: null },
      );
  },
});

export const results = queryGeneric({
  args: {},
  handler: async (ctx: any) => (await ctx.db.query("results").collect()).map((row: any) => row.text).sort(),
});

export const double = migrations.define({
  table: "scores",
  migrateOne: (_ctx: any, doc: any) => ({ doubled: doc.points * 2 }),
} as any);

export const migrate = actionGeneric({
  args: {},
  handler: async (ctx: any) => {
    await migrations.runOne(ctx, internal.scores.double);
  },
});

export const all = queryGeneric({
  args: {},
  handler: async (ctx: any) => await ctx.db.query("scores").collect(),
});

export const mailStatus = queryGeneric({
  args: { id: v.string() },
  handler: async (ctx: any, { id }) => await resend.status(ctx, id as never),
});

export const mail = mutationGeneric({
  args: {},
  handler: async (ctx: any) =>
    await resend.sendEmail(ctx, {
      from: "Orbit <hello@resend.dev>",
      to: "delivered@resend.dev",
      subject: "Hello",
      html: "<p>Hello</p>",
    }),
});
