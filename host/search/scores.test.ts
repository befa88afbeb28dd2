// The best of many scores against sorting all of them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { giveBack, takeScores } from "./scores";

const next = 3_000;

test("SE-8 SE-9 the best are those that sorting all would give, however many are alike, one search after another", () => {
  const entry = fc.tuple(fc.nat({ max: next - 1 }), fc.integer({ min: 1, max: 255 }));
  const alike = fc.tuple(fc.nat({ max: next - 1 }), fc.constantFrom(7, 8));
  const word = fc.record({
    entries: fc.oneof(
      fc.array(entry, { maxLength: 400 }),
      fc.array(alike, { maxLength: 400 }),
      fc
        .integer({ min: 0, max: next })
        .map((count) => Array.from({ length: count }, (_, i) => [i, 9] as const)),
    ),
    rarity: fc.constantFrom(0.5, 1, 2.75),
  });
  const search = fc.record({
    words: fc.array(word, { minLength: 1, maxLength: 3 }),
    limit: fc.constantFrom(1, 2, 10, 128, 1_024, 5_000),
  });
  fc.assert(
    fc.property(fc.array(search, { minLength: 1, maxLength: 4 }), (searches) => {
      for (const { words, limit } of searches) {
        const expected = new Float32Array(next);
        const scores = takeScores(next);
        for (const { entries, rarity } of words) {
          const heaviest = new Map<number, number>();
          for (const [document, weight] of entries) {
            scores.see(document, weight);
            heaviest.set(document, Math.max(weight, heaviest.get(document) ?? 0));
          }
          scores.add(rarity);
          for (const [document, weight] of heaviest) expected[document]! += rarity * weight;
        }
        const all = [...expected.keys()].filter((document) => expected[document] !== 0);
        all.sort((a, b) => expected[b]! - expected[a]! || b - a);
        expect(scores.best(limit)).toEqual(all.slice(0, limit));
        for (const document of all) expect(scores.of(document)).toBe(expected[document]);
        giveBack(scores);
      }
    }),
    { numRuns: 60 },
  );
});
