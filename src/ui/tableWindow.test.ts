// Which rows of a long table are drawn.
import fc from "fast-check";
import { expect, test } from "vitest";
import { atOnce, rowWindow, type TableWindow } from "./tableWindow";

test("every row in sight is drawn, and never many more than those", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 5e7, noNaN: true }),
      fc.integer({ min: 0, max: 4000 }),
      fc.constantFrom(30, 36, 44, 62),
      (top, height, rowHeight) => {
        const { first, end } = rowWindow(top, height, rowHeight);
        expect(first * rowHeight).toBeLessThanOrEqual(top);
        expect(end * rowHeight).toBeGreaterThanOrEqual(top + height);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end - first).toBeLessThanOrEqual(height / rowHeight + 20);
      },
    ),
  );
});

test("the window stays while one row is scrolled past, so that most scrolling renders nothing", () => {
  const windows = Array.from({ length: 100 }, (_, row) => JSON.stringify(rowWindow(row * 36, 720, 36)));
  expect(new Set(windows).size).toBeLessThan(60);
});

test("whatever comes into sight is drawn at once, what is drawn whole stays so, and nothing else is drawn anew", () => {
  const scrolls = fc.array(fc.tuple(fc.integer({ min: 0, max: 9_000 }), fc.boolean()), { maxLength: 20 });
  fc.assert(
    fc.property(scrolls, fc.constantFrom(30, 36, 44), (positions, rowHeight) => {
      const [height, right] = [720, 1_200];
      let now: TableWindow = { first: 0, end: 20, right, whole: { first: 0, end: 0 } };
      for (const [top, isIdle] of positions) {
        const most = rowWindow(top, height, rowHeight);
        const sight = { first: Math.floor(top / rowHeight), end: Math.ceil((top + height) / rowHeight) };
        const next = atOnce(now, sight, most, right);
        expect(next.first).toBeLessThanOrEqual(sight.first);
        expect(next.end).toBeGreaterThanOrEqual(sight.end);
        if (next !== now) {
          for (let row = next.first; row < next.end; row++) {
            const isInSight = row >= sight.first && row < sight.end;
            const wasWhole = row >= now.whole.first && row < now.whole.end;
            // Of what is not in sight nothing is drawn that was not there before.
            if (!isInSight) expect(row >= now.first && row < now.end).toBe(true);
            expect(row >= next.whole.first && row < next.whole.end).toBe(wasWhole);
          }
          expect(next.first).toBeGreaterThanOrEqual(most.first);
          expect(next.end).toBeLessThanOrEqual(most.end);
        }
        now = isIdle ? { ...most, right: Infinity, whole: most } : next;
        expect(atOnce(now, sight, most, right)).toBe(now);
      }
    }),
  );
});

test("columns that come into sight are filled, and no row is drawn for them", () => {
  const now: TableWindow = { first: 8, end: 40, right: 1_200, whole: { first: 8, end: 8 } };
  const most = { first: 4, end: 44 };
  expect(atOnce(now, { first: 10, end: 30 }, most, 1_500)).toEqual({ ...now, right: 1_500 });
});
