// A call that had to be ended is refused for a while and no longer; whoever watches it sees what comes after.
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { callOf } from "../conformance/calls";
import { eventually } from "../conformance/eventually";
import type { SessionTransition } from "../contract";
import { deployFolder } from "../host";
import { refusalOf, refuseCalls } from "../runtime/progress";
import { startTestHost, type TestHost } from "../sync/testHost";
import { createIsolatedEngine } from "./face";

/** Long enough for a loaded machine to let the thread beat. */
const STALL_MS = 4_000;
const TIMED_OUT = { ok: false, errorMessage: "Function execution timed out (maximum duration: 4s)" };

const world = (body: string) => `
import { queryGeneric as query } from "convex/server";
export const spin = query(async (ctx) => { await ctx.db.query("rows").first(); ${body} });
`;

let host: TestHost | null = null;
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(async () => {
  await host?.remove();
  host = null;
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

it("LI-3 a call that had to be ended is refused, by its arguments", async () => {
  const { engine } = (host = await start());
  const spin = (args: object) => engine.query(callOf("world:spin", args as never));
  expect(await spin({})).toMatchObject(TIMED_OUT);
  expect(await spin({})).toMatchObject(TIMED_OUT);
  expect(ends()).toBe(1);
  expect(await spin({ other: 1 })).toMatchObject(TIMED_OUT);
  expect(ends()).toBe(2);
}, 180_000);

it("LI-3 a call whose time is over gets another chance", async () => {
  // Over long before the next thread is there.
  const { engine } = (host = await start(1));
  for (const ended of [1, 2]) {
    expect(await engine.query(callOf("world:spin"))).toMatchObject(TIMED_OUT);
    expect(ends()).toBe(ended);
  }
}, 180_000);

it("LI-3 it is refused for as long as was said, and no longer", () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000 });
  try {
    refuseCalls([{ fingerprint: "endless", message: "no", until: 6_000 }]);
    vi.setSystemTime(5_999);
    expect([refusalOf("endless"), refusalOf("another")]).toEqual(["no", undefined]);
    vi.setSystemTime(6_000);
    expect(refusalOf("endless")).toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});

it("LI-3 when other code is deployed nothing is refused, and who watches sees what it says", async () => {
  host = await start();
  const call = callOf("world:spin");
  const seen: SessionTransition["changes"][number]["outcome"][] = [];
  const session = host.engine.openSession(({ changes }) => seen.push(...changes.map((one) => one.outcome)));
  session.modify({ add: [{ queryId: 0, call, journal: null }], remove: [], tag: 1 });
  await eventually(() => expect(seen.at(-1)).toMatchObject(TIMED_OUT));
  expect(await host.engine.query(call)).toMatchObject(TIMED_OUT);
  expect(ends()).toBe(1);
  host.write("convex/world.ts", world(`return "mended";`));
  await deployFolder(host.engine, path.join(host.project, "convex"));
  await eventually(() => expect(seen.at(-1)).toMatchObject({ ok: true, value: '"mended"' }));
  expect(await host.engine.query(call)).toMatchObject({ ok: true, value: '"mended"' });
  expect(ends()).toBe(1);
  session.close();
}, 180_000);
