/* oxlint-disable typescript/no-explicit-any -- a fixture has no generated types */
import { TableAggregate } from "@convex-dev/aggregate";
import { Migrations } from "@convex-dev/migrations";
import { MINUTE, RateLimiter } from "@convex-dev/rate-limiter";
import { Resend } from "@convex-dev/resend";
import { Workpool } from "@convex-dev/workpool";
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
  add: { kind: "fixed window", rate: 3, period: MINUTE },
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

export const limited = mutationGeneric({
  args: {},
  handler: async (ctx: any) => (await limiter.limit(ctx, "add")).ok,
});

export const work = internalActionGeneric({
  args: { text: v.string() },
  handler: async (ctx: any, { text }) => {
    await ctx.runMutation(internal.scores.keep, { text });
  },
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
    for (const text of texts) await pool.enqueueAction(ctx, internal.scores.work, { text });
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
