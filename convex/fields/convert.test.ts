/** Values from one kind to another: what is converted fits its new kind, and what is not is told. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canChangeTo, convertValue, type Reading } from "./convert";
import type { CustomValue } from "./table";
import { isFitting, readValue, type ValueField } from "./values";
import { fieldTypes } from "./words";

const how: Reading = { country: "US", language: "en", dateOrder: "dmy" };
const choices = [
  { id: "c_gold", label: "Gold", color: "info" as const },
  { id: "c_yes", label: "Yes", color: "info" as const },
  { id: "c_12", label: "12", color: "info" as const },
];
const kind = (type: ValueField["type"]): ValueField => ({ type, precision: 2, currency: "USD", choices });
const convert = (
  from: ValueField["type"],
  to: ValueField["type"],
  stored: CustomValue,
  more: Partial<Reading> = {},
) => {
  const result = convertValue(kind(from), kind(to), stored, { ...how, ...more });
  return result.ok ? result.value : `! ${result.rule}: ${result.shown}`;
};

test.each<[ValueField["type"], ValueField["type"], CustomValue, CustomValue]>([
  ["text", "number", "1 250,50", 1250.5],
  ["text", "number", "12 nights", "! invalidNumber: 12 nights"],
  ["text", "money", "$1,299.50", 129_950],
  ["text", "money", "1299,5 USD", 129_950],
  ["text", "money", "1299.50 EUR", "! invalidMoney: 1299.50 EUR"],
  ["text", "date", "04/11/2022", "2022-11-04"],
  ["text", "date", "1999", "! invalidDay: 1999"],
  ["text", "date", "31.02.2022", "! invalidDay: 31.02.2022"],
  ["text", "select", "gold", "c_gold"],
  ["text", "select", "Lead", "! invalid_value: Lead"],
  ["text", "multiSelect", "Gold; yes", ["c_gold", "c_yes"]],
  ["text", "checkbox", "да", true],
  ["text", "checkbox", "perhaps", "! invalid_value: perhaps"],
  ["text", "url", "example.com", "https://example.com"],
  ["text", "email", "A@B.example", "a@b.example"],
  ["text", "phone", "see card", "! invalidPhone: see card"],
  ["longText", "text", "one\ntwo", "one two"],
  ["number", "text", 12.5, "12.5"],
  ["number", "money", 12.5, 1250],
  ["number", "checkbox", 1, true],
  ["number", "date", 44_000, "! invalid_value: 44000"],
  ["money", "number", 1250, 12.5],
  ["money", "text", 1250, "12.5"],
  ["date", "text", "2022-11-04", "2022-11-04"],
  ["date", "number", "2022-11-04", "! invalidNumber: 2022-11-04"],
  ["select", "text", "c_gold", "Gold"],
  ["select", "number", "c_12", 12],
  ["select", "multiSelect", "c_gold", ["c_gold"]],
  ["multiSelect", "select", ["c_gold"], "c_gold"],
  ["multiSelect", "select", ["c_gold", "c_yes"], "! invalid_value: Gold, Yes"],
  ["checkbox", "text", true, "yes"],
  ["checkbox", "number", false, 0],
  ["checkbox", "select", true, "c_yes"],
  ["formula", "number", 42, 42],
  ["formula", "text", "High", "High"],
  ["formula", "date", "2022-11-04", "2022-11-04"],
])("%s to %s: %j is %j", (from, to, stored, expected) => {
  expect(convert(from, to, stored)).toEqual(expected);
});

test("which of 04/11/2022 is the day, and how yes is written, is the organization's", () => {
  expect(convert("text", "date", "04/11/2022", { dateOrder: "mdy" })).toBe("2022-04-11");
  expect(convert("checkbox", "text", true, { language: "ru" })).toBe("да");
  expect(convert("text", "number", "", {})).toMatch(/^!/);
});

describe("whatever is stored", () => {
  const stored = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.double({ noNaN: true }),
    fc.integer().map(String),
    fc.boolean(),
    fc.subarray(choices.map(({ id }) => id)),
    fc.constantFrom("2024-02-29", "c_gold", "+1 415 555 0100", "a@b.example"),
  );
  test("a converted value is one that could have been entered, and a refusal keeps the words", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fieldTypes),
        fc.constantFrom(...fieldTypes.filter(canChangeTo)),
        stored,
        (from, to, value) => {
          const result = convertValue(kind(from), kind(to), value, how);
          if (!result.ok) {
            expect(result.shown.length).toBeLessThanOrEqual(255);
            return;
          }
          expect(isFitting(kind(to), result.value)).toBe(true);
          expect(readValue(kind(to), result.value, how)).toEqual({ ok: true, value: result.value });
        },
      ),
      { numRuns: 2000 },
    );
  });
});
