import fc from "fast-check";
import { expect, test } from "vitest";
import { addStored, changeStored, countOf, emptyMap, numbersIn, setSize } from "./bitset";

/** A change of a set: few numbers far apart, or a dense run. */
const changes = fc.oneof(
  fc.array(fc.tuple(fc.integer({ min: 0, max: setSize - 1 }), fc.boolean()), { maxLength: 20 }),
  fc
    .tuple(fc.integer({ min: 0, max: setSize - 1_000 }), fc.integer({ min: 1, max: 999 }), fc.boolean())
    .map(([first, count, isIn]) =>
      Array.from({ length: count }, (_, at) => [first + at, isIn] as [number, boolean]),
    ),
);

test("a stored set holds what was put in and not taken out, whatever its form and its path", () => {
  fc.assert(
    fc.property(fc.array(changes, { maxLength: 12 }), (steps) => {
      const naive = new Set<number>();
      let stored: ArrayBuffer | null = null;
      for (const step of steps) {
        stored = changeStored(stored, new Map(step));
        for (const [number, isIn] of new Map(step)) {
          if (isIn) naive.add(number);
          else naive.delete(number);
        }
        const map = emptyMap();
        if (stored !== null) addStored(stored, map);
        expect([...numbersIn(map)]).toEqual([...naive].sort((a, b) => a - b));
        expect(countOf(map)).toBe(naive.size);
        // The shorter of the two forms, and nothing at all for the empty set.
        const length = naive.size === 0 ? 0 : 1 + Math.min(2 * naive.size, (Math.max(...naive) >> 3) + 1);
        expect(stored?.byteLength ?? 0).toBe(length);
      }
    }),
    { numRuns: 60 },
  );
});
