import fc from "fast-check";
import { expect, test } from "vitest";
import { joinList, splitList } from "./lists";

test("several texts in one cell come out as they went in, whatever they hold", () => {
  const text = fc
    .oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[",;|\n ab]{1,8}$/))
    .map((one) => one.trim())
    .filter((one) => one !== "");
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      expect(splitList(joinList(texts))).toEqual(texts);
    }),
  );
});

test("people's own separators and stray quotes are read as they are meant", () => {
  expect(splitList("vip; spring | Осень,\nlast ,, ")).toEqual(["vip", "spring", "Осень", "last"]);
  expect(splitList('5" pipe, say "hi" twice, "a, b"')).toEqual(['5" pipe', 'say "hi" twice', "a, b"]);
  expect(splitList('"never closed, b')).toEqual(['"never closed', "b"]);
});
