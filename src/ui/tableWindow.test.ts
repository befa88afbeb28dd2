// Which rows of a long table are drawn.
import fc from "fast-check";
import { expect, test } from "vitest";
import { rowWindow } from "./tableWindow";

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
