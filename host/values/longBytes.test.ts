import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "./json";
import { documentText, parsedDocument } from "./longBytes";

/** What could be taken for the start or the end of bytes. */
const odd = fc.constantFrom('{"$bytes":"', '"}', '{"$bytes":0}', "$", "\\", "\u2028", "\ud800");
const texts = fc
  .array(fc.oneof(odd, fc.string({ unit: "binary" })), { maxLength: 4 })
  .map((all) => all.join(""));
/** Shorter and longer than what is put apart, and on its edge. */
const bytes = fc
  .oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 764, max: 772 }), fc.constant(9_000))
  .map((length) => ({ $bytes: Buffer.alloc(length, length).toString("base64") }));
const names = fc.oneof(fc.stringMatching(/^[a-z]{1,3}$/), fc.constantFrom("7", "0", "é"));
const { value: values } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    texts,
    bytes,
    fc.constantFrom<Json[]>(0, 1.5, null, true, { $integer: "AAAAAAAAAAA=" }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(names, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const documents = fc.dictionary(names, values, { maxKeys: 6, noNullPrototype: true });

describe("documents with long bytes", () => {
  it("RT-1 are written as JSON is, and read as JSON is", () => {
    fc.assert(
      fc.property(documents, (document) => {
        const before = structuredClone(document);
        const text = documentText(document);
        expect(text).toBe(JSON.stringify(before));
        expect(parsedDocument(text)).toEqual(before);
        // Nothing was put into what was given.
        expect(document).toEqual(before);
      }),
      { numRuns: 3_000 },
    );
  });

  it("RT-1 keep several long ones of one document apart", () => {
    const one = (length: number) => ({ $bytes: Buffer.alloc(length, length).toString("base64") });
    const document: JsonObject = {
      a: one(800),
      b: '{"$bytes":1}',
      c: [one(900), { d: one(1_000), e: one(3) }],
      f: one(70_000),
      g: "after",
    };
    const text = documentText(document);
    expect(text).toBe(JSON.stringify(document));
    expect(parsedDocument(text)).toEqual(document);
  });
});
