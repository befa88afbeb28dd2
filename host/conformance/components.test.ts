// Published components run unchanged, and do on the engine what they do on convex-test under the test
// helpers they publish: nested instances, their own tables, jobs and environment, handles across components.
import { fileURLToPath } from "node:url";
import aggregateTest from "@convex-dev/aggregate/test";
import migrationsTest from "@convex-dev/migrations/test";
import rateLimiterTest from "@convex-dev/rate-limiter/test";
import resendTest from "@convex-dev/resend/test";
import workpoolTest from "@convex-dev/workpool/test";
import { expect, it } from "vitest";
import schema from "./components/convex/schema";
import { inBothWorlds, onEngine, type Fixture, type World } from "./worlds";

const PUBLISHED: Fixture = {
  directory: fileURLToPath(new URL("components/convex", import.meta.url)),
  schema,
  modules: import.meta.glob("./components/convex/*.ts"),
  variables: { RESEND_API_KEY: "re_test" },
  register(t) {
    aggregateTest.register(t);
    migrationsTest.register(t);
    rateLimiterTest.register(t);
    workpoolTest.register(t);
    resendTest.register(t);
    // Resend's helper leaves out what Resend mounts itself.
    rateLimiterTest.register(t, "resend/rateLimiter");
    workpoolTest.register(t, "resend/emailWorkpool");
    workpoolTest.register(t, "resend/callbackWorkpool");
  },
};

async function eventually(world: World, check: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 40_000;
  while (!(await check())) {
    if (Date.now() > limit) throw new Error("it did not happen in time");
    await world.settle();
  }
}

inBothWorlds(
  "once",
  (current) => {
    it("RT-41 aggregate keeps counts, sums, ranks and bounds in the caller's transaction", async () => {
      const world = current();
      for (const points of [4, 1, 3, 2, 2]) await world.mutation("scores:add", { game: "go", points });
      expect(await world.query("scores:total", { game: "go" })).toEqual({ count: 5, sum: 12 });
      await expect(world.mutation("scores:addAndFail", { game: "go", points: 9 })).rejects.toThrow(
        /on purpose/,
      );
      expect(await world.query("scores:standing", { game: "go", points: 3 })).toEqual({
        count: 5,
        below: 3,
        lowest: 1,
        highest: 4,
        third: 2,
        between: 3,
      });
      await world.mutation("scores:drop", { game: "go", points: 4 });
      await world.mutation("scores:change", { game: "go", from: 1, to: 7 });
      expect(await world.query("scores:standing", { game: "go", points: 3 })).toEqual({
        count: 4,
        below: 2,
        lowest: 2,
        highest: 7,
        third: 3,
        between: 3,
      });
      expect(await world.query("scores:total", { game: "other" })).toEqual({ count: 0, sum: 0 });
    });

    it("RT-42 rate-limiter counts by key, and says when to come back", async () => {
      const world = current();
      const limited = async (key: string) =>
        (await world.mutation("scores:limited", { key })) as { ok: boolean; retryAfter: number | null };
      const allowed = [];
      for (let i = 0; i < 4; i++) allowed.push(await limited("a"));
      expect(allowed.map(({ ok }) => ok)).toEqual([true, true, true, false]);
      expect(allowed[3]!.retryAfter).toBeGreaterThan(0);
      expect(allowed[3]!.retryAfter).toBeLessThanOrEqual(60_000);
      expect((await limited("b")).ok).toBe(true);
      await world.mutation("scores:resetLimit", { key: "a" });
      expect((await limited("a")).ok).toBe(true);
    });

    it("RT-43 workpool runs actions of the app through function handles, and tells how each ended", async () => {
      const world = current();
      await world.mutation("scores:enqueue", { texts: ["a", "b", "c", "fails"] });
      await eventually(world, async () => ((await world.query("scores:ends")) as string[]).length === 4);
      expect(await world.query("scores:ends")).toEqual(["failed", "success", "success", "success"]);
      expect(await world.query("scores:results")).toEqual(["a", "b", "c"]);
    }, 60_000);

    it("RT-44 migrations walk a table in batches", async () => {
      const world = current();
      for (let points = 10; points < 15; points++)
        await world.mutation("scores:add", { game: "chess", points });
      await world.action("scores:migrate");
      await eventually(world, async () =>
        ((await world.query("scores:all")) as { points: number; doubled?: number }[]).every(
          (row) => row.doubled === row.points * 2,
        ),
      );
    }, 60_000);

    it("RT-45 resend queues mail in its own tables and tells its state", async () => {
      const world = current();
      const id = await world.mutation("scores:mail");
      expect(await world.query("scores:mailStatus", { id })).toMatchObject({
        status: "waiting",
        failed: false,
      });
    });
  },
  PUBLISHED,
);

onEngine(
  "once",
  (current) => {
    it("RT-40 instances form a tree, each with its own tables", () => {
      const engine = current().engine!;
      expect(engine.componentPaths()).toEqual(
        expect.arrayContaining(["", "aggregate/batchWorker", "resend/emailWorkpool/batchWorker", "workpool"]),
      );
      expect(engine.tables("rateLimiter")).toContain("rateLimits");
      expect(engine.tables("")).not.toContain("rateLimits");
    });
  },
  PUBLISHED,
);
