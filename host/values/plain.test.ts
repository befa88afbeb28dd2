import { inspect } from "node:util";
import { convexToJson, jsonToConvex, type JSONValue, type Value } from "convex/values";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentOf, fromJson, ownJson, patchJson, resultText, toJson } from "./plain";

// The package uses it itself and hands it to nobody.
const { patchValueToJson } = (await import(
  new URL("../../node_modules/convex/dist/esm/values/value.js", import.meta.url).href
)) as { patchValueToJson: (value: unknown) => unknown };

const originalFromJson = (json: unknown) => jsonToConvex(json as JSONValue);
const originalToJson = (value: unknown) => convexToJson(value as Value);

/** What comes of it, or the error. */
function outcome(run: () => unknown): unknown {
  try {
    return { value: run() };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** Fields named "__proto__" and "constructor" confuse comparisons. */
const shown = (value: unknown) => inspect(value, { depth: 20, maxStringLength: 100 });

const name = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9_]{1,8}$/),
  fc.constantFrom(
    "_id",
    "Zeta",
    "10",
    "9",
    "",
    "__proto__",
    "$integer",
    "$odd",
    "é",
    "\n",
    "constructor",
    "toJSON",
  ),
);

/** Values functions may return, and what they return by mistake. */
const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: "value" },
    fc.string({ unit: "binary" }),
    fc.boolean(),
    fc.constant(null),
    fc.double(),
    fc.constantFrom(-0, 0, NaN, Infinity, -Infinity, 1e21, undefined),
    fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
    fc.uint8Array({ maxLength: 5 }).map((bytes) => bytes.slice().buffer),
    fc.constantFrom(new Set([1]), new Map(), new Date(0), Symbol.iterator, () => 1),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(name, tie("value"), { maxKeys: 6 }),
    fc.dictionary(name, tie("value"), { maxKeys: 6, noNullPrototype: false }),
  ),
}));

describe("plain values", () => {
  it("RT-56 a result is written as the package writes it, mistakes are worded by it", () => {
    fc.assert(
      fc.property(values, (value) => {
        const expected = outcome(() => JSON.stringify(originalToJson(value)));
        expect(outcome(() => resultText(value, originalToJson))).toEqual(expected);
        expect(outcome(() => JSON.stringify(toJson(value, originalToJson)))).toEqual(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  it("RT-56 what is written is what the package's text says, also of a patch", () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = (json: unknown) => JSON.parse(JSON.stringify(json)) as unknown;
        const written = outcome(() => shown(text(originalToJson(value))));
        expect(outcome(() => shown(ownJson(value, originalToJson)))).toEqual(written);
        // Which of its fields a patch sets first is all the same.
        const sorted = (json: unknown) => inspect(json, { depth: 20, maxStringLength: 100, sorted: true });
        const patched = outcome(() => sorted(text(patchValueToJson(value))));
        expect(outcome(() => sorted(patchJson(value, patchValueToJson)))).toEqual(patched);
      }),
      { numRuns: 3_000 },
    );
  });

  it("RT-56 JSON is read as the package reads it", () => {
    fc.assert(
      fc.property(values, (value) => {
        let text: string;
        try {
          text = JSON.stringify(originalToJson(value));
        } catch {
          text =
            JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? null : item)) ?? "null";
        }
        const expected = outcome(() => originalFromJson(JSON.parse(text)));
        expect(shown(outcome(() => fromJson(JSON.parse(text), originalFromJson)))).toBe(shown(expected));
      }),
      { numRuns: 3_000 },
    );
  });

  it("RT-56 a stored document is read as the package reads it", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-zA-Z0-9_]{1,8}$/), values, { maxKeys: 6 }),
        (document) => {
          let text: string;
          try {
            text = JSON.stringify(originalToJson(document));
          } catch {
            return;
          }
          expect(documentOf(text, originalFromJson)).toEqual(originalFromJson(JSON.parse(text)));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("RT-56 what a function returns is not changed, and a copy shares nothing with it", () => {
    const returned = { b: [{ z: 1, a: undefined }], a: { y: 1, x: [2] } };
    const before = structuredClone(returned);
    expect(resultText(returned, originalToJson)).toBe('{"a":{"x":[2],"y":1},"b":[{"z":1}]}');
    const copy = toJson(returned, originalToJson) as { a: { x: number[] } };
    copy.a.x.push(3);
    expect(returned).toStrictEqual(before);
  });
});
