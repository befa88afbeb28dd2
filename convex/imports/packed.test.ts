import fc from "fast-check";
import { expect, test } from "vitest";
import { Packed } from "./packed";

test("rows come out of it as they went in, whatever their cells hold and however long they are", () => {
  const cell = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "\uD800", "Дьяченко", "🙂"));
  fc.assert(
    fc.property(fc.array(fc.array(cell)), (rows) => {
      const packed = Packed.of(rows);
      expect(packed.length).toBe(rows.length);
      expect([...packed]).toEqual(rows);
      expect(packed.at(rows.length)).toBeUndefined();
    }),
  );
  const long = ["x".repeat(5_000_000), "я".repeat(1_500_000), "short"];
  const packed = Packed.of([...long, ...long]);
  expect([...packed].every((text, index) => text === long[index % 3])).toBe(true);
  packed.truncate(2);
  packed.push("after");
  expect([packed.length, packed.at(2), packed.at(3)]).toEqual([3, "after", undefined]);
});
