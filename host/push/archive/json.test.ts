import fc from "fast-check";
import { convexToJson, type Value } from "convex/values";
import { expect, it } from "vitest";
import { encodeId, newInternalId } from "../../values/ids";
import type { JsonObject } from "../../values/json";
import { exportedLine, importedRow } from "./json";

const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, Number.NaN, Infinity, -Infinity, 1e21, 5e-324),
  fc.string(),
  fc.constantFrom('{"$integer":"AAAAAAAAAAA="}', '\\"5', "5", "\\", '"'),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => bytes.slice().buffer as ArrayBuffer),
);
const field = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,6}$/);
const document = fc.dictionary(
  field,
  fc.oneof(leaf, fc.array(leaf, { maxLength: 4 }), fc.dictionary(field, leaf, { maxKeys: 4 })),
  { maxKeys: 6 },
);

it("PU-17 every value survives a line of an export, int64 and float kept apart", () => {
  fc.assert(
    fc.property(document, (value) => {
      const text = JSON.stringify(convexToJson(value as Value));
      expect(JSON.stringify(importedRow(exportedLine(text), true))).toBe(text);
    }),
    { numRuns: 500 },
  );
});

it("PU-17 lines look like Convex's own", () => {
  const text =
    '{"big":{"$integer":"BQAAAAAAAAA="},"bytes":{"$bytes":"AQI="},"count":5,"half":0.5,"inf":{"$float":"AAAAAAAA8H8="},"text":"7, 8.5 and {\\"$integer\\":1}","zero":{"$float":"AAAAAAAAAIA="}}';
  expect(exportedLine(text)).toBe(
    '{"big":5,"bytes":{"$bytes":"AQI="},"count":5.0,"half":0.5,"inf":{"$float":"AAAAAAAA8H8="},"text":"7, 8.5 and {\\"$integer\\":1}","zero":-0.0}',
  );
});

it("PU-17 without the uniform mark every number is a float and special objects are refused, as on Convex", () => {
  expect(importedRow('{"a":5,"b":[5.0,-0.0],"c":"5"}', false)).toEqual({
    a: 5,
    b: [5, { $float: "AAAAAAAAAIA=" }],
    c: "5",
  });
  expect(() => importedRow('{"a":{"$integer":"BQAAAAAAAAA="}}', false)).toThrow(/starts with '\$'/);
  expect(() => importedRow('{"a":{"$integer":"BQ=="}}', true)).toThrow(/starts with '\$'/);
  expect(() => importedRow("[1]", false)).toThrow("expected object, received [1]");
  expect(() => importedRow("{", false)).toThrow(SyntaxError);
  expect(() => importedRow('{"a":1e999}', true)).toThrow(/out of range/);
});

it("PU-17 integers beyond int64 are floats", () => {
  expect(importedRow('{"a":9223372036854775808,"b":9223372036854775807}', true)).toEqual({
    a: 9223372036854775808,
    b: { $integer: "/////////38=" },
  } as unknown as JsonObject);
});

it("KC-6 PU-17 ids of earlier folders leave with Convex's checksum, everywhere in a row", () => {
  const earlier = "j573fbb2tr4nart3bf5b8m5pavm5zww3";
  const current = encodeId(10_001, newInternalId());
  const line = exportedLine(`{"_id":"${earlier}","other":["${current}","${earlier}x"]}`);
  const row = JSON.parse(line) as { _id: string; other: string[] };
  expect(row._id).not.toBe(earlier);
  expect(row._id.slice(0, 28)).toBe(earlier.slice(0, 28));
  expect(row.other).toEqual([current, `${earlier}x`]);
});
