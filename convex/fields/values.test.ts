import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indexed, isFitting, plainText, readValue, roundTo, type ValueField } from "./values";
import { fieldTypes, isComputed } from "./words";

const rules = { country: "KZ" };
const choices = [
  { id: "c_low", label: "Low", color: "neutral" as const },
  { id: "c_high", label: "Высокий", color: "danger" as const },
];
const stored = (field: ValueField, given: unknown) => {
  const read = readValue(field, given, rules);
  return read.ok ? read.value : read.rule;
};

describe("what is accepted", () => {
  test("VAL-25: each kind takes its values in any notation and names what is wrong with the rest", () => {
    const cases: [ValueField, unknown, unknown][] = [
      [{ type: "text" }, "  two   words ", "two words"],
      [{ type: "text" }, " ", null],
      [{ type: "text" }, "x".repeat(256), "too_big"],
      [{ type: "longText" }, "one\n two", "one\n two"],
      [{ type: "number", precision: 2 }, "1 234,5", 1234.5],
      [{ type: "number", precision: 2 }, "1,234.50", 1234.5],
      [{ type: "number" }, "1,234", 1234],
      [{ type: "number", precision: 3 }, "1.234", 1.234],
      [{ type: "number" }, 2.5, "decimals"],
      [{ type: "number" }, "12 apples", "invalidNumber"],
      [{ type: "number" }, -0, 0],
      [{ type: "money", currency: "USD" }, "1 299,50", 129950],
      [{ type: "money", currency: "JPY" }, "1299", 1299],
      [{ type: "money", currency: "USD" }, 0.5, "invalidMoney"],
      [{ type: "date" }, "2024-02-29", "2024-02-29"],
      [{ type: "date" }, "2023-02-29", "invalidDay"],
      [{ type: "select", choices }, "высокий", "c_high"],
      [{ type: "select", choices }, "c_low", "c_low"],
      [{ type: "select", choices }, "medium", "invalid_value"],
      [{ type: "multiSelect", choices }, "Высокий; low", ["c_low", "c_high"]],
      [{ type: "multiSelect", choices }, [], null],
      [{ type: "checkbox" }, "да", true],
      [{ type: "checkbox" }, "No", false],
      [{ type: "checkbox" }, "maybe", "invalid_value"],
      [{ type: "url" }, "example.com/a", "https://example.com/a"],
      [{ type: "url" }, "javascript:alert(1)", "invalidUrl"],
      [{ type: "email" }, "ANN@Example.com", "ann@example.com"],
      [{ type: "phone" }, "8 701 234 56 78", "8 701 234 56 78"],
      [{ type: "phone" }, "12", "invalidPhone"],
      [{ type: "formula" }, 1, "computed"],
    ];
    for (const [field, given, wanted] of cases)
      expect([field.type, given, stored(field, given)]).toEqual([field.type, given, wanted]);
  });

  test("VAL-28: no input whatever makes it throw, and reading what was stored gives it again", () => {
    const field = fc
      .constantFrom(...fieldTypes)
      .map((type): ValueField => ({ type, precision: 2, currency: "USD", choices }));
    fc.assert(
      fc.property(
        field,
        fc.oneof(fc.anything(), fc.string(), fc.double(), fc.date().map(String)),
        (one, given) => {
          const read = readValue(one, given, rules);
          if (!read.ok || read.value === null) return;
          expect(isFitting(one, read.value)).toBe(true);
          expect(isComputed(one.type)).toBe(false);
          expect(readValue(one, read.value, rules)).toEqual(read);
          expect(typeof plainText(one, read.value)).toBe("string");
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("the index", () => {
  test("numbers, days, texts and choices sort in it as people expect", () => {
    const order = (field: ValueField, values: (string | number)[]) =>
      [...values].sort((a, b) => {
        const [x, y] = [indexed(field, a, "KZ")!, indexed(field, b, "KZ")!];
        return x < y ? -1 : x > y ? 1 : 0;
      });
    expect(order({ type: "number" }, [10, -2, 9])).toEqual([-2, 9, 10]);
    expect(order({ type: "date" }, ["2024-10-01", "2024-09-30"])).toEqual(["2024-09-30", "2024-10-01"]);
    expect(order({ type: "text" }, ["Éva", "adam", "Zoe"])).toEqual(["adam", "Éva", "Zoe"]);
    expect(order({ type: "select", choices }, ["c_high", "c_low"])).toEqual(["c_low", "c_high"]);
  });

  test("two notations of one phone are one value", () => {
    expect(indexed({ type: "phone" }, "8 (701) 234-56-78", "KZ")).toBe(
      indexed({ type: "phone" }, "+77012345678", "KZ"),
    );
  });
});

test("rounding has no drift and is its own fixed point", () => {
  expect(roundTo(1.005, 2)).toBe(1.01);
  expect(roundTo(-2.5, 0)).toBe(-3);
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), fc.nat(6), (number, decimals) => {
      const once = roundTo(number, decimals);
      expect(roundTo(once, decimals)).toBe(once);
      expect(Math.abs(once - number)).toBeLessThanOrEqual(
        0.5000001 * 10 ** -decimals + Math.abs(number) * 1e-12,
      );
    }),
  );
});
