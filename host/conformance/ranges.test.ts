// Index ranges and filters over values of every type, against Convex's own order of values.
import fc from "fast-check";
import { compareValues, type Value } from "convex/values";
import { beforeAll, expect, it } from "vitest";
import type { Args } from "./calls";
import { inBothWorlds, onEngine, type World } from "./worlds";

const bytes = (...values: number[]) => new Uint8Array(values).buffer;

/** Every type, neighbours in order, and values that differ late. Undefined: the field is not there. */
const POOL: (Value | undefined)[] = [
  undefined,
  null,
  -(2n ** 63n),
  -1n,
  0n,
  2n ** 63n - 1n,
  -Infinity,
  -1.5,
  -0,
  0,
  5e-324,
  1,
  1.5,
  Infinity,
  NaN,
  false,
  true,
  "",
  "\u0000",
  "a",
  "a\u0000",
  "a\u0000b",
  "b",
  "é",
  "\uffff",
  "😀",
  bytes(),
  bytes(0),
  bytes(0, 0),
  bytes(255),
  [],
  [null],
  [1],
  [1, 1],
  ["a"],
  {},
  { a: 1 },
  { a: 1, b: null },
  { a: 2 },
  { b: 0 },
];
const RUNS = 150;
const SEED = Number(process.env["ORBIT_SEED"] ?? Date.now() % 2 ** 31);

interface Row {
  id: string;
  a: Value | undefined;
  b: Value | undefined;
  time: number;
}
interface Bound {
  operator: "eq" | "gt" | "gte" | "lt" | "lte";
  field: string;
  value: Value[];
}

const OF: Record<Bound["operator"], (order: number) => boolean> = {
  eq: (order) => order === 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
};

const list = (value: Value | undefined): Value[] => (value === undefined ? [] : [value]);
const poolValue = fc.constantFrom(...POOL.keys()).map((i) => list(POOL[i]));

/** At most one lower and one upper bound on the field. */
const bounds = (field: string): fc.Arbitrary<Bound[]> =>
  fc
    .tuple(
      fc.option(fc.record({ operator: fc.constantFrom("gt" as const, "gte" as const), value: poolValue })),
      fc.option(fc.record({ operator: fc.constantFrom("lt" as const, "lte" as const), value: poolValue })),
    )
    .map((both) => both.flatMap((bound) => (bound === null ? [] : [{ ...bound, field }])));

const equal = (field: string): fc.Arbitrary<Bound[]> =>
  poolValue.map((value) => [{ operator: "eq" as const, field, value }]);

const RANGES: fc.Arbitrary<{ index: string; range: Bound[] }> = fc.oneof(
  fc.record({ index: fc.constant("by_a"), range: fc.oneof(bounds("a"), equal("a")) }),
  fc.record({
    index: fc.constant("by_a_and_b"),
    range: fc.oneof(
      bounds("a"),
      fc
        .tuple(equal("a"), fc.oneof(bounds("inner.b"), equal("inner.b")))
        .map(([first, rest]) => [...first, ...rest]),
    ),
  }),
);

/** A world whose table holds every pair of values that the ranges are asked about. */
function filled(current: () => World) {
  let world: World;
  let rows: Row[];
  beforeAll(async () => {
    world = current();
    // Every value meets every third other one, so that compound ranges have something to cut.
    const pairs = POOL.flatMap((a, i) => POOL.filter((_, j) => (i + j) % 3 === 0).map((b) => ({ a, b })));
    const ids = (await world.mutation("ranges:fill", {
      rows: pairs.map(({ a, b }) => ({ a: list(a), b: list(b) })),
    })) as string[];
    const times = new Map((await world.query("ranges:times")) as unknown as [string, number][]);
    rows = pairs.map((pair, i) => ({ ...pair, id: ids[i]!, time: times.get(ids[i]!)! }));
  });

  const valueOf = (row: Row, field: string): Value | undefined =>
    ({ a: row.a, "inner.b": row.b, _creationTime: row.time, _id: row.id })[field];

  function expected(range: readonly Bound[], order: readonly string[]): string[] {
    return rows
      .filter((row) =>
        range.every(({ operator, field, value }) =>
          OF[operator](compareValues(valueOf(row, field), value[0])),
        ),
      )
      .sort((left, right) => {
        for (const field of order) {
          const difference = compareValues(valueOf(left, field), valueOf(right, field));
          if (difference !== 0) return difference;
        }
        return 0;
      })
      .map(({ id }) => id);
  }

  return { ask: (path: string, args: Args) => world.query(path, args), expected, valueOf, rows: () => rows };
}

inBothWorlds("once", (current) => {
  const { ask, expected, rows } = filled(current);
  it("RT-6 RT-7 KC-1 ranges with every bound on every type hold what compareValues says, in both directions", async () => {
    await fc.assert(
      fc.asyncProperty(RANGES, fc.constantFrom("asc", "desc"), async ({ index, range }, order) => {
        const fields = index === "by_a" ? ["a"] : ["a", "inner.b"];
        const want = expected(range, [...fields, "_creationTime"]);
        const got = await ask("ranges:ids", { index, range: range as never, order });
        expect(got).toEqual(order === "asc" ? want : want.toReversed());
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("RT-6 by_creation_time and by_id have ranges too", async () => {
    const times = rows()
      .map(({ time }) => time)
      .sort((a, b) => a - b);
    const ids = rows()
      .map(({ id }) => id)
      .sort();
    for (const [index, field, values] of [
      ["by_creation_time", "_creationTime", times],
      ["by_id", "_id", ids],
    ] as const) {
      for (const lower of ["gt", "gte"] as const) {
        for (const upper of ["lt", "lte"] as const) {
          const range: Bound[] = [
            { operator: lower, field, value: [values[40]!] },
            { operator: upper, field, value: [values[80]!] },
          ];
          expect(await ask("ranges:ids", { index, range: range as never, order: "asc" })).toEqual(
            expected(range, [field]),
          );
        }
      }
      const one: Bound[] = [{ operator: "eq", field, value: [values[7]!] }];
      expect(await ask("ranges:ids", { index, range: one as never, order: "asc" })).toEqual(
        expected(one, [field]),
      );
    }
  });

  it.each([
    ["a field out of order", [["eq", "inner.b"]]],
    ["a field left out", [["eq", "a"], ["eq", "_creationTime"]]], // prettier-ignore
    ["an equality after a bound", [["gt", "a"], ["eq", "a"]]], // prettier-ignore
    ["two lower bounds", [["gt", "a"], ["gte", "a"]]], // prettier-ignore
    ["two upper bounds", [["lt", "a"], ["lte", "a"]]], // prettier-ignore
    ["bounds of two fields", [["gt", "a"], ["lt", "inner.b"]]], // prettier-ignore
    ["a field beyond the index", [["eq", "a"], ["eq", "inner.b"], ["eq", "_creationTime"], ["eq", "_id"], ["eq", "x"]]], // prettier-ignore
  ])("RT-6 a range is refused for %s", async (_why, range) => {
    await expect(
      ask("ranges:ids", {
        index: "by_a_and_b",
        order: "asc",
        range: range.map(([operator, field]) => ({ operator: operator!, field: field!, value: [1] })),
      }),
    ).rejects.toThrow();
  });

  it("RT-6 an unknown index is refused", async () => {
    await expect(ask("ranges:ids", { index: "by_nothing", order: "asc", range: [] })).rejects.toThrow(
      /by_nothing/,
    );
  });
});

// convex-test compares with JavaScript's own operators here, which know no order between types.
onEngine("once", (current) => {
  const { ask, rows, valueOf } = filled(current);
  it("RT-8 comparisons hold what compareValues says", async () => {
    const operators = { eq: OF.eq, neq: (n: number) => n !== 0, gt: OF.gt, gte: OF.gte, lt: OF.lt, lte: OF.lte }; // prettier-ignore
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...(Object.keys(operators) as (keyof typeof operators)[])),
        fc.constantFrom("a", "inner.b"),
        poolValue,
        async (operator, field, value) => {
          const got = await ask("ranges:filtered", {
            expression: [operator, { field }, { literal: value }] as never,
          });
          expect(got).toEqual(
            rows()
              .filter((row) => operators[operator](compareValues(valueOf(row, field), value[0])))
              .map(({ id }) => id),
          );
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("RT-8 and, or, not and arithmetic", async () => {
    const matching = async (expression: unknown, fits: (row: Row) => boolean) => {
      const got = await ask("ranges:filtered", { expression: expression as never });
      expect(got).toEqual(
        rows()
          .filter(fits)
          .map(({ id }) => id),
      );
    };
    const isNumber = (value: unknown) => typeof value === "number";
    const numeric = ["and", ["gte", { field: "a" }, -Infinity], ["lt", { field: "a" }, NaN]];
    await matching(["or", ["eq", { field: "a" }, 1], ["eq", { field: "a" }, true]], ({ a }) =>
      [1, true].includes(a as never),
    );
    await matching(["not", ["lt", { field: "a" }, "a"]], ({ a }) => compareValues(a, "a") >= 0);
    await matching(["and", numeric, ["gt", ["add", { field: "a" }, 1], 2]], ({ a }) =>
      isNumber(a) && !Number.isNaN(a) ? compareValues((a as number) + 1, 2) > 0 : false,
    );
    await matching(["and", numeric, ["eq", ["mul", ["sub", { field: "a" }, 1], 2], 1]], ({ a }) => a === 1.5);
    await matching(["and", numeric, ["eq", ["neg", { field: "a" }], -1.5]], ({ a }) => a === 1.5);
    await matching(["and", numeric, ["eq", ["div", { field: "a" }, 3], 0.5]], ({ a }) => a === 1.5);
    await matching(["and", numeric, ["eq", ["mod", { field: "a" }, 1], 0.5]], ({ a }) => a === 1.5);
  });
});
