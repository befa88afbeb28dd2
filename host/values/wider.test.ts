import fc from "fast-check";
import { expect, it } from "vitest";
import { fitsOf } from "./fits";
import type { ValidatorJson } from "./validatorJson";
import { tableOf, validators, values } from "./validators.testkit";
import { isWider } from "./wider";

type Fields = (ValidatorJson & { type: "object" })["value"];
const text: ValidatorJson = { type: "string" };
const object = (value: Fields): ValidatorJson => ({ type: "object", value });
const required = (fieldType: ValidatorJson) => ({ fieldType, optional: false });
const optional = (fieldType: ValidatorJson) => ({ fieldType, optional: true });
const union = (...value: ValidatorJson[]): ValidatorJson => ({ type: "union", value });
const literal = (value: string): ValidatorJson => ({ type: "literal", value });

/** The validator with more room somewhere, as the next version of a schema has it. */
function widened(validator: ValidatorJson, places: fc.Arbitrary<number>): fc.Arbitrary<ValidatorJson> {
  return fc.tuple(places, validators).map(([place, other]) => {
    let left = place;
    const walk = (one: ValidatorJson): ValidatorJson => {
      if (left-- === 0) return { type: "union", value: [other, one] };
      switch (one.type) {
        case "array":
          return { ...one, value: walk(one.value) };
        case "union":
          return { ...one, value: one.value.map(walk) };
        case "record":
          return { ...one, keys: walk(one.keys), values: required(walk(one.values.fieldType)) };
        case "object":
          return object({
            d: optional(other),
            ...Object.fromEntries(
              Object.entries(one.value).map(([name, field]) => [name, optional(walk(field.fieldType))]),
            ),
          });
        default:
          return one;
      }
    };
    return walk(validator);
  });
}

it("ST-8 what is called wider takes every value that the other takes", () => {
  let wider = 0;
  fc.assert(
    fc.property(
      validators.chain((one) => fc.tuple(fc.constant(one), fc.oneof(validators, widened(one, fc.nat(4))))),
      fc.array(values, { minLength: 1, maxLength: 12 }),
      ([narrower, other], tried) => {
        if (!isWider(other, narrower)) return;
        wider++;
        for (const value of tried)
          if (fitsOf(narrower)(value, tableOf))
            expect(fitsOf(other)(value, tableOf), JSON.stringify({ narrower, other, value })).toBe(true);
      },
    ),
    { numRuns: 6_000 },
  );
  expect(wider).toBeGreaterThan(2_000);
});

it("ST-8 every validator is as wide as itself, and as wide with room added", () => {
  fc.assert(
    fc.property(
      validators.chain((one) => fc.tuple(fc.constant(one), widened(one, fc.nat(4)))),
      ([one, other]) => {
        expect(isWider(one, one)).toBe(true);
        expect(isWider(other, one)).toBe(true);
      },
    ),
  );
});

it.each<[string, ValidatorJson, ValidatorJson]>([
  ["a field that must be there now", object({ a: required(text) }), object({})],
  ["a field that need not be there any more", object({ a: required(text) }), object({ a: optional(text) })],
  ["a field that is gone", object({}), object({ a: optional(text) })],
  ["a choice less", union(literal("x")), union(literal("x"), literal("y"))],
  ["an id of another table", { type: "id", tableName: "rows" }, { type: "id", tableName: "_storage" }],
  ["an id where any text was", { type: "id", tableName: "rows" }, text],
  ["a text where anything was", text, { type: "any" }],
  ["one text for any", literal("x"), text],
])("ST-8 rows are looked at again for %s", (_what, now, before) => {
  expect(isWider(now, before)).toBe(false);
});
