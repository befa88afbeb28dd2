import fc from "fast-check";
import { expect, test } from "vitest";
import { bitsOf, bytesOf, intersect, sizeOf, subtract, unite } from "./bits";
import { changeStored, numbersIn, setSize } from "./bitset";

test("sets are intersected, united, subtracted and counted as sets of numbers are", () => {
  const numbers = fc.oneof(
    fc.uniqueArray(fc.integer({ min: 0, max: setSize - 1 }), { minLength: 1, maxLength: 40 }),
    fc
      .tuple(fc.integer({ min: 0, max: setSize - 9_000 }), fc.integer({ min: 1, max: 9_000 }))
      .map(([first, count]) => Array.from({ length: count }, (_, at) => first + at)),
  );
  const stored = (list: readonly number[]) => changeStored(null, new Map(list.map((one) => [one, true])))!;
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const [left, right] = [new Set(a), new Set(b)];
      for (const [change, expected] of [
        [intersect, a.filter((one) => right.has(one))],
        [unite, [...new Set([...a, ...b])]],
        [subtract, a.filter((one) => !right.has(one))],
      ] as const) {
        const bits = bitsOf(stored([...left]));
        change(bits, bitsOf(stored(b)));
        expect([...numbersIn(bytesOf(bits))]).toEqual(expected.toSorted((x, y) => x - y));
        expect(sizeOf(bits)).toBe(expected.length);
      }
    }),
    { numRuns: 60 },
  );
});
