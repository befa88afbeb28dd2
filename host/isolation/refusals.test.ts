// A call that had to be ended is refused for a while and no longer; whoever watches it sees what comes after.
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { callOf } from "../conformance/calls";
import type { SessionTransition } from "../contract";
import { deployFolder } from "../host";
import { startTestHost, type TestHost } from "../sync/testHost";
import { createIsolatedEngine } from "./face";

/** Long enough for a loaded machine to let the thread beat. */
const STALL_MS = 4_000;
const TIMED_OUT = { ok: false, errorMessage: "Function execution timed out (maximum duration: 4s)" };

const world = (body: string) => `
import { queryGeneric as query } from "convex/server";
export const spin = query(async (ctx) => { await ctx.db.query("rows").first(); ${body} });
`;

let host: TestHost;
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(async () => {
  await host.remove();
  vi.restoreAllMocks();
});

function start(refuseMs?: number): Promise<TestHost> {
  const limits = { stallMs: STALL_MS, ...(refuseMs === undefined ? {} : { refuseMs }) };
  return startTestHost({ "convex/world.ts": world("for (;;);") }, {}, (options) =>
    createIsolatedEngine(options, limits),
  );
}

/** How often the thread was started anew. */
function ends(): number {
  const lines = vi.mocked(console.error).mock.calls.map(([text]) => String(text));
  return lines.filter((line) => line.includes("is started anew")).length;
}

it("LI-3 a call that had to be ended is refused, and gets another chance when its time is over", async () => {
  const refuseMs = 5_000;
  host = await start(refuseMs);
  const spin = (args: object) => host.engine.query(callOf("world:spin", args as never));
  expect(await spin({})).toMatchObject(TIMED_OUT);
  const endedAt = Date.now();
  expect(await spin({})).toMatchObject(TIMED_OUT);
  expect(ends()).toBe(1);
  // The arguments are part of what is refused.
  expect(await spin({ other: 1 })).toMatchObject(TIMED_OUT);
  expect(ends()).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, endedAt + refuseMs + 500 - Date.now())));
  expect(await spin({})).toMatchObject(TIMED_OUT);
  expect(ends()).toBe(3);
}, 180_000);

it("LI-3 when other code is deployed nothing is refused, and who watches sees what it says", async () => {
  host = await start();
  const call = callOf("world:spin");
  const seen: SessionTransition["changes"][number]["outcome"][] = [];
  const session = host.engine.openSession(({ changes }) => seen.push(...changes.map((one) => one.outcome)));
  session.modify({ add: [{ queryId: 0, call, journal: null }], remove: [], tag: 1 });
  await vi.waitFor(() => expect(seen.at(-1)).toMatchObject(TIMED_OUT), { timeout: 90_000 });
  expect(await host.engine.query(call)).toMatchObject(TIMED_OUT);
  expect(ends()).toBe(1);
  host.write("convex/world.ts", world(`return "mended";`));
  await deployFolder(host.engine, path.join(host.project, "convex"));
  await vi.waitFor(() => expect(seen.at(-1)).toMatchObject({ ok: true, value: '"mended"' }), {
    timeout: 90_000,
  });
  expect(await host.engine.query(call)).toMatchObject({ ok: true, value: '"mended"' });
  expect(ends()).toBe(1);
  session.close();
}, 180_000);
