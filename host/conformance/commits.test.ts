// Commits of the engine: once, one after another, durable.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createEngine } from "../engine";
import { callOf, ENGINE_OPTIONS, temporaryFolder, unwrap } from "./calls";
import { engineWorld } from "./engineWorld";

const world = engineWorld();
const { query, mutation, reopen } = world;

describe("commits", () => {
  it("TX-5 a replayed request answers with the original value and ts, also after a restart", async () => {
    const key = { sessionId: "s1", requestId: 7 };
    const call = callOf("nested:bump", { name: "n" });
    const first = await world.engine.mutation(call, key);
    await world.engine.mutation(callOf("nested:bump", { name: "other" }));
    expect(await world.engine.mutation(call, key)).toEqual(first);
    await reopen();
    expect(await world.engine.mutation(call, key)).toEqual(first);
    expect(await query("nested:value", { name: "n" })).toBe(1);
  });

  it("TX-6 copies of one request in flight and in the same batch run once", async () => {
    const key = { sessionId: "s1", requestId: 1 };
    const call = callOf("nested:bump", { name: "n" });
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => world.engine.mutation(call, key)));
    expect(new Set(outcomes.map(({ ts }) => ts)).size).toBe(1);
    expect(await query("nested:value", { name: "n" })).toBe(1);
  });

  it("TX-5 session ids of any length and kind are kept apart", async () => {
    const call = callOf("nested:bump", { name: "n" });
    for (const sessionId of ["x".repeat(5_000), `${"x".repeat(5_000)}y`, "ключ", "ключ\u0000"]) {
      const first = await world.engine.mutation(call, { sessionId, requestId: 1 });
      expect(first.ok).toBe(true);
      expect(await world.engine.mutation(call, { sessionId, requestId: 1 })).toEqual(first);
    }
    expect(await query("nested:value", { name: "n" })).toBe(4);
  });

  it("TX-7 concurrent mutations are serial: no update is lost, timestamps are distinct and ordered", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, () => world.engine.mutation(callOf("nested:bump", { name: "n" }))),
    );
    expect(await query("nested:value", { name: "n" })).toBe(200);
    const stamps = outcomes.map(({ ts }) => ts as bigint);
    for (let i = 1; i < stamps.length; i++) expect(stamps[i]! > stamps[i - 1]!).toBe(true);
    expect(world.engine.latestTs()).toBe(stamps[stamps.length - 1]);
  });

  it("TX-8 a failing mutation in a batch leaves the others alone", async () => {
    const outcomes = await Promise.all([
      world.engine.mutation(callOf("nested:bump", { name: "a" })),
      world.engine.mutation(callOf("nested:bump", { name: "a", fail: true })),
      world.engine.mutation(callOf("nested:bump", { name: "a" })),
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
    const long = world.engine
      .mutation(callOf("notes:addMany", { channel: "a", texts }))
      .finally(() => (isOver = true));
    const following = world.engine.mutation(callOf("nested:bump", { name: "n" }));
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
    const before = world.engine.latestTs();
    await mutation("notes:add", { channel: "a", text: "more" });
    expect(world.engine.latestTs() > before).toBe(true);
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
