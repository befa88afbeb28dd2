// What only the engine has: durability, idempotency, live queries, deployment.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Engine, SessionTransition } from "../contract";
import { createEngine } from "../engine";
import type { Execution } from "../runtime/execution";
import { withTimeLimit } from "../runtime/invoke";
import { HANDLED, REFUSED } from "../runtime/syscalls";
import { callOf, ENGINE_OPTIONS, FIXTURE, fixtureEngine, temporaryFolder, unwrap, type Args } from "./calls";

const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));

let folder: string;
let engine: Engine;
beforeEach(async () => {
  folder = temporaryFolder();
  engine = await fixtureEngine(folder);
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function reopen(): Promise<void> {
  await engine.close();
  engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
}

const query = async (path: string, args: Args = {}) => unwrap(await engine.query(callOf(path, args)));
const mutation = async (path: string, args: Args = {}) => unwrap(await engine.mutation(callOf(path, args)));

/** Collects transitions and waits for the next one that satisfies a condition. */
function listen(target: Engine) {
  const seen: SessionTransition[] = [];
  let wake = (): void => undefined;
  const session = target.openSession((transition) => {
    seen.push(transition);
    wake();
  });
  const until = async (done: (seen: SessionTransition[]) => boolean): Promise<void> => {
    const limit = Date.now() + 5_000;
    while (!done(seen)) {
      if (Date.now() > limit) throw new Error("the expected transition did not come");
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 50);
      });
    }
  };
  return { session, seen, until };
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("commits", () => {
  it("TX-5 a replayed request answers with the original value and ts, also after a restart", async () => {
    const key = { sessionId: "s1", requestId: 7 };
    const call = callOf("nested:bump", { name: "n" });
    const first = await engine.mutation(call, key);
    await engine.mutation(callOf("nested:bump", { name: "other" }));
    expect(await engine.mutation(call, key)).toEqual(first);
    await reopen();
    expect(await engine.mutation(call, key)).toEqual(first);
    expect(await query("nested:value", { name: "n" })).toBe(1);
  });

  it("TX-6 copies of one request in flight and in the same batch run once", async () => {
    const key = { sessionId: "s1", requestId: 1 };
    const call = callOf("nested:bump", { name: "n" });
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => engine.mutation(call, key)));
    expect(new Set(outcomes.map(({ ts }) => ts)).size).toBe(1);
    expect(await query("nested:value", { name: "n" })).toBe(1);
  });

  it("TX-5 session ids of any length and kind are kept apart", async () => {
    const call = callOf("nested:bump", { name: "n" });
    for (const sessionId of ["x".repeat(5_000), `${"x".repeat(5_000)}y`, "ключ", "ключ\u0000"]) {
      const first = await engine.mutation(call, { sessionId, requestId: 1 });
      expect(first.ok).toBe(true);
      expect(await engine.mutation(call, { sessionId, requestId: 1 })).toEqual(first);
    }
    expect(await query("nested:value", { name: "n" })).toBe(4);
  });

  it("TX-7 concurrent mutations are serial: no update is lost, timestamps are distinct and ordered", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, () => engine.mutation(callOf("nested:bump", { name: "n" }))),
    );
    expect(await query("nested:value", { name: "n" })).toBe(200);
    const stamps = outcomes.map(({ ts }) => ts as bigint);
    for (let i = 1; i < stamps.length; i++) expect(stamps[i]! > stamps[i - 1]!).toBe(true);
    expect(engine.latestTs()).toBe(stamps[stamps.length - 1]);
  });

  it("TX-8 a failing mutation in a batch leaves the others alone", async () => {
    const outcomes = await Promise.all([
      engine.mutation(callOf("nested:bump", { name: "a" })),
      engine.mutation(callOf("nested:bump", { name: "a", fail: true })),
      engine.mutation(callOf("nested:bump", { name: "a" })),
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(outcomes[1]!.ts).toBe(null);
    expect(await query("nested:value", { name: "a" })).toBe(2);
  });

  it("TX-22 a long mutation lets queries answer meanwhile, from the state before it, and stays one transaction", async () => {
    const count = 2_000;
    const texts = Array.from({ length: count }, (_, n) => `note ${n}`);
    await mutation("notes:add", { channel: "a", text: "before" });
    let isOver = false;
    const long = engine
      .mutation(callOf("notes:addMany", { channel: "a", texts }))
      .finally(() => (isOver = true));
    const following = engine.mutation(callOf("nested:bump", { name: "n" }));
    const sizes: number[] = [];
    while (!isOver) {
      const shown = (await query("notes:list", { channel: "a" })) as unknown[];
      if (!isOver) sizes.push(shown.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sizes.length).toBeGreaterThan(5);
    expect(new Set(sizes.slice(0, -2))).toEqual(new Set([1]));
    const [first, second] = await Promise.all([long, following]);
    expect([first.ok, second.ok]).toEqual([true, true]);
    expect(second.ts! > first.ts!).toBe(true);
    expect(await query("notes:list", { channel: "a" })).toHaveLength(count + 1);
  });

  it("TX-9 everything is there after a restart, code included", async () => {
    await mutation("notes:add", { channel: "a", text: "kept words" });
    await reopen();
    expect(await query("notes:list", { channel: "a" })).toMatchObject([{ text: "kept words" }]);
    expect(await query("notes:search", { text: "kept", count: 5 })).toEqual(["kept words"]);
    const before = engine.latestTs();
    await mutation("notes:add", { channel: "a", text: "more" });
    expect(engine.latestTs() > before).toBe(true);
  });

  it("TX-10 creation times never repeat or go backwards", async () => {
    await mutation("notes:addMany", { channel: "a", texts: Array.from({ length: 500 }, (_, i) => `n${i}`) });
    await reopen();
    await mutation("notes:add", { channel: "a", text: "last" });
    const rows = (await query("notes:list", { channel: "a" })) as { _creationTime: number; text: string }[];
    const times = rows.map((row) => row._creationTime);
    expect(new Set(times).size).toBe(501);
    expect(rows[500]!.text).toBe("last");
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });

  it("TX-11 acknowledged mutations survive SIGKILL, each exactly once", async () => {
    const crash = temporaryFolder();
    const script = fileURLToPath(new URL("crashChild.ts", import.meta.url));
    let acknowledged = 0;
    try {
      for (let round = 0; round < 3; round++) {
        const child = spawn(process.execPath, ["--import", "tsx", script, crash, String(round)], {
          stdio: ["ignore", "pipe", "inherit"],
        });
        let mine = 0;
        let output = "";
        await new Promise<void>((resolve) => {
          child.stdout.on("data", (chunk: Buffer) => {
            output += chunk.toString();
            mine = output.split("\n").filter((line) => line === "ack").length;
            if (mine >= 40) child.kill("SIGKILL");
          });
          child.on("exit", () => resolve());
        });
        acknowledged += mine;
        const survivor = await createEngine({ dataDirectory: crash, ...ENGINE_OPTIONS });
        const count = Number(unwrap(await survivor.query(callOf("nested:value", { name: "acks" }))));
        // A commit may be durable without its answer having been read by the parent.
        expect(count).toBeGreaterThanOrEqual(acknowledged);
        acknowledged = count;
        await survivor.close();
      }
    } finally {
      rmSync(crash, { recursive: true, force: true });
    }
  });
});

describe("live queries", () => {
  it("TX-12 an added query is answered once with its tag, an update follows a commit", async () => {
    const { session, seen, until } = listen(engine);
    session.modify({
      add: [{ queryId: 1, call: callOf("nested:value", { name: "n" }), journal: null }],
      remove: [],
      tag: "t",
    });
    await until((all) => all.length === 1);
    expect(seen[0]).toMatchObject({
      tags: ["t"],
      changes: [{ queryId: 1, outcome: { ok: true, value: "0" } }],
    });
    const { ts } = await engine.mutation(callOf("nested:bump", { name: "n" }));
    expect(seen).toHaveLength(1);
    await until((all) => all.length === 2);
    expect(seen[1]).toMatchObject({ tags: [], changes: [{ queryId: 1, outcome: { value: "1" } }] });
    expect(seen[1]!.ts >= ts!).toBe(true);
  });

  it("TX-13 only affected queries run again, and equal ones run once for all sessions", async () => {
    const channelA = callOf("notes:list", { channel: "a" });
    const channelB = callOf("notes:list", { channel: "b" });
    const listeners = [listen(engine), listen(engine), listen(engine)];
    for (const { session, until } of listeners) {
      session.modify({
        add: [
          { queryId: 1, call: channelA, journal: null },
          { queryId: 2, call: channelB, journal: null },
        ],
        remove: [],
        tag: 0,
      });
      await until((all) => all.length === 1);
    }
    const runs = () => engine.stats().functions.find(({ path }) => path === "notes:list")!.calls;
    expect(runs()).toBe(2);
    await mutation("notes:add", { channel: "a", text: "new" });
    for (const { until, seen } of listeners) {
      await until((all) => all.length === 2);
      expect(seen[1]!.changes.map(({ queryId }) => queryId)).toEqual([1]);
    }
    expect(runs()).toBe(3);
  });

  it("TX-13 a range read up to a limit is not affected by rows beyond it, but by edits inside it", async () => {
    await mutation("notes:addMany", { channel: "a", texts: ["0", "1", "2", "3"] });
    const { session, seen, until } = listen(engine);
    session.modify({
      add: [
        { queryId: 1, call: callOf("notes:first", { channel: "a", count: 2, order: "asc" }), journal: null },
      ],
      remove: [],
      tag: 0,
    });
    await until((all) => all.length === 1);
    const runs = () => engine.stats().functions.find(({ path }) => path === "notes:first")!.calls;
    await mutation("notes:add", { channel: "a", text: "far", rank: 9 });
    await later(50);
    expect(runs()).toBe(1);
    const [first] = (await query("notes:first", { channel: "a", count: 1, order: "asc" })) as {
      _id: string;
    }[];
    await mutation("notes:patch", { id: first!._id, value: { text: "edited, same key" } });
    await until((all) => all.length === 2);
    expect(JSON.stringify(seen[1]!.changes[0]!.outcome.ok && seen[1]!.changes[0]!.outcome.value)).toContain(
      "edited, same key",
    );
  });

  it("TX-14 an unchanged result is not sent, but reach() is answered", async () => {
    const { session, seen, until } = listen(engine);
    session.modify({
      add: [{ queryId: 1, call: callOf("notes:search", { text: "zzz", count: 1 }), journal: null }],
      remove: [],
      tag: 0,
    });
    await until((all) => all.length === 1);
    const { ts } = await engine.mutation(callOf("notes:add", { channel: "a", text: "abc" }));
    session.reach(ts!);
    await until((all) => all.length === 2);
    expect(seen[1]).toMatchObject({ changes: [], tags: [] });
    expect(seen[1]!.ts >= ts!).toBe(true);
  });

  it("TX-15 a page keeps its end when it runs again, by journal", async () => {
    await mutation("notes:addMany", { channel: "a", texts: ["0", "1", "2", "3", "4", "5"] });
    const call = callOf("notes:page", { channel: "a", paginationOpts: { cursor: null, numItems: 3 } });
    const { session, seen, until } = listen(engine);
    session.modify({ add: [{ queryId: 1, call, journal: null }], remove: [], tag: 0 });
    await until((all) => all.length === 1);
    const journal = seen[0]!.changes[0]!.outcome.journal;
    expect(journal).not.toBe(null);
    await mutation("notes:add", { channel: "a", text: "between", rank: 1.5 });
    await until((all) => all.length === 2);
    const pageOf = (transition: SessionTransition) => {
      const { outcome } = transition.changes[0]!;
      return outcome.ok ? (JSON.parse(outcome.value) as { page: number[] }).page : [];
    };
    expect(pageOf(seen[1]!)).toEqual([0, 1, 1.5, 2]);
    const again = listen(engine);
    again.session.modify({ add: [{ queryId: 9, call, journal }], remove: [], tag: 0 });
    await again.until((all) => all.length === 1);
    expect(pageOf(again.seen[0]!)).toEqual([0, 1, 1.5, 2]);
    const newcomer = listen(engine);
    newcomer.session.modify({ add: [{ queryId: 9, call, journal: null }], remove: [], tag: 0 });
    await newcomer.until((all) => all.length === 1);
    expect(pageOf(newcomer.seen[0]!)).toEqual([0, 1, 1.5]);
  });

  it("TX-16 a new identity re-evaluates every query in one transition; identity-free queries are shared", async () => {
    const ada = {
      kind: "user",
      attributes: { subject: "ada", issuer: "i", tokenIdentifier: "i|ada" },
    } as const;
    const { session, seen, until } = listen(engine);
    session.modify({
      add: [
        { queryId: 1, call: callOf("system:whoami"), journal: null },
        { queryId: 2, call: callOf("nested:value", { name: "n" }), journal: null },
      ],
      remove: [],
      tag: 0,
    });
    await until((all) => all.length === 1);
    session.modify({ add: [], remove: [], identity: ada, tag: "signed in" });
    await until((all) => all.length === 2);
    expect(seen[1]).toMatchObject({ tags: ["signed in"], changes: [{ queryId: 1 }] });
    expect(JSON.stringify(seen[1]!.changes[0]!.outcome.ok && seen[1]!.changes[0]!.outcome.value)).toContain(
      "ada",
    );
    expect(engine.stats().functions.find(({ path }) => path === "nested:value")!.calls).toBe(1);
  });

  it("TX-19 after random writes every live query equals a fresh run", async () => {
    await mutation("notes:addMany", { channel: "a", texts: ["x0", "x1", "x2", "x3", "x4", "x5"] });
    const calls = [
      callOf("notes:list", { channel: "a" }),
      callOf("notes:first", { channel: "a", count: 3, order: "asc" }),
      callOf("notes:first", { channel: "a", count: 3, order: "desc" }),
      callOf("notes:first", { channel: "a", count: 100, order: "desc" }),
      callOf("notes:between", { channel: "a", gt: 2, lte: 5 }),
      callOf("notes:between", { channel: "b", gte: 1 }),
      callOf("notes:page", { channel: "a", paginationOpts: { cursor: null, numItems: 50 }, minimum: 2 }),
      callOf("notes:search", { text: "x", count: 20 }),
      callOf("notes:search", { text: "x1 y", channel: "b", count: 20 }),
      callOf("notes:whereExtra", { operator: "eq", value: 1 }),
    ];
    // The order of search results also depends on how common words are elsewhere, which wakes nobody.
    const comparable = (path: string, value: string): unknown =>
      path === "notes:search" ? (JSON.parse(value) as string[]).sort() : value;
    const known = new Map<number, string>();
    const { session, seen, until } = listen(engine);
    session.modify({
      add: calls.map((call, queryId) => ({ queryId, call, journal: null })),
      remove: [],
      tag: "start",
    });
    let seed = 20_261_120;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return (seed >> 8) % below;
    };
    const texts = ["x", "x1", "y", "x1 y", "z"];
    await until((all) => all.length > 0);
    for (let step = 0; step < 150; step++) {
      const rows = (await query("notes:list", { channel: "a" })) as { _id: string }[];
      const target = rows[random(rows.length || 1)];
      const write =
        random(3) === 0 || target === undefined
          ? callOf("notes:add", {
              channel: random(4) ? "a" : "b",
              text: texts[random(5)]!,
              rank: random(8),
              extra: random(3),
            })
          : random(2)
            ? callOf("notes:patch", {
                id: target._id,
                value: { text: texts[random(5)]!, rank: random(8), channel: random(5) ? "a" : "b" },
              })
            : callOf("notes:remove", { id: target._id });
      const { ts } = await engine.mutation(write);
      session.reach(ts!);
      await until((all) => all.length > 0 && all[all.length - 1]!.ts >= ts!);
      for (const transition of seen.splice(0)) {
        for (const { queryId, outcome } of transition.changes)
          known.set(queryId, outcome.ok ? outcome.value : "");
      }
      for (const [queryId, call] of calls.entries()) {
        // A page that is live keeps its end, a fresh one does not; both reach the end of the range here.
        const fresh = await engine.query(call);
        expect([step, queryId, comparable(call.path, known.get(queryId) ?? "")]).toEqual([
          step,
          queryId,
          comparable(call.path, fresh.ok ? fresh.value : ""),
        ]);
      }
    }
  });

  it("TX-17 a changed environment variable reaches live queries", async () => {
    const { session, seen, until } = listen(engine);
    session.modify({
      add: [{ queryId: 1, call: callOf("system:variable", { name: "GREETING" }), journal: null }],
      remove: [],
      tag: 0,
    });
    await until((all) => all.length === 1);
    await engine.environment.update([{ name: "GREETING", value: "hello" }]);
    await until((all) => all.length === 2);
    expect(seen[1]).toMatchObject({ changes: [{ outcome: { value: '"hello"' } }] });
    await reopen();
    expect(await query("system:variable", { name: "GREETING" })).toBe("hello");
    await expect(engine.environment.update([{ name: "CONVEX_CLOUD_URL", value: "x" }])).rejects.toThrow(
      /set by the host/,
    );
  });

  it("SE-4 a search is refreshed by documents that match it, and by no others", async () => {
    const { session, until } = listen(engine);
    session.modify({
      add: [
        { queryId: 1, call: callOf("notes:search", { text: "whal", channel: "a", count: 5 }), journal: null },
      ],
      remove: [],
      tag: 0,
    });
    await until((all) => all.length === 1);
    const runs = () => engine.stats().functions.find(({ path }) => path === "notes:search")!.calls;
    await mutation("notes:add", { channel: "a", text: "bird" });
    await mutation("notes:add", { channel: "b", text: "whale" });
    await later(50);
    expect(runs()).toBe(1);
    await mutation("notes:add", { channel: "a", text: "whale" });
    await until((all) => all.length === 2);
    expect(runs()).toBe(2);
  });
});

describe("search limits", () => {
  it("SE-10 reading more than 1,024 results is refused, a full page of them is not", async () => {
    for (let i = 0; i < 2; i++) {
      await mutation("notes:addMany", {
        channel: "a",
        texts: Array.from({ length: 600 }, (_, n) => `same word${n}`),
      });
    }
    await expect(query("notes:searchAll", { text: "same" })).rejects.toThrow(
      "Search query scanned too many documents (fetched 1024)",
    );
    expect(await query("notes:search", { text: "same", count: 1_024 })).toHaveLength(1_024);
  });

  it("SE-11 search expressions are checked with Convex's words; an empty text finds nothing", async () => {
    expect(await query("notes:search", { text: "", count: 5 })).toEqual([]);
    const outcome = await engine.query(callOf("notes:searchWrong"));
    expect(outcome.ok ? "" : outcome.errorMessage).toContain("isn't indexed for filtering in `filterFields`");
  });
});

describe("deployment", () => {
  let app: string;
  beforeEach(() => {
    // Below node_modules, so that packages resolve and nothing is left in the tree.
    app = mkdtempSync(join(PACKAGES, ".engine-test-"));
    cpSync(FIXTURE, app, { recursive: true });
  });
  afterEach(() => {
    rmSync(app, { recursive: true, force: true });
  });
  const deploy = async (): Promise<void> =>
    engine.deploy(await engine.prepare({ kind: "folder", directory: app }));
  const edit = (file: string, from: string, to: string): void => {
    const path = join(app, file);
    const text = readFileSync(path, "utf8");
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };

  it("TX-18 new code is swapped under live queries; removed functions fail alone", async () => {
    const { session, seen, until } = listen(engine);
    session.modify({
      add: [
        { queryId: 1, call: callOf("system:random"), journal: null },
        { queryId: 2, call: callOf("values:echo", { value: 1 }), journal: null },
        { queryId: 3, call: callOf("notes:list", { channel: "swap" }), journal: null },
      ],
      remove: [],
      tag: 0,
    });
    await until((all) => all.length === 1);
    const system = readFileSync(join(app, "system.ts"), "utf8");
    edit("values.ts", "value ?? null }", "[value, 'new'] }");
    writeFileSync(join(app, "system.ts"), 'export const nothing = "left";');
    await deploy();
    await until((all) => all.length >= 2);
    const told = (transition: SessionTransition) =>
      transition.changes.map(({ queryId, outcome }) => [
        queryId,
        outcome.ok ? outcome.value : outcome.errorMessage,
      ]);
    // What reads the same is not told again.
    expect(told(seen[1]!).toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
      [1, expect.stringContaining("Could not find public function for 'system:random'")],
      [2, expect.stringContaining("new")],
    ]);
    // The session goes on: the others hear of commits, and the failed one of the function's return.
    await mutation("notes:add", { channel: "swap", text: "after" });
    await until((all) => all.length >= 3);
    expect(told(seen[2]!)).toEqual([[3, expect.stringContaining("after")]]);
    writeFileSync(join(app, "system.ts"), system);
    await deploy();
    await until((all) => all.length >= 4);
    expect(seen[3]!.changes).toMatchObject([{ queryId: 1, outcome: { ok: true } }]);
  });

  it("RT-30 a syntax error is reported with file and line and the old code goes on", async () => {
    writeFileSync(join(app, "values.ts"), "export const broken = ;");
    await expect(engine.prepare({ kind: "folder", directory: app })).rejects.toThrow(/values\.ts:1:22/);
    expect(await query("values:echo", { value: 1 })).toBe(1);
  });

  it("RT-31 a module that fails to load is named", async () => {
    writeFileSync(join(app, "values.ts"), 'export const x = 1; throw new Error("at import");');
    await expect(engine.prepare({ kind: "folder", directory: app })).rejects.toThrow(
      /Failed to analyze values\.js: Uncaught Error: at import/,
    );
  });

  it("ST-8 existing rows are checked against a new schema before anything changes", async () => {
    const id = await mutation("notes:add", { channel: "a", text: "one" });
    edit("schema.ts", "text: v.string()", "text: v.number()");
    const prepared = await engine.prepare({ kind: "folder", directory: app });
    await expect(engine.deploy(prepared)).rejects.toThrow(
      new RegExp(`Document with ID "${String(id)}" in table "notes" does not match the schema`),
    );
    await mutation("notes:add", { channel: "a", text: "two" });
    expect(await query("notes:search", { text: "two", count: 5 })).toEqual(["two"]);
  });

  it("ST-9 new indexes and search indexes are filled with existing rows, removed ones refuse", async () => {
    await mutation("notes:addMany", { channel: "a", texts: ["blue whale", "red fox"] });
    edit("schema.ts", '.index("by_channel", ["channel"])', '.index("by_channel", ["channel", "text"])');
    edit(
      "schema.ts",
      '.searchIndex("search_text"',
      '.searchIndex("search_words", { searchField: "channel" }).searchIndex("search_text"',
    );
    edit("schema.ts", 'filterFields: ["channel", "rank"]', 'filterFields: ["rank"]');
    edit("notes.ts", 'found.eq("channel", channel)', 'found.eq("rank", 1)');
    await deploy();
    const rows = (await query("notes:list", { channel: "a" })) as { text: string }[];
    expect(rows.map(({ text }) => text)).toEqual(["blue whale", "red fox"]);
    expect(await query("notes:search", { text: "fox", channel: "any", count: 5 })).toEqual(["red fox"]);
    edit("schema.ts", '.index("by_channel_and_rank", ["channel", "rank"])', "");
    await deploy();
    await expect(query("notes:first", { channel: "a", count: 1, order: "asc" })).rejects.toThrow(
      /by_channel_and_rank not found/,
    );
  });

  it("ST-10 staged indexes are accepted, kept up to date and refused to queries until enabled", async () => {
    edit(
      "schema.ts",
      '.index("by_channel", ["channel"])',
      '.index("by_channel", { fields: ["channel"], staged: true })',
    );
    await deploy();
    await mutation("notes:add", { channel: "a", text: "while staged" });
    await expect(query("notes:list", { channel: "a" })).rejects.toThrow(/staged/);
    edit("schema.ts", '{ fields: ["channel"], staged: true }', '["channel"]');
    await deploy();
    expect(await query("notes:list", { channel: "a" })).toMatchObject([{ text: "while staged" }]);
  });

  it("RT-32 vector indexes are refused by name at push", async () => {
    edit(
      "schema.ts",
      '.index("by_channel", ["channel"])',
      '.vectorIndex("by_embedding", { vectorField: "extra", dimensions: 3 })',
    );
    await expect(engine.prepare({ kind: "folder", directory: app })).rejects.toThrow(
      /by_embedding.*vector search is not available/,
    );
  });
});

describe("system calls", () => {
  it("RT-33 every operation of the installed convex package is handled or refused by name", () => {
    const server = fileURLToPath(new URL("../../node_modules/convex/src/server", import.meta.url));
    const found = new Set<string>();
    for (const file of readdirSync(server, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts")) continue;
      const source = readFileSync(join(server, file), "utf8");
      for (const [, op] of source.matchAll(/perform(?:Async)?Syscall\(\s*"([^"]+)"/g)) found.add(op!);
      for (const [, op] of source.matchAll(/performJsSyscall\(\s*"([^"]+)"/g)) found.add(op!);
      for (const [op] of source.matchAll(/(?<=")1\.0\/[A-Za-z_/]+(?=")/g)) found.add(op);
    }
    // Used by the backend's own isolate to pass HTTP requests; here requests are passed as objects.
    found.delete("requestFromConvexJson");
    found.delete("convexJsonFromResponse");
    expect(found.size).toBeGreaterThan(35);
    const unknown = [...found].filter((op) => !HANDLED.has(op) && !(op in REFUSED));
    expect(unknown).toEqual([]);
  });

  it("RT-34 time stands still while a query runs, and logs are kept", async () => {
    expect(await query("system:frozen")).toEqual({ same: true });
    const { entries } = await engine.logs(0, 0);
    expect(entries.at(-1)).toMatchObject({ path: "system:frozen", udfType: "Query", error: null });
  });

  it("RT-35 wrong names get Convex's texts, internal functions are hidden from clients", async () => {
    const texts = async (path: string) => {
      const outcome = await engine.query(callOf(path));
      return outcome.ok ? "" : outcome.errorMessage;
    };
    expect(await texts("system:secret")).toBe(
      "Could not find public function for 'system:secret'. Did you forget to run `npx convex dev`?",
    );
    expect(await texts("nested:bump")).toContain(
      "Trying to execute nested.js:bump as Query, but it is defined as Mutation.",
    );
    const open = await engine.query({ ...callOf("system:secret"), internal: true });
    expect(open.ok && open.value).toBe('"internal"');
  });

  it("RT-36 uncaught errors read as Convex's", async () => {
    const outcome = await engine.query(callOf("values:fails", { message: "because" }));
    expect(outcome.ok ? "" : outcome.errorMessage).toBe("Uncaught Error: because");
    const thrown = await engine.query(callOf("values:fails", { data: { code: 1 } }));
    expect(thrown.ok ? "" : thrown.errorData).toBe('{"code":1}');
  });

  it("RT-9 a cursor of another query is refused with InvalidCursor", async () => {
    await mutation("notes:addMany", { channel: "a", texts: ["0", "1", "2"] });
    const page = (await query("notes:page", {
      channel: "a",
      paginationOpts: { cursor: null, numItems: 1 },
    })) as { continueCursor: string };
    const outcome = await engine.query(
      callOf("notes:page", { channel: "b", paginationOpts: { cursor: page.continueCursor, numItems: 1 } }),
    );
    expect(outcome.ok ? "" : outcome.errorMessage).toContain("InvalidCursor");
    expect(outcome.ok ? "" : outcome.errorData).toContain('"paginationError":"InvalidCursor"');
    const garbage = await engine.query(
      callOf("notes:page", { channel: "a", paginationOpts: { cursor: "garbage", numItems: 1 } }),
    );
    expect(garbage.ok ? "" : garbage.errorMessage).toContain("InvalidCursor");
  });

  it("ST-12 documents keep Convex's limits, with Convex's texts", async () => {
    const attempt = async (extra: unknown) => {
      const outcome = await engine.mutation(
        callOf("notes:add", { channel: "a", text: "t", extra: extra as never }),
      );
      return outcome.ok ? "ok" : outcome.errorMessage;
    };
    expect(await attempt("x".repeat(1_000_000))).toBe("ok");
    expect(await attempt("x".repeat(1_100_000))).toContain(
      "Value is too large (1.05 MiB > maximum size 1 MiB)",
    );
    expect(await attempt(Array.from({ length: 8_192 }, () => 1))).toBe("ok");
    expect(await attempt(Array.from({ length: 8_193 }, () => 1))).toContain(
      "Array length is too long (8193 > maximum length 8192)",
    );
    const fields = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, 1]));
    expect(await attempt(fields(1_024))).toBe("ok");
    expect(await attempt(fields(1_025))).toContain("Object has too many fields (1025 > maximum number 1024)");
    let nested: unknown = 1;
    for (let i = 0; i < 20; i++) nested = [nested];
    expect(await attempt(nested)).toContain("Value is too nested");
  });

  it("RT-15 writes are limited", async () => {
    await expect(mutation("nested:writeMany", { name: "n", count: 16_001 })).rejects.toThrow(
      "Too many writes in a single function execution (limit: 16000)",
    );
    expect(await query("nested:value", { name: "n1" })).toBe(0);
  });

  it("KC-5 long strings: equality and order hold beyond the cut", async () => {
    const long = (last: string): string => `${"x".repeat(2_500)}${last}`;
    for (const name of [long("b"), long("a"), long("c")]) await mutation("nested:bump", { name });
    await mutation("nested:bump", { name: long("b") });
    expect(await query("nested:value", { name: long("b") })).toBe(2);
    expect(await query("nested:value", { name: long("a") })).toBe(1);
    expect(await query("nested:value", { name: long("d") })).toBe(0);
  });
});

describe("runaway functions", () => {
  it("RT-46 a call that takes too long is given up and can do nothing afterwards", async () => {
    const execution = { depth: 0, alive: true } as unknown as Execution;
    await expect(withTimeLimit(execution, 20, () => new Promise(() => undefined))).rejects.toThrow(
      "Function execution timed out (maximum duration: 0.02s)",
    );
    expect(execution.alive).toBe(false);
  });
});

describe("jobs and files", () => {
  it("SC-5 jobs due while the engine was closed run at start; an interrupted action is failed", async () => {
    const id = await mutation("jobs:soon", { name: "j", delay: 300 });
    await engine.close();
    await later(350);
    engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
    await later(150);
    expect(await query("jobs:state", { id })).toBe("success");
    expect(await query("jobs:rows", { name: "j" })).toBe(1);
  });

  it("SC-9 crons of a deployed app run, and not twice after a restart", async () => {
    const app = mkdtempSync(join(PACKAGES, ".engine-test-"));
    try {
      cpSync(FIXTURE, app, { recursive: true });
      writeFileSync(
        join(app, "crons.ts"),
        `import { cronJobs } from "convex/server";
import { api } from "./api";
const crons = cronJobs();
crons.interval("tick", { hours: 1 }, api.jobs.tick, { name: "cron" });
crons.cron("rare", "0 0 1 1 *", api.jobs.tick, { name: "rare" });
export default crons;`,
      );
      await engine.deploy(await engine.prepare({ kind: "folder", directory: app }));
      await later(150);
      expect(await query("jobs:rows", { name: "cron" })).toBe(1);
      await reopen();
      await later(100);
      expect(await query("jobs:rows", { name: "cron" })).toBe(1);
      expect(await query("jobs:rows", { name: "rare" })).toBe(0);
      expect(
        engine.analysis().components[0]!.modules.find(({ path }) => path === "crons.js")!.crons,
      ).toHaveLength(2);
    } finally {
      rmSync(app, { recursive: true, force: true });
    }
  });

  it("SC-10 an action interrupted by the end of the process is failed, not run again", async () => {
    const id = await mutation("jobs:soonSlow", { name: "slow", ms: 60_000 });
    await later(150);
    expect(await query("jobs:state", { id })).toBe("inProgress");
    await reopen();
    await later(100);
    expect(await query("jobs:state", { id })).toBe("failed");
    expect(await query("jobs:rows", { name: "slow" })).toBe(1);
  }, 20_000);

  it("RT-39 signJwt makes tokens that verify against the published keys", async () => {
    const token = String(
      await mutation("system:sign", { claims: { sub: "ada", scope: "unsubscribe" }, seconds: 60 }),
    );
    const keys = createLocalJWKSet(engine.jwks() as never);
    const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: "http://127.0.0.1:4100" });
    expect(payload).toMatchObject({ sub: "ada", scope: "unsubscribe" });
    expect(payload.exp! - payload.iat!).toBe(60);
    expect(protectedHeader.alg).toBe("ES256");
    await expect(mutation("system:sign", { claims: { iss: "me" }, seconds: 60 })).rejects.toThrow(/reserved/);
    await expect(mutation("system:sign", { claims: {}, seconds: 7_200 })).rejects.toThrow(/at most 1 hour/);
    const before = JSON.stringify(engine.jwks());
    await reopen();
    expect(JSON.stringify(engine.jwks())).toBe(before);
  });

  it("RT-37 uploads: a token works once, the file is served by its public name and range", async () => {
    const url = new URL(String(await mutation("system:uploadUrl")));
    const token = url.searchParams.get("token")!;
    expect(await engine.files.redeemUploadToken(`${token}x`)).toBe(null);
    expect(await engine.files.redeemUploadToken(token)).toEqual({ component: "" });
    expect(await engine.files.redeemUploadToken(token)).toBe(null);
    const body = new Blob(["hello world"]).stream();
    const id = await engine.files.store("", body as ReadableStream<Uint8Array>, "text/plain");
    expect(await query("system:file", { id })).toMatchObject({
      row: { size: 11, contentType: "text/plain" },
      hasUrl: true,
    });
    const name = readdirSync(join(folder, "files"))[0]!;
    const file = await engine.files.open(name, { start: 6, end: 10 });
    expect(await new Response(file!.stream).text()).toBe("world");
    expect(file!.size).toBe(11);
    expect(await engine.files.open("../store.mdb")).toBe(null);
    await expect(
      engine.files.store("", new Blob(["x"]).stream() as never, null, "0".repeat(64)),
    ).rejects.toThrow(/sha256/);
  });

  it("RT-27 a file stored by a mutation that fails leaves no bytes behind", async () => {
    await expect(mutation("system:storeAndFail")).rejects.toThrow(/after storing/);
    expect(readdirSync(join(folder, "files"))).toEqual([]);
    expect(await mutation("system:storeInMutation", { text: "kept" })).toBe("kept");
    expect(readdirSync(join(folder, "files"))).toHaveLength(1);
  });

  it("ST-11 a backup taken while running opens as a whole", async () => {
    await mutation("notes:add", { channel: "a", text: "saved" });
    const copy = mkdtempSync(join(tmpdir(), "orbit-backup-"));
    await engine.backup(copy);
    const restored = await createEngine({ dataDirectory: copy, ...ENGINE_OPTIONS });
    expect(unwrap(await restored.query(callOf("notes:list", { channel: "a" })))).toMatchObject([
      { text: "saved" },
    ]);
    await restored.close();
    rmSync(copy, { recursive: true, force: true });
  });

  it("RT-38 the CLI's table view pages through documents in both directions", async () => {
    await mutation("notes:addMany", { channel: "a", texts: ["0", "1", "2", "3", "4"] });
    for (const order of ["asc", "desc"] as const) {
      const texts: string[] = [];
      let cursor: string | null = null;
      do {
        const page = engine.tablePage("", "notes", { cursor, limit: 2, order });
        texts.push(...page.documents.map((text) => (JSON.parse(text) as { text: string }).text));
        cursor = page.cursor;
      } while (cursor !== null);
      expect(texts).toEqual(order === "asc" ? ["0", "1", "2", "3", "4"] : ["4", "3", "2", "1", "0"]);
    }
    expect(engine.tables("")).toContain("notes");
  });
});
