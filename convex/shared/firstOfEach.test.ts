import fc from "fast-check";
import { expect, test } from "vitest";
import { firstOfEach } from "./firstOfEach";

interface Row {
  key: string;
  place: number;
}

/** A table in Convex's order: by code points, then by age. */
function table(keys: readonly string[]) {
  const rows: Row[] = keys.map((key, place) => ({ key, place }));
  rows.sort((a, b) => compare(a.key, b.key) || a.place - b.place);
  const asked = { pages: 0, rows: 0 };
  const page = (from: string, to: string, most: number) => {
    const found = rows.filter(({ key }) => compare(key, from) >= 0 && compare(key, to) <= 0).slice(0, most);
    asked.pages++;
    asked.rows += found.length;
    return Promise.resolve(found);
  };
  return { page, asked };
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

test("IMX-13: every key gets the first of its rows, whatever stands between them", async () => {
  const key = fc.oneof(
    fc.constantFrom("a", "b", "aa", "ab", "b1", "ё", "\u{1F600}", "\uFB01"),
    fc.string({ maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(key, { maxLength: 40 }),
      fc.array(key, { maxLength: 40 }),
      async (stored, wanted) => {
        const whole = [...wanted];
        const there = [...stored];
        const found = await firstOfEach(whole, table(there).page);
        const expected = whole.filter((text) => there.includes(text));
        expect(new Map([...found].map(([text, row]) => [text, row.place]))).toEqual(
          new Map(expected.map((text) => [text, there.indexOf(text)])),
        );
      },
    ),
  );
});

test("IMX-13: keys that nobody has are answered by one page, keys that stand together by few", async () => {
  const many = Array.from({ length: 500 }, (_, n) => `k${String(n).padStart(4, "0")}`);
  const empty = table([]);
  await firstOfEach(many, empty.page);
  expect(empty.asked).toEqual({ pages: 1, rows: 0 });

  const full = table(many);
  expect((await firstOfEach(many, full.page)).size).toBe(500);
  expect(full.asked.pages).toBeLessThan(20);

  // Strangers between all keys: at most a page and two rows for each.
  const between = table(many.flatMap((key) => ["", "x", "y", "z"].map((end) => key + end)));
  const apart = many.filter((_, n) => n % 5 === 0);
  expect((await firstOfEach(apart, between.page)).size).toBe(apart.length);
  expect(between.asked.pages).toBeLessThanOrEqual(apart.length);
  expect(between.asked.rows).toBeLessThanOrEqual(2 * apart.length);
});

test("a file of strangers among many customers reads next to nothing", async () => {
  const many = Array.from({ length: 120 }, (_, n) => `k${String(n).padStart(4, "0")}`);
  const others = table(many.flatMap((key) => [...Array(8).keys()].map((n) => `${key}/${n}`)));
  expect((await firstOfEach(many, others.page)).size).toBe(0);
  expect(others.asked.pages).toBeLessThanOrEqual(many.length);
  expect(others.asked.rows).toBeLessThan(many.length / 5);
});
