import * as fc from "fast-check";
import { expect, test } from "vitest";
import { clean, fold, words } from "./text";

/** As it is said in Unicode, without a shorter way for plain letters. */
const folded = (text: string) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/\s+/gu, " ")
    .trim();

test("plain letters take a shorter way to the same folded text, words and clean text", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: "grapheme" }),
    fc.stringMatching(/^[ -~]{0,40}$/),
    fc.constantFrom("  Ana-MARÍA  ", "Ёлкин", "ﬁne", "a\u00a0 b", "\tx\n", "O'Brien, Ana"),
  );
  fc.assert(
    fc.property(text, (given) => {
      expect(fold(given)).toBe(folded(given));
      expect(words(given)).toEqual(folded(given).match(/[\p{L}\p{N}]+/gu) ?? []);
      expect(clean(given)).toBe(clean(given.normalize("NFC")));
      expect(clean(clean(given))).toBe(clean(given));
    }),
    { numRuns: 1_000 },
  );
});
