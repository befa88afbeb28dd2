// Every kind of validator against values of every type: as argument, as result, and as a field of a table.
import type { Value } from "convex/values";
import { beforeAll, expect, it } from "vitest";
import { VALIDATORS } from "./fixture/convex/validators";
import { inBothWorlds, onEngine, type World } from "./worlds";

const SAMPLES: Record<string, Value> = {
  null: null,
  "1.5": 1.5,
  "-0": -0,
  NaN,
  Infinity,
  "7n": 7n,
  "8n": 8n,
  true: true,
  false: false,
  text: "text",
  "": "",
  bytes: new Uint8Array([1]).buffer,
  "[]": [],
  "[1]": [1],
  '["x"]': ["x"],
  "[7n]": [7n],
  "[{a: 1}]": [{ a: 1 }],
  "[{a: null}]": [{ a: null }],
  "{}": {},
  "{a: 1}": { a: 1 },
  "{a: null}": { a: null },
  '{a: 1, b: "x"}': { a: 1, b: "x" },
  "{a: 1, b: null}": { a: 1, b: null },
  "{a: 1, c: 2}": { a: 1, c: 2 },
  '{a: "x"}': { a: "x" },
};
const NUMBERS = ["1.5", "-0", "NaN", "Infinity"];
const TEXTS = ["text", "", "note's id", "counter's id"];

type Kind = keyof typeof VALIDATORS;

/** Which of the samples each kind takes; "any" takes all. */
const TAKES: Record<Exclude<Kind, "any">, string[]> = {
  array: ["[]", "[1]"],
  boolean: ["true", "false"],
  bytes: ["bytes"],
  id: ["note's id"],
  int64: ["7n", "8n"],
  literal: ["text"],
  literalBoolean: ["true"],
  literalInt64: ["7n"],
  literalNumber: ["1.5"],
  nested: ["[]", "[{a: 1}]", "[{a: null}]"],
  null: ["null"],
  nullable: ["null", ...TEXTS],
  number: NUMBERS,
  object: ["{a: 1}", '{a: 1, b: "x"}'],
  record: ["{}", "{a: 1}", "{a: 1, c: 2}"],
  string: TEXTS,
  union: [...TEXTS, "7n", "8n", "{a: 1}"],
};
const KINDS = Object.keys(VALIDATORS) as Kind[];
/** convex-test lets every record pass, and no value for a literal of int64. */
const ON_ENGINE: readonly Kind[] = ["record", "literalInt64"];
const IN_BOTH = KINDS.filter((kind) => !ON_ENGINE.includes(kind));
const capital = (kind: Kind) => `${kind[0]!.toUpperCase()}${kind.slice(1)}`;

/** The samples with ids of two tables of this world. */
function withIds(current: () => World) {
  let samples: Record<string, Value>;
  beforeAll(async () => {
    const world = current();
    const note = await world.mutation("notes:add", { channel: "a", text: "t" });
    const [pair = ""] = (await world.mutation("ranges:fill", { rows: [{ a: [], b: [] }] })) as string[];
    samples = { ...SAMPLES, "note's id": note, "counter's id": pair };
  });
  return {
    /** Names of the samples for which the call does not fail. */
    async taken(call: (value: Value) => Promise<unknown>): Promise<string[]> {
      const names: string[] = [];
      for (const [name, value] of Object.entries(samples)) {
        const isTaken = await call(value).then(
          () => true,
          () => false,
        );
        if (isTaken) names.push(name);
      }
      return names.sort();
    },
    wanted: (kind: Kind) => (kind === "any" ? Object.keys(samples) : TAKES[kind]).toSorted(),
  };
}

function cases(current: () => World, kinds: readonly Kind[]): void {
  const { taken, wanted } = withIds(current);

  it.each(kinds)("RT-20 RT-21 arguments and results of the kind %s", async (kind) => {
    const world = current();
    const takes = await taken((value) => world.query(`checks:takes${capital(kind)}`, { value }));
    expect(takes).toEqual(wanted(kind));
    const gives = await taken((value) => world.query(`checks:gives${capital(kind)}`, { value }));
    expect(gives).toEqual(wanted(kind));
  });

  it.each(kinds)("RT-2 a table takes fields of the kind %s, however they are written", async (kind) => {
    const world = current();
    const table = `of_${kind}`;
    for (const way of ["insert", "patch", "replace"]) {
      const takes = await taken((value) => world.mutation("checks:write", { table, value, way }));
      expect([way, takes]).toEqual([way, wanted(kind)]);
    }
    // What was refused left nothing behind, not even the row it would have patched.
    expect(await world.query("checks:rows", { table })).toBe(3 * wanted(kind).length);
  });
}

inBothWorlds("once", (current) => {
  cases(current, IN_BOTH);

  it("RT-20 arguments without a validator are any object", async () => {
    const args = { a: [1n, { b: null }], c: "d" };
    expect(await current().query("checks:unchecked", args)).toEqual(args);
    expect(await current().query("checks:unchecked")).toEqual({});
  });

  it("RT-20 a missing and an unknown argument are named", async () => {
    await expect(current().query("checks:takesString")).rejects.toThrow(/value/);
    await expect(current().query("checks:takesString", { value: "", other: 1 })).rejects.toThrow(/other/);
  });
});

onEngine("once", (current) => {
  cases(current, ON_ENGINE);

  it("RT-20 RT-21 RT-2 what does not fit is told with Convex's words: where, what and what was wanted", async () => {
    const world = current();
    await expect(world.query("checks:takesNested", { value: [{ a: 1 }, { a: "x" }] })).rejects.toThrow(
      'ArgumentValidationError: Value does not match validator.\nPath: .value[1].a\nValue: "x"\nValidator: v.union(v.float64(), v.null())',
    );
    await expect(world.query("checks:takesRecord", { value: { k: "x" } })).rejects.toThrow(
      'ArgumentValidationError: Value does not match validator.\nPath: .value.values()\nValue: "x"\nValidator: v.float64()',
    );
    await expect(world.query("checks:givesObject", { value: { b: "x" } })).rejects.toThrow(
      "ReturnsValidationError: Object is missing the required field `a`. Consider wrapping the field validator in `v.optional(...)` if this is expected.",
    );
    await expect(
      world.mutation("checks:write", { table: "of_literal", value: "other", way: "insert" }),
    ).rejects.toThrow(
      'Failed to insert or update a document in table "of_literal" because it does not match the schema: `"other"` does not match literal validator `v.literal("text")`.Path: .value',
    );
  });
});
