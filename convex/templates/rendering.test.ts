import { expect, test } from "vitest";
import { faultIn, render, textFor, variablesIn } from "./rendering";

test("COM-11: places are found once each, in their order, over subject and text of every language", () => {
  expect(variablesIn(["{{ price }} for {{name}}", "Dear {{name|friend}}, {{ цена }}", undefined])).toEqual([
    "price",
    "name",
    "цена",
  ]);
  expect(variablesIn(["No places, {one} brace, a } and a {"])).toEqual([]);
});

test.each([
  ["Dear {{name", "openBraces"],
  ["Dear name}}", "openBraces"],
  ["{{{{name}}", "openBraces"],
  ["{{}}", "variableName"],
  ["{{first name}}", "variableName"],
  ["{{a-b}}", "variableName"],
  ["{{|you}}", "variableName"],
  [`{{${"x".repeat(41)}}}`, "variableName"],
])("a text with %j is refused", (text, rule) => {
  expect(faultIn(text)?.rule).toBe(rule);
});

test.each(["{{1}} and {{2}}", "{{customer.name}}", "{{first_name|}}", "{{имя|друг}}", "{ not a place }"])(
  "a text with %j is in order",
  (text) => expect(faultIn(text)).toBeNull(),
);

test("COM-11: values fill their places; what nothing fills is named and stays in sight; words of the place stand in for nothing", () => {
  const text = {
    subject: "For {{name}}",
    content: "{{name}}, {{company|your company}} pays {{price}}. {{price}}",
  };
  expect(render(text, { name: "Ann", company: " " })).toEqual({
    subject: "For Ann",
    content: "Ann, your company pays {{price}}. {{price}}",
    missing: ["price"],
  });
  expect(render(text, { name: "Ann", company: "Acme", price: "$5" }).missing).toEqual([]);
  // A value is text: it opens no further place, and it cannot add a line to the subject.
  expect(render({ subject: "{{a}}", content: "{{a}}" }, { a: "{{b}}\nc" })).toEqual({
    subject: "{{b}} c",
    content: "{{b}}\nc",
    missing: [],
  });
  expect(render({ content: "{{constructor}} {{x|}}" }, {}).missing).toEqual(["constructor"]);
});

test("COM-23: the reader's language comes first, then the organization's, then the one there is", () => {
  const en = { content: "Hello" };
  const ru = { content: "Привет" };
  expect(textFor({ en, ru }, "ru", "en")).toEqual({ language: "ru", text: ru });
  expect(textFor({ en }, "ru", "en")).toEqual({ language: "en", text: en });
  expect(textFor({ ru }, "en", "en")).toEqual({ language: "ru", text: ru });
  expect(textFor({}, "en", "ru")).toBeNull();
});
