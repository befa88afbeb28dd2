import fc from "fast-check";
import { expect, test } from "vitest";
import { comparePositions, decodeCursor, encodeCursor, mergeRanges, type Position } from "./streams";

interface Row {
  position: Position;
  range: number;
  wanted: boolean;
}

/** Ranges over an array, as the database would read them. */
function rangesOver(rows: Row[], count: number, order: "asc" | "desc") {
  return Array.from({ length: count }, (_, range) => async (after: Position | null, limit: number) => {
    const left = rows
      .filter((row) => row.range === range)
      .filter((row) => after === null || comparePositions(row.position, after, order) > 0)
      .sort((a, b) => comparePositions(a.position, b.position, order));
    const page = left.slice(0, limit);
    return await Promise.resolve({ rows: page, isEnd: page.length < limit, reads: page.length });
  });
}

test("pages of merged ranges hold every wanted row once, in order, whatever budget and page size", async () => {
  const row = fc.record({
    value: fc.oneof(fc.constantFrom("a", "b", "ä", "😀", "\uffff"), fc.string({ maxLength: 3 })),
    creationTime: fc.constantFrom(1, 2, 3),
    range: fc.nat(3),
    wanted: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 60 }),
      fc.constantFrom("asc" as const, "desc" as const),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 4, max: 40 }),
      async (given, order, want, budget) => {
        const rows = given.map(({ value, creationTime, range, wanted }, n): Row => ({
          position: { value, creationTime, id: String(n).padStart(3, "0") },
          range,
          wanted,
        }));
        const seen: Row[] = [];
        let after: Position | null = null;
        for (let pages = 0; ; pages++) {
          expect(pages).toBeLessThan(200);
          const page = await mergeRanges<Row>({
            ranges: rangesOver(rows, 4, order),
            order,
            positionOf: (one) => one.position,
            accept: (one) => (one.wanted ? one : null),
            after,
            until: null,
            want,
            budget,
            costPerRow: 0,
          });
          expect(page.rows.length).toBeLessThanOrEqual(want);
          seen.push(...page.rows);
          if (page.next === null) break;
          after = decodeCursor(encodeCursor(page.next));
        }
        const expected = rows
          .filter((one) => one.wanted)
          .sort((a, b) => comparePositions(a.position, b.position, order));
        expect(seen).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

test("a page read up to its old end takes in new rows and loses none to the next page", async () => {
  const rows: Row[] = [1, 3, 5, 7].map((value) => ({
    position: { value, creationTime: value, id: String(value) },
    range: 0,
    wanted: true,
  }));
  const read = (after: Position | null, until: Position | null) =>
    mergeRanges<Row>({
      ranges: rangesOver(rows, 1, "asc"),
      order: "asc",
      positionOf: (one) => one.position,
      accept: (one) => one,
      after,
      until,
      want: 2,
      budget: 100,
      costPerRow: 0,
    });
  const first = await read(null, null);
  rows.push({ position: { value: 2, creationTime: 9, id: "2" }, range: 0, wanted: true });
  const again = await read(null, first.next);
  const second = await read(again.next, null);
  expect([...again.rows, ...second.rows].map((one) => one.position.value)).toEqual([1, 2, 3, 5, 7]);
});

test("any text as cursor is either ours or null", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const position = decodeCursor(text);
      if (position !== null) expect(decodeCursor(encodeCursor(position))).toEqual(position);
    }),
  );
});
