// Code that does not come to an end, or eats the memory, ends alone: sockets answer
// meanwhile, and everybody else's work is done once.
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { callOf } from "../conformance/calls";
import { eventually } from "../conformance/eventually";
import type { Engine } from "../contract";
import { startTestHost, type TestHost } from "../sync/testHost";
import { createIsolatedEngine } from "./face";

/** Long enough for a loaded machine to let the thread beat. */
const STALL_MS = 4_000;
const api = anyApi["world"]!;

const WORLD = `
import { actionGeneric as action, mutationGeneric as mutation, queryGeneric as query, httpActionGeneric } from "convex/server";
const spin = () => { for (;;); };
const eat = () => { const all: unknown[] = []; for (;;) all.push(new Array(100_000).fill(all.length)); };
export const add = mutation({ args: {}, handler: async (ctx, { key }) => { await ctx.db.insert("rows", { key }); return key; } });
export const rows = query({ args: {}, handler: async (ctx) => (await ctx.db.query("rows").collect()).map((row) => row.key) });
export const spinQuery = query({ args: {}, handler: async (ctx) => { await ctx.db.query("rows").first(); spin(); } });
export const spinMutation = mutation({ args: {}, handler: async (ctx) => { await ctx.db.insert("rows", { key: "half" }); spin(); } });
export const spinAction = action({ args: {}, handler: async () => { await new Promise((resolve) => setTimeout(resolve, 10)); spin(); } });
export const eatMutation = mutation({ args: {}, handler: async (ctx) => { await ctx.db.insert("rows", { key: "half" }); eat(); } });
export const spinWhen = query({ args: {}, handler: async (ctx) => {
  const row = await ctx.db.query("rows").filter((q) => q.eq(q.field("key"), "bait")).first();
  if (row !== null) spin();
  return "quiet";
} });
export const slow = action({ args: {}, handler: async () => { await new Promise((resolve) => setTimeout(resolve, 60_000)); } });
export const later = mutation({ args: {}, handler: async (ctx) => await ctx.scheduler.runAfter(0, "world:spinMutation" as never) });
export const job = query({ args: {}, handler: async (ctx, { id }) => (await ctx.db.system.get(id))?.state ?? null });
export const web = httpActionGeneric(async () => { spin(); return new Response(); });
`;
const HTTP = `
import { httpRouter } from "convex/server";
import { web } from "./world";
const http = httpRouter();
http.route({ path: "/spin", method: "GET", handler: web });
export default http;
`;

let host: TestHost;
let engine: Engine;
beforeAll(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  host = await startTestHost(
    { "convex/world.ts": WORLD.replaceAll("args: {}, ", ""), "convex/http.ts": HTTP },
    {},
    // A thread that is ended takes with it the one that writes for it.
    (options) => createIsolatedEngine({ ...options, handOverFrom: 6 }, { stallMs: STALL_MS, heapMb: 96 }),
  );
  ({ engine } = host);
});
afterAll(async () => {
  await host.remove();
  vi.restoreAllMocks();
});

const TIMED_OUT = `Function execution timed out (maximum duration: ${STALL_MS / 1_000}s)`;
const OUT_OF_MEMORY = "JavaScript execution ran out of memory (maximum memory usage: 96 MB)";

/** How often the thread was started anew. */
function ends(): number {
  return vi.mocked(console.error).mock.calls.filter(([text]) => String(text).includes("is started anew"))
    .length;
}

async function rows(): Promise<string[]> {
  const outcome = await engine.query(callOf("world:rows"));
  return outcome.ok ? (JSON.parse(outcome.value) as string[]) : [outcome.errorMessage];
}

/** How many pings of an open socket, one after another, were answered while `work` went on. */
async function answeredPings(work: Promise<unknown>): Promise<number> {
  const socket = new WebSocket(`${host.url.replace("http", "ws")}/api/1.48.0/sync`);
  await new Promise((resolve) => socket.once("open", resolve));
  let isOver = false;
  let answered = 0;
  void work.finally(() => (isOver = true));
  for (; ; answered++) {
    socket.ping();
    await new Promise((resolve) => socket.once("pong", resolve));
    if (isOver) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  socket.close();
  return answered;
}

describe("runaway functions", () => {
  it("LI-1 LI-2 an endless loop is ended with Convex's text while sockets answer pings; others' work is done once", async () => {
    const spinning = engine.query(callOf("world:spinQuery"));
    const others = Array.from({ length: 20 }, (_, i) =>
      engine.mutation(callOf("world:add", { key: `a${i}` }), { sessionId: "s", requestId: i }),
    );
    const answered = await answeredPings(spinning);
    expect(await spinning).toMatchObject({ ok: false, errorMessage: TIMED_OUT });
    expect((await Promise.all(others)).every(({ ok }) => ok)).toBe(true);
    expect((await rows()).sort()).toEqual(Array.from({ length: 20 }, (_, i) => `a${i}`).sort());
    // Were they held up until the end of the loop, there would be one at most.
    expect(answered).toBeGreaterThan(5);
  }, 180_000);

  it("LI-1 LI-3 a mutation that never ends leaves nothing, and the same call is refused instead of stopping everybody again", async () => {
    const call = callOf("world:spinMutation", { a: 1 });
    expect(await engine.mutation(call, { sessionId: "m", requestId: 1 })).toMatchObject({
      errorMessage: TIMED_OUT,
    });
    const before = ends();
    expect(await engine.mutation(call, { sessionId: "m", requestId: 1 })).toMatchObject({
      errorMessage: TIMED_OUT,
    });
    expect(ends()).toBe(before);
    expect(await rows()).not.toContain("half");
  }, 180_000);

  it("LI-1 actions, scheduled functions and HTTP actions are ended too", async () => {
    expect(await engine.action(callOf("world:spinAction"))).toMatchObject({ errorMessage: TIMED_OUT });
    const response = await fetch(`${host.url}/spin`);
    expect(response.status).toBe(500);
    const later = await engine.mutation(callOf("world:later"));
    const id = later.ok ? (JSON.parse(later.value) as string) : "";
    await eventually(async () => {
      const job = await engine.query(callOf("world:job", { id }));
      expect(job.ok && JSON.parse(job.value)).toMatchObject({ kind: "failed", error: TIMED_OUT });
    });
    expect(await rows()).not.toContain("half");
  }, 180_000);

  it("LI-4 memory without end is ended with Convex's text, and nothing else is lost", async () => {
    const before = await rows();
    expect(
      await engine.mutation(callOf("world:eatMutation"), { sessionId: "e", requestId: 1 }),
    ).toMatchObject({
      errorMessage: OUT_OF_MEMORY,
    });
    expect(await rows()).toEqual(before);
  }, 180_000);

  it("LI-5 open clients go on without a new connection; only the query that cannot end fails", async () => {
    const client = new ConvexClient(host.url);
    const seen: unknown[] = [];
    const errors: string[] = [];
    let closes = 0;
    client.onUpdate(api["rows"]!, {}, (value: unknown) => seen.push((value as string[]).length));
    client.onUpdate(
      api["spinWhen"]!,
      {},
      (value: unknown) => seen.push(value),
      (error: Error) => errors.push(error.message),
    );
    client.client.subscribeToConnectionState?.(({ isWebSocketConnected }) => {
      if (!isWebSocketConnected) closes++;
    });
    await eventually(() => expect(seen).toContain("quiet"));
    closes = 0;
    const before = (await rows()).length;
    await client.mutation(api["add"]!, { key: "bait" });
    await eventually(() => expect(errors.length).toBeGreaterThan(0));
    await client.mutation(api["add"]!, { key: "after" });
    await eventually(() => expect(seen).toContain(before + 2));
    expect(closes).toBe(0);
    await client.close();
  }, 180_000);

  it("LI-6 an action that was under way when the thread ended is told so and not run again", async () => {
    const slow = engine.action(callOf("world:slow"));
    await engine.query(callOf("world:spinQuery", { again: 1 }));
    expect(await slow).toMatchObject({
      ok: false,
      errorMessage: expect.stringContaining("Transient error") as unknown,
    });
  }, 180_000);

  it("LI-7 metrics and health answer while a function loops", async () => {
    const spinning = engine.query(callOf("world:spinQuery", { again: 2 }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await fetch(`${host.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${host.url}/metrics`)).status).toBe(200);
    await spinning;
  }, 180_000);

  it("LI-8 the unmodified HTTP client works on through threads that were started anew", async () => {
    const client = new ConvexHttpClient(host.url);
    await client.mutation(api["add"]!, { key: "http" });
    expect(await client.query(api["rows"]!, {})).toContain("http");
  });
});

describe("a host that stops", () => {
  it("LI-10 SY-30 lets what runs finish, closes sockets with a code that brings clients back, and takes nothing new", async () => {
    const own = await startTestHost(
      { "convex/world.ts": WORLD.replaceAll("args: {}, ", "") },
      {},
      (options) => createIsolatedEngine(options),
    );
    const socket = new WebSocket(`${own.url.replace("http", "ws")}/api/1.48.0/sync`);
    await new Promise((resolve) => socket.once("open", resolve));
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    const running = Array.from({ length: 50 }, (_, i) =>
      own.engine.mutation(callOf("world:add", { key: `k${i}` })),
    );
    const stopping = own.remove();
    expect((await Promise.all(running)).every(({ ok }) => ok)).toBe(true);
    expect(await closed).toBe(1001);
    await stopping;
    await expect(fetch(`${own.url}/healthz`)).rejects.toThrow();
    await expect(own.engine.query(callOf("world:rows"))).rejects.toThrow("The database is closed.");
  }, 180_000);
});
