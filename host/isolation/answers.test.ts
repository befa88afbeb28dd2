// What callers hear when the thread under them is ended: the truth, whether their call had a key or not.
import { anyApi } from "convex/server";
import { ConvexHttpClient } from "convex/browser";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { callOf } from "../conformance/calls";
import type { Engine } from "../contract";
import { startTestHost, type TestHost } from "../sync/testHost";
import { createIsolatedEngine } from "./face";

const STALL_MS = 4_000;
const api = anyApi["world"]!;

const WORLD = `
import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
export const add = mutation({ handler: async (ctx, { key }) => { await ctx.db.insert("rows", { key }); return key; } });
export const rows = query({ handler: async (ctx) => (await ctx.db.query("rows").collect()).map((row) => row.key) });
export const spin = mutation({ handler: async (ctx) => { await ctx.db.insert("rows", { key: "half" }); for (;;); } });
export const eatBytes = mutation({ handler: async (ctx) => {
  const all: unknown[] = [];
  for (;;) { await ctx.db.query("rows").take(3); all.push(new Uint8Array(2 ** 23).fill(all.length)); }
} });
`;

let host: TestHost;
let engine: Engine;
beforeAll(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  host = await startTestHost({ "convex/world.ts": WORLD }, {}, (options) =>
    createIsolatedEngine(options, { stallMs: STALL_MS, heapMb: 96, otherMb: 256 }),
  );
  ({ engine } = host);
});
afterAll(async () => {
  await host.remove();
  vi.restoreAllMocks();
});

async function rows(): Promise<string[]> {
  const outcome = await engine.query(callOf("world:rows"));
  return outcome.ok ? (JSON.parse(outcome.value) as string[]) : [outcome.errorMessage];
}

it("LI-2 mutations that came without a key are answered too, and applied once, wherever the end met them", async () => {
  const client = new ConvexHttpClient(host.url);
  const keys = Array.from({ length: 300 }, (_, i) => `plain${i}`);
  const ways: readonly ((key: string) => Promise<unknown>)[] = [
    (key) => engine.mutation(callOf("world:add", { key })),
    (key) => engine.anyFunction(callOf("world:add", { key })),
    async (key) => ({ ok: (await client.mutation(api["add"]!, { key }, { skipQueue: true })) === key }),
  ];
  const adding: Promise<unknown>[] = [];
  let spinning: Promise<unknown> = Promise.resolve();
  for (const [i, key] of keys.entries()) {
    // Some are durable, some are being made durable, some have not begun when the loop does.
    adding.push(ways[i % ways.length]!(key));
    if (i === 200) spinning = engine.mutation(callOf("world:spin"));
    if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await spinning).toMatchObject({
    ok: false,
    errorMessage: `Function execution timed out (maximum duration: ${STALL_MS / 1_000}s)`,
  });
  for (const outcome of await Promise.all(adding)) expect(outcome).toMatchObject({ ok: true });
  expect((await rows()).sort()).toEqual(keys.sort());
}, 180_000);

it("LI-4 memory outside of the heap counts too, also between many system calls, and the next thread is not charged for it", async () => {
  for (const attempt of [1, 2, 3])
    expect(await engine.mutation(callOf("world:eatBytes", { attempt }))).toMatchObject({
      errorMessage: "JavaScript execution ran out of memory (maximum memory usage: 96 MB)",
    });
  expect(await engine.mutation(callOf("world:add", { key: "after" }))).toMatchObject({ ok: true });
  expect(await rows()).toContain("after");
}, 180_000);
