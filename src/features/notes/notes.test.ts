import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeFeeds } from "./feed";
import { cutAtNames, mentionAt, namedIn, putName } from "./mentionText";

const people = [
  { userId: "1", name: "Ann" },
  { userId: "2", name: "Ann Lee" },
  { userId: "3", name: "Дана Моро" },
];

describe("names in a note", () => {
  test("an @ begins a name at the start of a word, not inside an address", () => {
    expect(mentionAt("Ask @An", 7)).toEqual({ from: 4, typed: "An" });
    expect(mentionAt("@", 1)).toEqual({ from: 0, typed: "" });
    expect(mentionAt("Ask @Дана М", 11)).toEqual({ from: 4, typed: "Дана М" });
    expect(mentionAt("mail ann@site", 13)).toBeNull();
    expect(mentionAt("@Ann Lee said so", 16)).toBeNull();
    expect(mentionAt("no name", 7)).toBeNull();
  });

  test("choosing a name replaces what was typed and keeps the rest", () => {
    expect(putName("Ask @An today", { from: 4, typed: "An" }, "Ann Lee")).toEqual({
      text: "Ask @Ann Lee today",
      caret: 12,
    });
    expect(putName("@", { from: 0, typed: "" }, "Ann")).toEqual({ text: "@Ann ", caret: 5 });
  });

  test("the named are those whose name stands in the text", () => {
    expect(namedIn("@Дана Моро please", people).map(({ userId }) => userId)).toEqual(["3"]);
    expect(cutAtNames("Hi @Ann Lee, @Ann", people)).toEqual([
      { text: "Hi ", isName: false },
      { text: "@Ann Lee", isName: true },
      { text: ", ", isName: false },
      { text: "@Ann", isName: true },
    ]);
  });

  test("cutting loses no character", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("@", "Ann", " Lee", "Дана Моро", "x", "\n")), (pieces) => {
        const text = pieces.join("");
        expect(
          cutAtNames(text, people)
            .map((part) => part.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });
});

describe("two lists as one", () => {
  test("loading on and on shows every row once, in order, and no row moves once shown", () => {
    const times = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 60 });
    fc.assert(
      fc.property(times, times, fc.integer({ min: 1, max: 7 }), (left, right, size) => {
        const a = left.toSorted((x, y) => y - x);
        const b = right.toSorted((x, y) => y - x);
        let [loadedA, loadedB] = [size, size];
        let shown: number[] = [];
        for (let step = 0; step < 200; step++) {
          const { rows, next } = mergeFeeds(
            { rows: a.slice(0, loadedA), isWhole: loadedA >= a.length },
            { rows: b.slice(0, loadedB), isWhole: loadedB >= b.length },
            (row) => row,
            (row) => row,
          );
          const now = rows.map(({ row }) => row);
          expect(now.slice(0, shown.length)).toEqual(shown);
          shown = now;
          if (next === null) break;
          if (next === "a") loadedA += size;
          else loadedB += size;
        }
        expect(shown).toEqual([...a, ...b].toSorted((x, y) => y - x));
      }),
    );
  });
});
