import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileFormulas, dependentsOf, FormulaRing } from "../graph";
import type { FormulaType } from "../words";
import { checkFormula } from "./check";
import { evaluate } from "./evaluate";
import { functions, type FormulaValue } from "./functions";
import { toKeys, toLabels } from "./names";
import { fieldsIn, FormulaProblem, parseFormula } from "./parse";

const types: Record<string, FormulaType> = {
  n: "number",
  m: "number",
  t: "text",
  d: "date",
  e: "date",
  b: "checkbox",
};
const world: Record<string, FormulaValue> = {
  n: 12.5,
  m: 4,
  t: "Ann",
  d: "2024-01-31",
  e: "2024-03-01",
  b: true,
};

function run(text: string, values: Record<string, FormulaValue> = world) {
  const formula = parseFormula(text);
  const type = checkFormula(formula, (key) => types[key]);
  return { type, value: evaluate(formula, (key) => values[key] ?? null) };
}
const valueOf = (text: string, values?: Record<string, FormulaValue>) => run(text, values).value;
const problem = (text: string) => {
  try {
    run(text);
    return null;
  } catch (error) {
    return error instanceof FormulaProblem ? error.rule : error;
  }
};

describe("what formulas give", () => {
  test.each<[string, FormulaValue]>([
    ["{n} * 2 + 1", 26],
    ["-{n} + {m} % 3", -11.5],
    ["({n} + {m}) / 2", 8.25],
    ["{n} / 0", null],
    ['{t} + " & Co"', "Ann & Co"],
    ["{t} + {n}", "Ann12.5"],
    ['concat("#", {m}, " ", {b})', "#4 yes"],
    ["{d} + 1", "2024-02-01"],
    ["{e} - {d}", 30],
    ["daysBetween({d}, {e})", 30],
    ["addMonths({d}, 1)", "2024-02-29"],
    ['{d} < date("2024-02-01")', true],
    ["{n} > 10 && !{b}", false],
    ['if({n} >= 10, "big", "small")', "big"],
    ['{n} = 12.5 ? "same" : "other"', "same"],
    ["round(1.005, 2)", 1.01],
    ["min({n}, {m}, 7)", 4],
    ['contains(lower({t}), "AN")', true],
    ["coalesce(blank, {m})", 4],
    ["isBlank({t})", false],
    ["left({t}, 2) + right({t}, 1)", "Ann"],
    ["year({d}) * 100 + month({d})", 202401],
  ])("%s", (text, wanted) => {
    expect(valueOf(text)).toBe(wanted);
  });

  test("a blank makes arithmetic blank, is empty text, and is less than nothing", () => {
    expect(valueOf("{n} + 1", {})).toBeNull();
    expect(valueOf('{t} + "!"', {})).toBe("!");
    expect(valueOf("{n} < 5", {})).toBe(false);
    expect(valueOf("{n} == blank", {})).toBe(true);
    expect(valueOf("max({n}, 3)", {})).toBe(3);
  });

  test("a text that looks like a day stays a text", () => {
    expect(valueOf('{t} + "1"', { t: "2024-01-01" })).toBe("2024-01-011");
  });
});

describe("what is refused before it runs", () => {
  test.each<[string, string]>([
    ["", "empty"],
    ["{n} +", "syntax"],
    ["{n} {m}", "syntax"],
    ["n + 1", "unknownField"],
    ["{nobody}", "unknownField"],
    ["{n} + {b}", "types"],
    ["{t} * 2", "types"],
    ["if({n}, 1, 2)", "types"],
    ['if({b}, 1, "one")', "types"],
    ["foo(1)", "unknownFunction"],
    ["round()", "arguments"],
    ["addDays({d})", "arguments"],
    ["{n}.constructor", "syntax"],
    ['"a".length', "syntax"],
    ["[1, 2]", "syntax"],
    ["this", "syntax"],
    ["1; 2", "syntax"],
    ["1 ** 2", "syntax"],
    [`${"(".repeat(600)}1${")".repeat(600)}`, "tooLong"],
    [Array.from({ length: 400 }, () => "1").join("+"), "tooLong"],
  ])("%s", (text, rule) => {
    expect(problem(text)).toBe(rule);
  });
});

/** Any formula that can be written over the fields above, well typed or not. */
const formulas = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(...Object.keys(types).map((key) => `{${key}}`), "1", "2.5", '"x"', "true", "blank"),
    fc
      .tuple(tie("any"), fc.constantFrom("+", "-", "*", "/", "%", "==", "<", ">=", "&&", "||"), tie("any"))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie("any"), tie("any"), tie("any")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc
      .tuple(fc.constantFrom(...Object.keys(functions)), fc.array(tie("any"), { maxLength: 3 }))
      .map(([name, args]) => `${name}(${args.join(", ")})`),
    tie("any").map((a) => `-${a}`),
  ),
}));
const facts = fc.record({
  n: fc.option(fc.double({ noNaN: true })),
  m: fc.option(fc.integer()),
  t: fc.option(fc.string()),
  d: fc.option(fc.constantFrom("2024-01-31", "1000-01-01", "9999-12-31")),
  e: fc.option(fc.constant("2024-03-01")),
  b: fc.option(fc.boolean()),
});

test("whatever passes the check gives a value of the type it promised, for any record", () => {
  let passed = 0;
  fc.assert(
    fc.property(formulas.any, facts, (text, values) => {
      let formula;
      let type: FormulaType;
      try {
        formula = parseFormula(text);
        type = checkFormula(formula, (key) => types[key]);
      } catch (error) {
        expect(error).toBeInstanceOf(FormulaProblem);
        return;
      }
      passed++;
      const value = evaluate(formula, (key) => values[key as keyof typeof values] ?? null);
      if (value === null) return;
      const wanted = { number: "number", text: "string", date: "string", checkbox: "boolean" }[type];
      expect(typeof value).toBe(wanted);
      if (type === "date") expect(value).toMatch(/^\d{4}-\d\d-\d\d$/);
    }),
    { numRuns: 5000 },
  );
  expect(passed).toBeGreaterThan(500);
});

test("any text at all is a formula or a problem, never a crash", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      try {
        fieldsIn(parseFormula(text));
      } catch (error) {
        expect(error).toBeInstanceOf(FormulaProblem);
      }
    }),
    { numRuns: 2000 },
  );
});

test("names become keys and back, but not inside quoted text", () => {
  const labels = new Map([
    ["f_a", "Budget"],
    ["f_b", "Срок"],
  ]);
  const kept = toKeys('{budget} * 2 + "{Budget}" + { Срок }', labels);
  expect(kept).toBe('{f_a} * 2 + "{Budget}" + {f_b}');
  expect(toLabels(kept, labels)).toBe('{Budget} * 2 + "{Budget}" + {Срок}');
});

describe("which field is worked out from which", () => {
  const formula = (key: string, expression: string) => ({
    key,
    label: key.toUpperCase(),
    type: "formula" as const,
    expression,
  });

  test("each formula comes after those it reads, and takes their types", () => {
    const order = compileFormulas([
      formula("c", "{b} + 1"),
      formula("b", "{a} * 2"),
      { key: "a", label: "A", type: "number" as const },
    ]);
    expect(order.map(({ key, result }) => [key, result])).toEqual([
      ["b", "number"],
      ["c", "number"],
    ]);
  });

  test("a ring is refused with its names", () => {
    const ring = () => compileFormulas([formula("a", "{b}"), formula("b", "{c}"), formula("c", "{a}")]);
    expect(ring).toThrow(FormulaRing);
    expect(ring).toThrow("A → B → C → A");
    expect(() => compileFormulas([formula("a", "{a} + 1")])).toThrow("A → A");
  });

  test("the readers of a field are known by name", () => {
    const fields = [
      { key: "a", label: "A", type: "number" as const },
      formula("b", "{a} * 2"),
      formula("c", "{b}"),
    ];
    expect(dependentsOf(fields, "a")).toEqual(["B"]);
    expect(dependentsOf(fields, "c")).toEqual([]);
  });
});
