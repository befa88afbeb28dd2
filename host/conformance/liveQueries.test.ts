// Live queries of the engine.
import { describe, expect, it } from "vitest";
import type { SessionTransition } from "../contract";
import { callOf } from "./calls";
import { engineWorld, later, listen } from "./engineWorld";

const world = engineWorld();
const { query, mutation, reopen } = world;

describe("live queries", () => {
  it("TX-12 an added query is answered once with its tag, an update follows a commit", async () => {
    const { session, seen, until } = listen(world);
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
    const { ts } = await world.engine.mutation(callOf("nested:bump", { name: "n" }));
    expect(seen).toHaveLength(1);
    await until((all) => all.length === 2);
    expect(seen[1]).toMatchObject({ tags: [], changes: [{ queryId: 1, outcome: { value: "1" } }] });
    expect(seen[1]!.ts >= ts!).toBe(true);
  });

  it("TX-13 only affected queries run again, and equal ones run once for all sessions", async () => {
    const channelA = callOf("notes:list", { channel: "a" });
    const channelB = callOf("notes:list", { channel: "b" });
    const listeners = [listen(world), listen(world), listen(world)];
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
    const runs = () => world.engine.stats().functions.find(({ path }) => path === "notes:list")!.calls;
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
    const { session, seen, until } = listen(world);
    session.modify({
      add: [
        { queryId: 1, call: callOf("notes:first", { channel: "a", count: 2, order: "asc" }), journal: null },
      ],
      remove: [],
      tag: 0,
    });
    await until((all) => all.length === 1);
    const runs = () => world.engine.stats().functions.find(({ path }) => path === "notes:first")!.calls;
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
    const { session, seen, until } = listen(world);
    session.modify({
      add: [{ queryId: 1, call: callOf("notes:search", { text: "zzz", count: 1 }), journal: null }],
      remove: [],
      tag: 0,
    });
    await until((all) => all.length === 1);
    const { ts } = await world.engine.mutation(callOf("notes:add", { channel: "a", text: "abc" }));
    session.reach(ts!);
    await until((all) => all.length === 2);
    expect(seen[1]).toMatchObject({ changes: [], tags: [] });
    expect(seen[1]!.ts >= ts!).toBe(true);
  });

  it("TX-14 a query that a commit makes run again and that answers the same is not sent", async () => {
    const name = "n";
    await mutation("nested:bump", { name });
    const count = { queryId: 1, call: callOf("jobs:rows", { name }), journal: null };
    const value = { queryId: 2, call: callOf("nested:value", { name }), journal: null };
    const other = listen(world);
    other.session.modify({ add: [count], remove: [], tag: 0 });
    await other.until((all) => all.length === 1);
    const { session, seen, until } = listen(world);
    session.modify({ add: [count, value], remove: [], tag: 0 });
    await until((all) => all.length === 1);
    const runs = () => world.engine.stats().functions.find(({ path }) => path === "jobs:rows")!.calls;
    expect(runs()).toBe(1);
    // The row is edited, and there are as many.
    await mutation("nested:bump", { name });
    await until((all) => all.length === 2);
    expect(seen[1]!.changes).toMatchObject([{ queryId: 2, outcome: { value: "2" } }]);
    expect(runs()).toBe(2);
    await mutation("jobs:soon", { name });
    await other.until((all) => all.length > 1);
    // Whoever watches nothing else was told nothing in between.
    expect(other.seen[1]!.changes).toMatchObject([{ queryId: 1, outcome: { value: "2" } }]);
  });

  it("TX-15 a page keeps its end when it runs again, by journal", async () => {
    await mutation("notes:addMany", { channel: "a", texts: ["0", "1", "2", "3", "4", "5"] });
    const call = callOf("notes:page", { channel: "a", paginationOpts: { cursor: null, numItems: 3 } });
    const { session, seen, until } = listen(world);
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
    const again = listen(world);
    again.session.modify({ add: [{ queryId: 9, call, journal }], remove: [], tag: 0 });
    await again.until((all) => all.length === 1);
    expect(pageOf(again.seen[0]!)).toEqual([0, 1, 1.5, 2]);
    const newcomer = listen(world);
    newcomer.session.modify({ add: [{ queryId: 9, call, journal: null }], remove: [], tag: 0 });
    await newcomer.until((all) => all.length === 1);
    expect(pageOf(newcomer.seen[0]!)).toEqual([0, 1, 1.5]);
  });

  it("TX-16 a new identity re-evaluates every query in one transition; identity-free queries are shared", async () => {
    const ada = {
      kind: "user",
      attributes: { subject: "ada", issuer: "i", tokenIdentifier: "i|ada" },
    } as const;
    const { session, seen, until } = listen(world);
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
    expect(world.engine.stats().functions.find(({ path }) => path === "nested:value")!.calls).toBe(1);
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
    const { session, seen, until } = listen(world);
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
      const { ts } = await world.engine.mutation(write);
      session.reach(ts!);
      await until((all) => all.length > 0 && all[all.length - 1]!.ts >= ts!);
      for (const transition of seen.splice(0)) {
        for (const { queryId, outcome } of transition.changes)
          known.set(queryId, outcome.ok ? outcome.value : "");
      }
      for (const [queryId, call] of calls.entries()) {
        // A page that is live keeps its end, a fresh one does not; both reach the end of the range here.
        const fresh = await world.engine.query(call);
        expect([step, queryId, comparable(call.path, known.get(queryId) ?? "")]).toEqual([
          step,
          queryId,
          comparable(call.path, fresh.ok ? fresh.value : ""),
        ]);
      }
    }
  });

  it("TX-17 a changed environment variable reaches live queries", async () => {
    const { session, seen, until } = listen(world);
    session.modify({
      add: [{ queryId: 1, call: callOf("system:variable", { name: "GREETING" }), journal: null }],
      remove: [],
      tag: 0,
    });
    await until((all) => all.length === 1);
    await world.engine.environment.update([{ name: "GREETING", value: "hello" }]);
    await until((all) => all.length === 2);
    expect(seen[1]).toMatchObject({ changes: [{ outcome: { value: '"hello"' } }] });
    await reopen();
    expect(await query("system:variable", { name: "GREETING" })).toBe("hello");
    await expect(world.engine.environment.update([{ name: "CONVEX_CLOUD_URL", value: "x" }])).rejects.toThrow(
      /set by the host/,
    );
  });

  it("SE-4 a search is refreshed by documents that match it, and by no others", async () => {
    const { session, until } = listen(world);
    session.modify({
      add: [
        { queryId: 1, call: callOf("notes:search", { text: "whal", channel: "a", count: 5 }), journal: null },
      ],
      remove: [],
      tag: 0,
    });
    await until((all) => all.length === 1);
    const runs = () => world.engine.stats().functions.find(({ path }) => path === "notes:search")!.calls;
    await mutation("notes:add", { channel: "a", text: "bird" });
    await mutation("notes:add", { channel: "b", text: "whale" });
    await later(50);
    expect(runs()).toBe(1);
    await mutation("notes:add", { channel: "a", text: "whale" });
    await until((all) => all.length === 2);
    expect(runs()).toBe(2);
  });
});
