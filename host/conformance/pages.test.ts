// Pages of a list that changes under the reader, and pages that are split, in both directions.
import fc from "fast-check";
import type { Value } from "convex/values";
import { beforeEach, expect, it } from "vitest";
import { inBothWorlds, onEngine, type World } from "./worlds";

const RUNS = 25;
const SEED = Number(process.env["ORBIT_SEED"] ?? Date.now() % 2 ** 31);

interface Page {
  page: number[];
  isDone: boolean;
  continueCursor: string;
  splitCursor: string | null;
  pageStatus: string | null;
}

inBothWorlds("once", (current) => {
  let world: World;
  let channel = "";
  let made = 0;
  beforeEach(() => {
    world = current();
    channel = `channel${made++}`;
  });
  const read = async (options: object, order = "asc", more: object = {}): Promise<Page> =>
    (await world.query("notes:page", {
      channel,
      order,
      paginationOpts: options as never,
      ...more,
    })) as unknown as Page;
  const insert = (rank: number): Promise<Value> => world.mutation("notes:add", { channel, text: "t", rank });

  it("RT-9 rows that are there all the time are seen once and in order, whatever comes and goes between pages", async () => {
    const change = fc.record({ rank: fc.double({ min: 0, max: 20, noNaN: true }), removes: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("asc", "desc"),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.array(change, { maxLength: 3 }), { minLength: 8, maxLength: 8 }),
        async (order, numItems, changes) => {
          channel = `channel${made++}`;
          const ids = new Map<number, string>();
          for (let rank = 0; rank < 16; rank++) ids.set(rank, String(await insert(rank)));
          const moved = new Set<number>();
          const seen: number[] = [];
          let cursor: string | null = null;
          for (let turn = 0; ; turn++) {
            const { page, isDone, continueCursor } = await read({ cursor, numItems }, order);
            seen.push(...page);
            if (isDone) break;
            expect(page.length).toBe(numItems);
            cursor = continueCursor;
            for (const { rank, removes } of changes[turn % 8]!) {
              const nearest = Math.floor(rank);
              const id = ids.get(nearest);
              if (removes && id !== undefined) {
                await world.mutation("notes:remove", { id });
                ids.delete(nearest);
                moved.add(nearest);
              } else if (!removes && turn < 10) {
                ids.set(rank, String(await insert(rank)));
                moved.add(rank);
              }
            }
          }
          const sorted = seen.toSorted((a, b) => (order === "asc" ? a - b : b - a));
          expect(seen).toEqual(sorted);
          const still = [...ids.keys()].filter((rank) => !moved.has(rank)).sort((a, b) => a - b);
          const stable = seen.filter((rank) => still.includes(rank)).sort((a, b) => a - b);
          expect(stable).toEqual(still);
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it.each(["asc", "desc"])("RT-51 RT-12 the halves of a split page are the page, going %s", async (order) => {
    for (let rank = 0; rank < 20; rank++) await insert(rank);
    const whole = await read({ cursor: null, numItems: 10, maximumRowsRead: 9 }, order, { minimum: 3 });
    expect(whole.pageStatus).toBe("SplitRequired");
    expect(whole.splitCursor).not.toBe(null);
    const halves = [
      await read({ cursor: null, endCursor: whole.splitCursor, numItems: 10 }, order, { minimum: 3 }),
      await read({ cursor: whole.splitCursor, endCursor: whole.continueCursor, numItems: 10 }, order, {
        minimum: 3,
      }),
    ];
    expect(halves.map(({ page }) => page.length > 0)).toEqual([true, true]);
    expect(halves.flatMap(({ page }) => page)).toEqual(whole.page);
    expect(halves[0]!.continueCursor).toBe(whole.splitCursor);
    expect(halves[1]!.continueCursor).toBe(whole.continueCursor);
    // What is inserted into either half later belongs to that half alone.
    const added = order === "asc" ? 3.5 : 18.5;
    await insert(added);
    const again = await read({ cursor: null, endCursor: whole.splitCursor, numItems: 10 }, order, { minimum: 3 }); // prettier-ignore
    expect(again.page).toContain(added);
    expect(again.page).toHaveLength(halves[0]!.page.length + 1);
  });

  it("RT-12 maximumBytesRead cuts a page as well", async () => {
    for (let rank = 0; rank < 8; rank++)
      await world.mutation("notes:add", { channel, text: "x".repeat(1_000), rank });
    const first = await read({ cursor: null, numItems: 8, maximumBytesRead: 2_500 });
    expect(first).toMatchObject({ page: [0, 1, 2], isDone: false, pageStatus: "SplitRequired" });
    expect((await read({ cursor: first.continueCursor, numItems: 8 })).page).toEqual([3, 4, 5, 6, 7]);
  });

  it("RT-9 after the end there is nothing, and an empty list is one finished page", async () => {
    const empty = await read({ cursor: null, numItems: 3 });
    expect(empty).toMatchObject({ page: [], isDone: true });
    await insert(1);
    const whole = await read({ cursor: null, numItems: 3 });
    expect(whole).toMatchObject({ page: [1], isDone: true });
    await insert(2);
    expect((await read({ cursor: whole.continueCursor, numItems: 3 })).page).toEqual([]);
  });

  it("RT-52 a search is read in pages too", async () => {
    await world.mutation("notes:addMany", {
      channel,
      texts: Array.from({ length: 7 }, (_, i) => `paged${channel} ${i}`),
    });
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let turn = 0; turn < 5; turn++) {
      const page = (await world.query("notes:searchPage", {
        text: `paged${channel}`,
        channel,
        paginationOpts: { cursor, numItems: 3 },
      })) as unknown as { page: string[]; isDone: boolean; continueCursor: string };
      seen.push(...page.page);
      cursor = page.continueCursor;
      if (page.isDone) break;
    }
    expect(seen.sort()).toEqual(Array.from({ length: 7 }, (_, i) => `paged${channel} ${i}`));
  });
});

onEngine("once", (current) => {
  it("RT-9 a page of nothing, a cursor that is none and a size that is none are refused", async () => {
    const world = current();
    const read = (options: object) =>
      world.query("notes:page", { channel: "a", paginationOpts: options as never });
    await expect(read({ cursor: null, numItems: 0 })).rejects.toThrow(
      "Must request at least 1 document while paginating",
    );
    await expect(read({ cursor: "nonsense", numItems: 1 })).rejects.toThrow("InvalidCursor");
    await expect(read({ cursor: null, numItems: 1, maximumRowsRead: 0 })).rejects.toThrow(
      "maximumRowsRead and maximumBytesRead must be greater than 0",
    );
    await expect(read({ cursor: null, numItems: 2 ** 32 })).rejects.toThrow("Requested too many items");
  });
});
