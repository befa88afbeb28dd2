// Published components run unchanged: nested instances, their own tables, jobs
// and environment, function handles across components.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../contract";
import { callOf, fixtureEngine, temporaryFolder, unwrap, type Args } from "./calls";

const APP = fileURLToPath(new URL("components/convex", import.meta.url));

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = temporaryFolder();
  engine = await fixtureEngine(folder, APP);
  await engine.environment.update([{ name: "RESEND_API_KEY", value: "re_test" }]);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = async (path: string, args: Args = {}) => unwrap(await engine.anyFunction(callOf(path, args)));

async function eventually(check: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 15_000;
  while (!(await check())) {
    if (Date.now() > limit) throw new Error("it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("components", () => {
  it("RT-40 instances form a tree, each with its own tables", () => {
    expect(engine.componentPaths()).toEqual(
      expect.arrayContaining(["", "aggregate/batchWorker", "resend/emailWorkpool/batchWorker", "workpool"]),
    );
    expect(engine.tables("rateLimiter")).toContain("rateLimits");
    expect(engine.tables("")).not.toContain("rateLimits");
  });

  it("RT-41 aggregate keeps sums in the caller's transaction", async () => {
    for (const points of [1, 2, 3, 4]) await run("scores:add", { game: "go", points });
    expect(await run("scores:total", { game: "go" })).toEqual({ count: 4, sum: 10 });
  });

  it("RT-42 rate-limiter counts", async () => {
    const allowed = [];
    for (let i = 0; i < 4; i++) allowed.push(await run("scores:limited"));
    expect(allowed).toEqual([true, true, true, false]);
  });

  it("RT-43 workpool runs actions of the app through function handles", async () => {
    await run("scores:enqueue", { texts: ["a", "b", "c"] });
    await eventually(async () => JSON.stringify(await run("scores:results")) === '["a","b","c"]');
  });

  it("RT-44 migrations walk a table in batches", async () => {
    await run("scores:add", { game: "chess", points: 21 });
    await run("scores:migrate");
    await eventually(async () =>
      ((await run("scores:all")) as { points: number; doubled?: number }[]).every(
        (row) => row.doubled === row.points * 2,
      ),
    );
  });

  it("RT-45 resend queues mail in its own tables", async () => {
    expect(typeof (await run("scores:mail"))).toBe("string");
    expect(
      engine.tablePage("resend", "emails", { cursor: null, limit: 5, order: "asc" }).documents,
    ).toHaveLength(1);
  });
});
