/* oxlint-disable typescript/no-explicit-any -- a fixture has no generated types */
// Work that is cancelled or tried again, limits that refill and are shared out, mail that is really handed over.
import { HOUR, MINUTE, RateLimiter } from "@convex-dev/rate-limiter";
import { Resend, vOnEmailEventArgs } from "@convex-dev/resend";
import { vOnCompleteArgs, Workpool } from "@convex-dev/workpool";
import {
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

const pool = new Workpool(components.workpool, { maxParallelism: 4 });
const limiter = new RateLimiter(components.rateLimiter, {
  bucket: { kind: "token bucket", rate: 2, period: HOUR, capacity: 4 },
  shared: {
    kind: "token bucket",
    rate: 100,
    period: HOUR,
    capacity: 100,
    shards: 4,
  },
});
export const resend = new Resend(components.resend, {
  testMode: false,
  apiKey: process.env.RESEND_API_KEY ?? "",
  webhookSecret: process.env.RESEND_WEBHOOK_SECRET ?? "",
  onEmailEvent: internal.work.mailEvent,
});

const toldTo = { onComplete: internal.work.ended, context: "work" };

export const enqueueLater = mutationGeneric({
  args: {},
  handler: async (ctx: any) =>
    await pool.enqueueMutation(
      ctx,
      internal.work.note,
      { text: "too late" },
      { ...toldTo, runAfter: 3_600_000 },
    ),
});
export const cancel = mutationGeneric({
  args: { id: v.string() },
  handler: async (ctx: any, { id }) => await pool.cancel(ctx, id as any),
});
export const state = queryGeneric({
  args: { id: v.string() },
  handler: async (ctx: any, { id }) => (await pool.status(ctx, id as any)).state,
});
/** Fails twice and then does it. */
export const enqueueStubborn = mutationGeneric({
  args: {},
  handler: async (ctx: any) =>
    await pool.enqueueAction(ctx, internal.work.stubborn, {}, {
      ...toldTo,
      retry: { maxAttempts: 4, initialBackoffMs: 10, base: 1 },
    } as any),
});
export const stubborn = internalActionGeneric({
  args: {},
  handler: async (ctx: any) => {
    const tries = await ctx.runMutation(internal.work.note, { text: "try" });
    if (tries < 3) throw new Error("not yet");
    return tries;
  },
});
export const note = internalMutationGeneric({
  args: { text: v.string() },
  handler: async (ctx: any, { text }) => {
    await ctx.db.insert("notes", { text });
    return (await ctx.db.query("notes").collect()).filter((row: any) => row.text === text).length;
  },
});
export const noted = queryGeneric({
  args: { text: v.string() },
  handler: async (ctx: any, { text }) =>
    (await ctx.db.query("notes").collect()).filter((row: any) => row.text === text).length,
});
export const ended = internalMutationGeneric({
  args: vOnCompleteArgs(v.any()),
  handler: async (ctx: any, { result, context }) => {
    await ctx.db.insert("notes", {
      text: `${context} ${result.kind} ${result.kind === "success" ? result.returnValue : ""}`.trim(),
    });
  },
});

/** What is taken, looked at and kept ahead of a bucket of four. */
export const takeFromBucket = mutationGeneric({
  args: { key: v.string() },
  handler: async (ctx: any, { key }) => {
    const look = async () => (await limiter.check(ctx, "bucket", { key, count: 1 })).ok;
    const take = async (count: number, reserve = false) => {
      const { ok, retryAfter } = await limiter.limit(ctx, "bucket", {
        key,
        count,
        reserve,
      });
      return [ok, Math.round((retryAfter ?? 0) / MINUTE)];
    };
    return [await look(), await take(3), await look(), await take(2), await take(2, true), await look()];
  },
});
/** How many of so many tries a limit of 100 that is kept in four parts lets through. */
export const takeShared = mutationGeneric({
  args: { tries: v.number() },
  handler: async (ctx: any, { tries }) => {
    let taken = 0;
    for (let i = 0; i < tries; i++) if ((await limiter.limit(ctx, "shared", { key: "k" })).ok) taken++;
    return taken;
  },
});

export const mail = mutationGeneric({
  args: { to: v.string() },
  handler: async (ctx: any, { to }) =>
    await resend.sendEmail(ctx, {
      from: "Orbit <hello@orbit.example>",
      to,
      subject: "Hello",
      html: "<p>Hello</p>",
    }),
});
export const cancelMail = mutationGeneric({
  args: { id: v.string() },
  handler: async (ctx: any, { id }) => await resend.cancelEmail(ctx, id as any),
});
export const mailStatus = queryGeneric({
  args: { id: v.string() },
  handler: async (ctx: any, { id }) => (await resend.status(ctx, id as any))?.status ?? null,
});
export const mailEvent = internalMutationGeneric({
  args: vOnEmailEventArgs,
  handler: async (ctx: any, { id, event }: any) => {
    await ctx.db.insert("notes", { text: `${event.type} ${id}` });
  },
});
