import { inspect } from "node:util";
import { convexToJson, jsonToConvex, type JSONValue, type Value } from "convex/values";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rows, RowsAsRead } from "./asRead";
import { documentOf, fromJson, inOrder, ownJson, patchJson, resultText, toJson } from "./plain";

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

  it("RT-56 documents of many fields are written so too, whichever fields are there and however often such come", () => {
    const names = Array.from({ length: 20 }, (_, n) => `${"zyxwv"[n % 5]}${n}`);
    const document = fc
      .array(fc.oneof({ weight: 3, arbitrary: fc.integer() }, values), { minLength: 20, maxLength: 20 })
      .map((items) => Object.fromEntries(names.map((field, n) => [field, items[n]])));
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 4 }), (documents) => {
        for (const one of [...documents, ...documents]) {
          const written = outcome(() => shown(JSON.parse(JSON.stringify(originalToJson(one)))));
          const own = outcome(() => ownJson(one, originalToJson)) as { value?: Record<string, unknown> };
          expect("error" in own ? own : { value: shown(own.value) }).toEqual(written);
          // What becomes of one is nothing to the next.
          if (own.value !== undefined) for (const field of names) own.value[field] = "changed";
        }
      }),
      { numRuns: 500 },
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

  /** Documents as they are stored: written with fields in order, special values too. */
  const stored = fc
    .array(fc.dictionary(fc.stringMatching(/^[a-zA-Z0-9_]{1,6}$/), values, { maxKeys: 6 }), { maxLength: 6 })
    .map((rows) =>
      rows.flatMap((row) => {
        try {
          return [JSON.stringify(inOrder(originalToJson(row) as object))];
        } catch {
          return [];
        }
      }),
    );

  /** Somewhere in the rows, something a function may do to what it was given. */
  const CHANGES: readonly ((rows: Record<string, unknown>[], of: Record<string, unknown>) => unknown)[] = [
    (rows) => rows,
    (rows) => [...rows],
    (rows) => ({ page: rows, isDone: true, splitCursor: undefined, "1": -0 }),
    (rows) => ({ page: rows, other: rows, z: 1n, bytes: new ArrayBuffer(2) }),
    (rows) => ({ page: rows, bad: () => 1 }),
    (rows) => ({ "$bad field": 1, page: rows }),
    (rows) => Object.assign(Object.create({ inherited: 1 }) as object, { page: rows }),
    (rows) => rows.toReversed(),
    (rows) => rows.slice(1),
    (rows) => rows.map((row) => ({ ...row })),
    (rows) => (rows.push({ more: true }), rows),
    (rows, row) => ((row.aa = "new"), rows),
    (rows, row) => ((row.aa = -0), rows),
    (rows, row) => ((row.aa = undefined), rows),
    (rows, row) => ((row.aa = new Date(0)), rows),
    (rows, row) => (Object.setPrototypeOf(row, { inherited: 1 }), rows),
    (rows, row) => {
      for (const name of Object.keys(row)) if (row[name] === 0) row[name] = -0;
      return rows;
    },
    (rows, row) => {
      const last = Object.keys(row).at(-1);
      if (last === undefined) return rows;
      const value = row[last];
      delete row[last];
      row.zzzzzzz = value;
      return rows;
    },
    (rows, row) => {
      for (const value of Object.values(row)) {
        if (Array.isArray(value)) value.push(1);
        else if (typeof value === "object" && value !== null && !(value instanceof ArrayBuffer))
          (value as Record<string, unknown>).aa = 2;
      }
      return rows;
    },
  ];

  it("RT-58 rows that are returned as they were read are written as the package writes them, and changes are seen", () => {
    let reused = 0;
    fc.assert(
      fc.property(stored, fc.nat(), fc.constantFrom(...CHANGES), (texts, at, change) => {
        const rows = new Rows();
        for (const text of texts) rows.add(text, originalFromJson);
        const asRead = new RowsAsRead();
        asRead.add(rows);
        const given = rows.documents as Record<string, unknown>[];
        const returned = change(given, given[at % given.length] ?? {});
        if (Array.isArray(returned) && asRead.textOf(returned) !== null) reused++;
        expect(outcome(() => resultText(returned, originalToJson, asRead))).toEqual(
          outcome(() => JSON.stringify(originalToJson(returned))),
        );
      }),
      { numRuns: 3_000 },
    );
    expect(reused).toBeGreaterThan(100);
  });

  it("RT-58 a row that was changed and changed back is as it was read; a longer list is not remembered", () => {
    const rows = new Rows();
    rows.add('{"_id":"a","n":{"deep":[1,2]}}', originalFromJson);
    const asRead = new RowsAsRead();
    asRead.add(rows);
    const row = rows.documents[0] as { n: { deep: number[] } };
    row.n.deep.push(3);
    expect(asRead.textOf(rows.documents)).toBeNull();
    row.n.deep.pop();
    expect(asRead.textOf(rows.documents)).toBe('[{"_id":"a","n":{"deep":[1,2]}}]');
    const long = new Rows();
    for (let n = 0; n <= 1_024; n++) long.add(`{"n":${n}}`, originalFromJson);
    expect(long.remembered()).toBeNull();
    expect(long.documents).toHaveLength(1_025);
  });
});
