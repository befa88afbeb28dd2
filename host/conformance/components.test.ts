// Published components run unchanged, and do on the engine what they do on convex-test under the test
// helpers they publish: nested instances, their own tables, jobs and environment, handles across components.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import aggregateTest from "@convex-dev/aggregate/test";
import migrationsTest from "@convex-dev/migrations/test";
import rateLimiterTest from "@convex-dev/rate-limiter/test";
import resendTest from "@convex-dev/resend/test";
import workpoolTest from "@convex-dev/workpool/test";
import { afterAll, expect, it, vi } from "vitest";
import schema from "./components/convex/schema";
import { eventually } from "./eventually";
import { inBothWorlds, onEngine, type Fixture, type World } from "./worlds";

const SECRET = Buffer.from("a secret of the test's").toString("base64");

/** What was handed over to Resend, which is not asked itself. */
const posted: {
  address: string;
  headers: Headers;
  mails: { to: string[]; subject: string }[];
}[] = [];
vi.stubGlobal("fetch", (address: string, init: RequestInit) => {
  const mails = JSON.parse(init.body as string) as (typeof posted)[number]["mails"];
  posted.push({ address, headers: new Headers(init.headers), mails });
  return Promise.resolve(
    Response.json({
      data: mails.map(({ to }) => ({ id: `resend of ${to[0]}` })),
    }),
  );
});
afterAll(() => vi.unstubAllGlobals());

/** An event as Resend tells it: signed by the secret of the webhook. */
function eventOf(type: string, emailId: string, secret = SECRET): RequestInit {
  const now = new Date().toISOString();
  const data = {
    email_id: emailId,
    created_at: now,
    from: "a@orbit.example",
    to: ["b@example.com"],
    subject: "Hello",
  };
  const body = JSON.stringify({ type, created_at: now, data });
  const [id, time] = ["msg_1", String(Math.floor(Date.now() / 1000))];
  const signature = createHmac("sha256", Buffer.from(secret, "base64"))
    .update(`${id}.${time}.${body}`)
    .digest("base64");
  return {
    method: "POST",
    body,
    headers: {
      "svix-id": id,
      "svix-timestamp": time,
      "svix-signature": `v1,${signature}`,
    },
  };
}

const PUBLISHED: Fixture = {
  directory: fileURLToPath(new URL("components/convex", import.meta.url)),
  schema,
  modules: import.meta.glob("./components/convex/*.ts"),
  variables: {
    RESEND_API_KEY: "re_test",
    RESEND_WEBHOOK_SECRET: `whsec_${SECRET}`,
  },
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

/** What comes by itself comes in convex-test only where it is let: by settling. */
const settledUntil = (world: World, check: () => Promise<boolean>): Promise<void> =>
  eventually(async () => {
    await world.settle();
    if (!(await check())) throw new Error("it did not happen");
  });

inBothWorlds(
  "once",
  (current) => {
    it("RT-41 aggregate keeps counts, sums, ranks and bounds in the caller's transaction", async () => {
      const world = current();
      for (const points of [4, 1, 3, 2, 2]) await world.mutation("scores:add", { game: "go", points });
      expect(await world.query("scores:total", { game: "go" })).toEqual({
        count: 5,
        sum: 12,
      });
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
      expect(await world.query("scores:total", { game: "other" })).toEqual({
        count: 0,
        sum: 0,
      });
    });

    it("RT-42 rate-limiter counts by key, and says when to come back", async () => {
      const world = current();
      const limited = async (key: string) =>
        (await world.mutation("scores:limited", { key })) as {
          ok: boolean;
          retryAfter: number | null;
        };
      const allowed = [];
      for (let i = 0; i < 4; i++) allowed.push(await limited("a"));
      expect(allowed.map(({ ok }) => ok)).toEqual([true, true, true, false]);
      expect(allowed[3]!.retryAfter).toBeGreaterThan(0);
      expect(allowed[3]!.retryAfter).toBeLessThanOrEqual(86_400_000);
      expect((await limited("b")).ok).toBe(true);
      await world.mutation("scores:resetLimit", { key: "a" });
      expect((await limited("a")).ok).toBe(true);
    });

    it("RT-42 rate-limiter's buckets refill, are looked at without taking, lent ahead and kept in parts", async () => {
      const world = current();
      // Four are there and two come in an hour: the fifth is 30 minutes away, for who asks and for who reserves it.
      expect(await world.mutation("work:takeFromBucket", { key: "a" })).toEqual([
        true,
        [true, 0],
        true,
        [false, 30],
        [true, 30],
        false,
      ]);
      const taken = Number(await world.mutation("work:takeShared", { tries: 150 }));
      // Each part holds a quarter; the parts are chosen by chance, the better of two.
      expect(taken).toBeGreaterThan(80);
      expect(taken).toBeLessThanOrEqual(100);
    });

    it("RT-43 workpool cancels what has not begun and tries again what fails", async () => {
      const world = current();
      const late = await world.mutation("work:enqueueLater");
      expect(await world.query("work:state", { id: late })).toBe("pending");
      await world.mutation("work:cancel", { id: late });
      await settledUntil(
        world,
        async () => (await world.query("work:noted", { text: "work canceled" })) === 1,
      );
      expect(await world.query("work:state", { id: late })).toBe("finished");
      expect(await world.query("work:noted", { text: "too late" })).toBe(0);
      await world.mutation("work:enqueueStubborn");
      await settledUntil(
        world,
        async () => (await world.query("work:noted", { text: "work success 3" })) === 1,
      );
      expect(await world.query("work:noted", { text: "try" })).toBe(3);
    });

    it("RT-43 workpool runs actions of the app through function handles, and tells how each ended", async () => {
      const world = current();
      await world.mutation("scores:enqueue", {
        texts: ["a", "b", "c", "fails"],
      });
      await settledUntil(world, async () => ((await world.query("scores:ends")) as string[]).length === 4);
      expect(await world.query("scores:ends")).toEqual(["failed", "success", "success", "success"]);
      expect(await world.query("scores:results")).toEqual(["a", "b", "c"]);
    });

    it("RT-44 migrations walk a table in batches", async () => {
      const world = current();
      for (let points = 10; points < 15; points++)
        await world.mutation("scores:add", { game: "chess", points });
      await world.action("scores:migrate");
      await settledUntil(world, async () =>
        (
          (await world.query("scores:all")) as {
            points: number;
            doubled?: number;
          }[]
        ).every((row) => row.doubled === row.points * 2),
      );
    });

    it("RT-45 resend queues mail in its own tables and tells its state", async () => {
      const world = current();
      const id = await world.mutation("scores:mail");
      expect(await world.query("scores:mailStatus", { id })).toMatchObject({
        status: "waiting",
        failed: false,
      });
    });

    it("RT-45 resend hands mail over once, in one request, and follows what Resend tells by its signed webhook", async () => {
      const world = current();
      posted.length = 0;
      const [first, second, dropped] = [
        String(await world.mutation("work:mail", { to: "one@example.com" })),
        String(await world.mutation("work:mail", { to: "two@example.com" })),
        String(await world.mutation("work:mail", { to: "three@example.com" })),
      ];
      await world.mutation("work:cancelMail", { id: dropped });
      const status = (id: string) => world.query("work:mailStatus", { id });
      await settledUntil(
        world,
        async () => (await status(first)) === "sent" && (await status(second)) === "sent",
      );
      expect(await status(dropped)).toBe("cancelled");
      const mine = posted.flatMap(({ mails }) => mails.flatMap(({ to }) => to));
      expect(mine.filter((to) => to.endsWith("@example.com")).toSorted()).toEqual([
        "one@example.com",
        "two@example.com",
      ]);
      const { address, headers } = posted.at(-1)!;
      expect([address, headers.get("authorization")]).toEqual([
        "https://api.resend.com/emails/batch",
        "Bearer re_test",
      ]);
      expect(headers.get("idempotency-key")).toBeTruthy();

      const told = await world.fetch("/resend", eventOf("email.delivered", "resend of one@example.com"));
      expect(told.status).toBe(201);
      await settledUntil(
        world,
        async () =>
          (await world.query("work:noted", {
            text: `email.delivered ${first}`,
          })) === 1,
      );
      expect([await status(first), await status(second)]).toEqual(["delivered", "sent"]);
      const forged = Buffer.from("another secret").toString("base64");
      await expect(
        world.fetch("/resend", eventOf("email.delivered", "resend of two@example.com", forged)),
      ).rejects.toThrow(/signature/i);
      expect(await status(second)).toBe("sent");
    });
  },
  PUBLISHED,
);

onEngine(
  "once",
  (current) => {
    it("RT-40 RT-41 RT-42 RT-43 RT-44 RT-45 every component that Orbit mounts is one of these", () => {
      const config = (file: string) =>
        [
          ...readFileSync(fileURLToPath(new URL(file, import.meta.url)), "utf8").matchAll(
            /from "(.+\/convex\.config)"/g,
          ),
        ].map(([, name]) => name);
      const own = config("../../convex/convex.config.ts");
      expect(own.length).toBeGreaterThan(0);
      expect(config("components/convex/convex.config.ts")).toEqual(expect.arrayContaining(own));
    });

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
