// One suite, two worlds. What convex-test leaves out or models loosely is in
// engine.test.ts.
import { beforeEach, describe, expect, it } from "vitest";
import { eventually } from "./eventually";
import { inBothWorlds, type World } from "./worlds";

inBothWorlds("each test", (current) => {
  let world: World;
  beforeEach(() => {
    world = current();
  });

  const fill = async (channel: string, count: number): Promise<void> => {
    for (let rank = 0; rank < count; rank++)
      await world.mutation("notes:add", { channel, text: `note ${rank}`, rank });
  };

  describe("reads and writes", () => {
    it("RT-1 insert, get, patch, replace and delete", async () => {
      const id = (await world.mutation("notes:add", { channel: "a", text: "one", rank: 1 })) as string;
      expect(await world.query("notes:get", { id })).toMatchObject({
        _id: id,
        channel: "a",
        text: "one",
        rank: 1,
      });
      await world.mutation("notes:patch", { id, value: { text: "two" }, drop: ["rank"] });
      const patched = (await world.query("notes:get", { id })) as Record<string, unknown>;
      expect(patched.text).toBe("two");
      expect("rank" in patched).toBe(false);
      await world.mutation("notes:replace", { id, value: { channel: "b", text: "three" } });
      expect(await world.query("notes:get", { id })).toMatchObject({ channel: "b", text: "three" });
      expect(await world.query("notes:list", { channel: "a" })).toEqual([]);
      await world.mutation("notes:remove", { id });
      expect(await world.query("notes:get", { id })).toBe(null);
      await expect(world.mutation("notes:patch", { id, value: { text: "late" } })).rejects.toThrow();
    });

    it("RT-2 a document that does not fit the schema is refused and nothing is written", async () => {
      const id = (await world.mutation("notes:add", { channel: "a", text: "one" })) as string;
      await expect(world.mutation("notes:patch", { id, value: { text: 5 } })).rejects.toThrow();
      await expect(world.mutation("notes:patch", { id, value: { unknown: 5 } })).rejects.toThrow();
      expect(await world.query("notes:get", { id })).toMatchObject({ text: "one" });
    });

    it("RT-3 system fields cannot be changed", async () => {
      const id = (await world.mutation("notes:add", { channel: "a", text: "one" })) as string;
      await expect(world.mutation("notes:patch", { id, value: { _creationTime: 5 } })).rejects.toThrow();
      await expect(world.mutation("notes:patch", { id, value: { _id: "other" } })).rejects.toThrow();
      await world.mutation("notes:patch", { id, value: { _id: id, text: "two" } });
      expect(await world.query("notes:get", { id })).toMatchObject({ text: "two" });
    });

    it("RT-4 normalizeId accepts only ids of the named table", async () => {
      const id = (await world.mutation("notes:add", { channel: "a", text: "one" })) as string;
      expect(await world.query("notes:normalize", { table: "notes", id })).toBe(id);
      expect(await world.query("notes:normalize", { table: "counters", id })).toBe(null);
      expect(await world.query("notes:normalize", { table: "notes", id: "nonsense" })).toBe(null);
    });

    it("RT-5 queries cannot write", async () => {
      await expect(world.query("system:write")).rejects.toThrow();
    });
  });

  describe("indexes", () => {
    it("KC-1 mixed values come back in Convex's order", async () => {
      const values = [
        { b: 1 },
        "b",
        [1, 2],
        true,
        5,
        3n,
        null,
        "a\u0000",
        "a",
        -0,
        0,
        -1.5,
        false,
        [1],
        { a: 2 },
        new Uint8Array([1, 0]).buffer,
        new Uint8Array([1]).buffer,
        -7n,
        "ä",
        "😀",
        Number.NEGATIVE_INFINITY,
        Number.POSITIVE_INFINITY,
      ];
      expect(await world.mutation("values:sorted", { values: values as never })).toEqual([
        "undefined",
        { value: null },
        { value: -7n },
        { value: 3n },
        { value: Number.NEGATIVE_INFINITY },
        { value: -1.5 },
        { value: -0 },
        { value: 0 },
        { value: 5 },
        { value: Number.POSITIVE_INFINITY },
        { value: false },
        { value: true },
        { value: "a" },
        { value: "a\u0000" },
        { value: "b" },
        { value: "ä" },
        { value: "😀" },
        { value: new Uint8Array([1]).buffer },
        { value: new Uint8Array([1, 0]).buffer },
        { value: [1] },
        { value: [1, 2] },
        { value: { a: 2 } },
        { value: { b: 1 } },
      ]);
    });

    it.each([
      ["eq", 2, [2]],
      ["gt", 2, [3, 4, 5]],
      ["gte", 2, [2, 3, 4, 5]],
      ["lt", 2, [0, 1]],
      ["lte", 2, [0, 1, 2]],
    ])("RT-6 a range with %s", async (operator, bound, expected) => {
      const values = [null, 1, 2, 3, true, "x"];
      expect(await world.mutation("values:inRange", { values, operator, bound })).toEqual(expected);
    });

    it("RT-6 lower and upper bounds together", async () => {
      await fill("a", 6);
      expect(await world.query("notes:between", { channel: "a", gt: 1, lt: 4 })).toEqual([2, 3]);
      expect(await world.query("notes:between", { channel: "a", gte: 1, lte: 4 })).toEqual([1, 2, 3, 4]);
      expect(await world.query("notes:between", { channel: "a", gte: 4 })).toEqual([4, 5]);
      expect(await world.query("notes:between", { channel: "a", lt: 1 })).toEqual([0]);
      expect(await world.query("notes:between", { channel: "a", gt: 4, lt: 2 })).toEqual([]);
    });

    it("RT-7 order and take", async () => {
      await fill("a", 5);
      const ranks = async (order: string, count: number) =>
        ((await world.query("notes:first", { channel: "a", count, order })) as { rank: number }[]).map(
          ({ rank }) => rank,
        );
      expect(await ranks("asc", 3)).toEqual([0, 1, 2]);
      expect(await ranks("desc", 3)).toEqual([4, 3, 2]);
      expect(await ranks("desc", 0)).toEqual([]);
    });

    it("RT-8 filters compare values of every type", async () => {
      for (const [text, extra] of Object.entries({
        one: 1,
        two: 2,
        big: 5n,
        word: "w",
        yes: true,
        none: null,
      })) {
        await world.mutation("notes:add", { channel: "a", text, extra });
      }
      await world.mutation("notes:add", { channel: "a", text: "missing" });
      expect(await world.query("notes:whereExtra", { operator: "eq", value: 1 })).toEqual(["one"]);
      expect(await world.query("notes:whereExtra", { operator: "eq", value: 5n })).toEqual(["big"]);
      expect(await world.query("notes:whereExtra", { operator: "eq", value: null })).toEqual(["none"]);
      expect(await world.query("notes:whereExtra", { operator: "neq", value: 1 })).toEqual([
        "big",
        "missing",
        "none",
        "two",
        "word",
        "yes",
      ]);
    });
  });

  describe("pages", () => {
    interface Page {
      page: number[];
      isDone: boolean;
      continueCursor: string;
    }
    const page = async (cursor: string | null, numItems: number, more: object = {}): Promise<Page> =>
      (await world.query("notes:page", {
        channel: "a",
        paginationOpts: { cursor, numItems },
        ...more,
      })) as unknown as Page;

    it("RT-9 pages cover everything once, in both directions", async () => {
      await fill("a", 7);
      for (const order of ["asc", "desc"]) {
        const seen: number[] = [];
        let cursor: string | null = null;
        for (let i = 0; i < 5; i++) {
          const next = await page(cursor, 3, { order });
          seen.push(...next.page);
          cursor = next.continueCursor;
          if (next.isDone) break;
        }
        expect(seen).toEqual(order === "asc" ? [0, 1, 2, 3, 4, 5, 6] : [6, 5, 4, 3, 2, 1, 0]);
      }
    });

    it("RT-9 a page goes on after rows inserted and deleted around its cursor", async () => {
      await fill("a", 6);
      const first = await page(null, 3);
      await world.mutation("notes:add", { channel: "a", text: "late", rank: 1.5 });
      await world.mutation("notes:add", { channel: "a", text: "next", rank: 2.5 });
      expect((await page(first.continueCursor, 10)).page).toEqual([2.5, 3, 4, 5]);
    });

    it("RT-10 filters keep pages full", async () => {
      await fill("a", 8);
      expect((await page(null, 3, { minimum: 4 })).page).toEqual([4, 5, 6]);
    });

    it("RT-11 endCursor pins the end of a page", async () => {
      await fill("a", 6);
      const first = await page(null, 3);
      await world.mutation("notes:add", { channel: "a", text: "late", rank: 1.5 });
      const again = (await world.query("notes:page", {
        channel: "a",
        paginationOpts: { cursor: null, numItems: 3, endCursor: first.continueCursor } as never,
      })) as unknown as Page;
      expect(again.page).toEqual([0, 1, 1.5, 2]);
      expect((await page(again.continueCursor, 3)).page).toEqual([3, 4, 5]);
    });

    it("RT-12 maximumRowsRead cuts a page", async () => {
      await fill("a", 8);
      const first = (await world.query("notes:page", {
        channel: "a",
        minimum: 7,
        paginationOpts: { cursor: null, numItems: 3, maximumRowsRead: 4 } as never,
      })) as unknown as Page & { pageStatus: string; splitCursor: string | null };
      expect(first.page).toEqual([]);
      expect(first.isDone).toBe(false);
      expect(first.pageStatus).toBe("SplitRequired");
      expect(first.splitCursor).not.toBe(null);
      expect((await page(first.continueCursor, 3, { minimum: 7 })).page).toEqual([7]);
    });

    it("RT-13 only one paginated query per function", async () => {
      await expect(world.query("notes:twoPages")).rejects.toThrow();
    });
  });

  describe("search", () => {
    it("SE-1 whole words, prefix of the last word, case and punctuation", async () => {
      await world.mutation("notes:addMany", {
        channel: "a",
        texts: ["Blue whale", "blue bird", "Red fox, jumping", "unrelated"],
      });
      const found = async (text: string) =>
        ((await world.query("notes:search", { text, count: 10 })) as string[]).slice().sort();
      expect(await found("BLUE")).toEqual(["Blue whale", "blue bird"]);
      expect(await found("wha")).toEqual(["Blue whale"]);
      expect(await found("jump")).toEqual(["Red fox, jumping"]);
      expect(await found("nothing")).toEqual([]);
    });

    it("SE-2 filter fields restrict the result", async () => {
      await world.mutation("notes:addMany", { channel: "a", texts: ["shared word"] });
      await world.mutation("notes:addMany", { channel: "b", texts: ["shared word too"] });
      expect(await world.query("notes:search", { text: "shared", channel: "b", count: 10 })).toEqual([
        "shared word too",
      ]);
    });

    it("SE-3 edits and deletions are seen at once", async () => {
      const id = (await world.mutation("notes:add", { channel: "a", text: "first words" })) as string;
      await world.mutation("notes:patch", { id, value: { text: "second thoughts" } });
      expect(await world.query("notes:search", { text: "first", count: 10 })).toEqual([]);
      expect(await world.query("notes:search", { text: "thoughts", count: 10 })).toEqual(["second thoughts"]);
      await world.mutation("notes:remove", { id });
      expect(await world.query("notes:search", { text: "thoughts", count: 10 })).toEqual([]);
    });
  });

  describe("calls within calls", () => {
    it("TX-1 a caught failure of a nested mutation undoes only its own writes", async () => {
      expect(await world.mutation("nested:caught", { name: "n" })).toEqual({
        data: { code: "ASKED", name: "n" },
        seen: 1,
      });
      expect(await world.query("nested:value", { name: "n" })).toBe(1);
    });

    it("TX-2 an uncaught failure undoes everything", async () => {
      await expect(world.mutation("nested:uncaught", { name: "n" })).rejects.toThrow();
      expect(await world.query("nested:value", { name: "n" })).toBe(0);
      expect(await world.query("nested:value", { name: "n-outer" })).toBe(0);
    });

    it("TX-3 a stale snapshot does not show this mutation's writes", async () => {
      expect(await world.mutation("nested:stale", { name: "n" })).toEqual({ fresh: 1, old: 0 });
    });

    it("TX-3 it shows all that ran before, also what is not on the disk yet", async () => {
      const upTo = (count: number) => Array.from({ length: count }, (_, i) => [i, i]);
      const sent = Array.from({ length: 20 }, () =>
        world.mutation("nested:staleChain", { name: "n", left: 1 }),
      );
      expect(await Promise.all(sent)).toEqual(upTo(20));
      await world.mutation("nested:staleChain", { name: "scheduled", left: 30 });
      await eventually(async () => {
        await world.settle();
        expect(await world.query("nested:value", { name: "scheduled" })).toBe(30);
      });
      expect(await world.query("nested:chainOf", { name: "scheduled" })).toEqual(upTo(30));
    });

    it("RT-14 a nested call can be given tighter limits", async () => {
      await expect(world.mutation("nested:limited", { name: "n" })).rejects.toThrow();
      await world.mutation("nested:writeMany", { name: "n", count: 5 });
    });

    it("RT-15 index ranges are counted and limited", async () => {
      await world.query("nested:readMany", { times: 4_000 });
      await expect(world.query("nested:readMany", { times: 4_097 })).rejects.toThrow(/Too many/);
    });

    it("RT-16 transaction metrics count queries, reads and writes", async () => {
      expect(await world.mutation("nested:metrics")).toEqual({
        databaseQueries: { used: 2, remaining: 4_094 },
        documentsRead: { used: 2, remaining: 31_998 },
        documentsWritten: { used: 1, remaining: 15_999 },
      });
    });

    it("RT-17 actions run queries and mutations, each its own transaction", async () => {
      expect(await world.action("system:acting", { name: "n" })).toEqual({
        caught: { code: "ASKED", name: "n" },
        value: 2,
      });
    });

    it("RT-18 function handles call internal functions", async () => {
      expect(await world.mutation("system:viaHandle")).toBe("internal");
    });

    it("TX-4 commit timestamps are later than everything while pending and ordered once committed", async () => {
      for (const label of ["one", "two", "three"]) {
        expect(await world.mutation("nested:stamp", { label })).toMatchObject({ lastIsOwn: true });
      }
      const rows = (await world.query("nested:stamps")) as { label: string; at: bigint }[];
      expect(rows.map(({ label }) => label)).toEqual(["one", "two", "three"]);
      expect(rows[0]!.at < rows[1]!.at && rows[1]!.at < rows[2]!.at).toBe(true);
    });
  });

  describe("values, arguments and errors", () => {
    it("RT-19 every kind of value crosses unchanged", async () => {
      for (const value of [
        null,
        1.5,
        -0,
        7n,
        true,
        "text",
        [1, "a"],
        { a: { b: 2n } },
        new Uint8Array([1, 2]).buffer,
      ]) {
        expect(await world.query("values:echo", { value })).toEqual(value);
      }
    });

    it("RT-20 arguments are checked", async () => {
      expect(
        await world.query("values:strict", { text: "a", count: 1, big: 2n, kind: "a", tags: ["x"] }),
      ).toBe("ok");
      expect(await world.query("values:strict", { text: "a", byName: { k: 1 } })).toBe("ok");
      await expect(world.query("values:strict", {})).rejects.toThrow(/text/);
      await expect(world.query("values:strict", { text: 1 })).rejects.toThrow();
      await expect(world.query("values:strict", { text: "a", extra: 1 })).rejects.toThrow(/extra/);
      await expect(world.query("values:strict", { text: "a", kind: "c" })).rejects.toThrow();
      await expect(world.query("values:strict", { text: "a", tags: [1] })).rejects.toThrow();
      await expect(world.query("values:strict", { text: "a", note: "nonsense" })).rejects.toThrow();
    });

    it("RT-21 returned values are checked", async () => {
      await expect(world.query("values:wrongReturn")).rejects.toThrow();
    });

    it("RT-22 ConvexError carries its data, other errors their message", async () => {
      await expect(world.query("values:fails", { data: { code: "X", n: 5n } })).rejects.toMatchObject({
        data: { code: "X", n: 5n },
      });
      await expect(world.query("values:fails", { message: "because" })).rejects.toThrow(/because/);
    });

    it("RT-23 fetch and timers are refused in queries and mutations", async () => {
      await expect(world.query("system:fetches")).rejects.toThrow(/fetch/);
      await expect(world.mutation("system:waits")).rejects.toThrow(/setTimeout/);
    });

    it("RT-24 Math.random is usable", async () => {
      expect(await world.query("system:random")).toBe(true);
    });
  });

  describe("identity and metadata", () => {
    it("RT-25 getUserIdentity shows the caller with nested claims", async () => {
      expect(await world.query("system:whoami")).toBe(null);
      const ada = world.as({ subject: "ada", issuer: "https://id.example", name: "Ada", o: { id: "org1" } });
      expect(await ada.query("system:whoami")).toMatchObject({
        subject: "ada",
        issuer: "https://id.example",
        tokenIdentifier: "https://id.example|ada",
        name: "Ada",
        o: { id: "org1" },
      });
    });

    it("RT-26 a function knows its own name", async () => {
      expect(await world.mutation("system:metadata")).toEqual({
        name: "system:metadata",
        componentPath: "",
        type: "mutation",
        visibility: "public",
        scheduledFunctionId: null,
        authToken: null,
      });
    });
  });

  describe("scheduled functions", () => {
    it("SC-1 a scheduled mutation runs once and its result is kept", async () => {
      const id = (await world.mutation("jobs:soon", { name: "j" })) as string;
      await world.settle();
      expect(await world.query("jobs:rows", { name: "j" })).toBe(1);
      expect(await world.query("jobs:state", { id })).toBe("success");
    });

    it("SC-2 a failing job leaves nothing but its state", async () => {
      const id = (await world.mutation("jobs:soon", { name: "j", fail: true })) as string;
      await world.settle();
      expect(await world.query("jobs:rows", { name: "j" })).toBe(0);
      expect(await world.query("jobs:state", { id })).toBe("failed");
    });

    it("SC-3 a cancelled job does not run", async () => {
      const id = (await world.mutation("jobs:soon", { name: "j", delay: 40 })) as string;
      await world.mutation("jobs:cancel", { id });
      await world.settle();
      expect(await world.query("jobs:rows", { name: "j" })).toBe(0);
      expect(await world.query("jobs:state", { id })).toBe("canceled");
    });

    it("SC-4 actions schedule and are scheduled", async () => {
      const id = (await world.action("jobs:soonAction", { name: "j" })) as string;
      await world.settle();
      expect(await world.query("jobs:rows", { name: "j" })).toBe(1);
      expect(await world.query("jobs:state", { id })).toBe("success");
    });
  });

  describe("files and HTTP", () => {
    it("RT-27 store, read, describe and delete a file", async () => {
      const stored = (await world.action("system:storeFile", { text: "hello" })) as {
        id: string;
        text: string;
      };
      expect(stored.text).toBe("hello");
      expect(await world.query("system:file", { id: stored.id })).toMatchObject({
        row: { size: 5, sha256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=" },
        hasUrl: true,
      });
      await world.mutation("system:deleteFile", { id: stored.id });
      expect(await world.query("system:file", { id: stored.id })).toEqual({ row: null, hasUrl: false });
      expect(await world.mutation("system:uploadUrl")).toMatch(/\/api\/storage\/upload\?token=/);
    });

    it("RT-28 HTTP actions are routed by method, path and prefix", async () => {
      const response = await world.fetch("/hello", { method: "POST", body: JSON.stringify({ name: "h" }) });
      expect(response.status).toBe(201);
      expect(response.headers.get("x-fixture")).toBe("yes");
      expect(await response.json()).toEqual({ value: 1 });
      expect(await (await world.fetch("/files/a/b", { method: "GET" })).text()).toBe("/files/a/b");
      expect((await world.fetch("/hello", { method: "GET" })).status).toBe(404);
    });

    it('RT-29 "use node" actions have Node and the database', async () => {
      expect(await world.action("nodeActions:hash", { text: "hello", name: "n" })).toBe(
        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
      );
      expect(await world.query("nested:value", { name: "n" })).toBe(1);
    });
  });
});
