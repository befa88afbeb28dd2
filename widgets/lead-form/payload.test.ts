import fc from "fast-check";
import { expect, test } from "vitest";
import { bare, joined, toJson } from "./payload";

test("WID-09 any text comes back from its JSON, lone surrogates apart", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(JSON.parse(toJson(text))).toBe(text);
    }),
  );
  expect(JSON.parse(joined({ a: 1 }, () => toJson({ 'q"': "\u2028\n" })))).toEqual({
    a: { 'q"': "\u2028\n" },
  });
});

test("WID-09 a page that gives texts and arrays a toJSON of its own changes nothing", () => {
  const prototype = String.prototype as { toJSON?: unknown };
  prototype.toJSON = () => "changed";
  try {
    expect(toJson({ name: "Maria" })).toBe('{"name":"Maria"}');
  } finally {
    delete prototype.toJSON;
  }
});

test("WID-05 addresses are sent without query and fragment", () => {
  expect(bare("https://a.example/b?email=x#c")).toBe("https://a.example/b");
});
