import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indexWord, isKey, nameTokens, shortestFragment, soundKey, spellingKeys } from "./keys";
import { otherLayout } from "./layout";
import { marksOf } from "./marks";
import { likeness, match, type Fact } from "./match";
import { understand } from "./understand";
import { placesOf, searchWords } from "./words";

describe("what is meant", () => {
  const meant = (text: string) => understand(text, "KZ");
  test("SRC-01 SRC-02: codes, numbers, addresses and words are told apart", () => {
    expect(meant("cus-042")).toMatchObject({ code: "CUS-042", words: ["cus042"], isWords: false });
    expect(meant("42")).toMatchObject({ codeNumber: 42, isWords: false });
    expect(meant("8 (701) 234-56-78")).toMatchObject({
      phone: "+77012345678",
      words: ["87012345678"],
      otherDigits: ["7012345678"],
    });
    expect(meant("234-56")).toMatchObject({ words: ["23456"], phone: null });
    expect(meant(" Ann@X.test ")).toMatchObject({ email: "ann@x.test", isWords: false });
    expect(meant("Ёлкин, Мария")).toMatchObject({ words: ["elkin", "mariya"], isWords: true });
    expect(meant(" … ")).toBeNull();
  });

  test("any text is understood or is nothing, in at most eight words of less than 32 bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const found = meant(text);
        if (found === null) return;
        expect(found.words.length).toBeGreaterThan(0);
        expect(found.words.length).toBeLessThanOrEqual(8);
        for (const word of found.words) expect(new TextEncoder().encode(word).length).toBeLessThan(200);
        for (const word of searchWords(text)) expect(new TextEncoder().encode(word).length).toBeLessThan(32);
      }),
    );
  });

  test("the other keyboard layout gives back what it took, and mixed text is left alone", () => {
    expect(otherLayout("ghbdtn")).toBe("привет");
    expect(otherLayout("ыьшер")).toBe("smith");
    expect(otherLayout("Bdfyjd")).toBe("иванов");
    expect(otherLayout("smith иван")).toBeNull();
    expect(otherLayout("123")).toBeNull();
    fc.assert(
      fc.property(fc.stringMatching(/^а[а-яё]{1,12}$/), (text) => {
        expect(otherLayout(otherLayout(text)!)).toBe(text);
      }),
    );
  });
});

describe("misspelt words", () => {
  const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz");
  const word = fc.array(letter, { minLength: 4, maxLength: 14 }).map((letters) => letters.join(""));
  /** One letter more, less, other, or two neighbours in each other's place. */
  const error = fc.record({ kind: fc.nat(3), at: fc.nat(13), letter });
  const misspell = (
    text: string,
    { kind, at, letter: one }: { kind: number; at: number; letter: string },
  ) => {
    const i = at % text.length;
    if (kind === 0) return text.slice(0, i) + one + text.slice(i);
    if (kind === 1) return text.slice(0, i) + text.slice(i + 1);
    if (kind === 2) return text.slice(0, i) + one + text.slice(i + 1);
    return text.slice(0, i) + (text[i + 1] ?? "") + text[i]! + text.slice(i + 2);
  };

  test("SRC-20: a word with any one error shares a key with the right one, and is taken for it", () => {
    fc.assert(
      fc.property(word, error, (right, how) => {
        const typed = misspell(right, how);
        const kept = new Set(spellingKeys(right));
        expect(spellingKeys(typed).some((key) => kept.has(key))).toBe(true);
        expect(likeness(typed, right, true)).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });

  test("SRC-20: at most nine keys for each of four words; no key is a word that somebody types", () => {
    for (const key of [...spellingKeys("konstantinopolski"), soundKey("johnson")!]) {
      expect(isKey(key)).toBe(true);
      expect(key).toMatch(/^zzzzz[sy]\p{L}+$/u);
    }
    expect(spellingKeys("konstantinopolski")).toHaveLength(8);
    expect(nameTokens("Johnson Alice")).toContain(soundKey("джонсон") === null ? "" : soundKey("jonson"));
    const tokens = nameTokens("one twotwo threethree fourfour fivefive sixsix sevenseven");
    expect(tokens.filter(isKey).length).toBeLessThanOrEqual(4 * 9);
  });
});

test("SRC-02: a number is found in the index by its beginning exactly where it begins so", () => {
  const digits = fc.stringMatching(/^[0-9]{1,15}[a-z]{0,2}$/);
  const fragment = fc.stringMatching(new RegExp(`^[0-9]{${shortestFragment},15}[a-z]?$`));
  fc.assert(
    fc.property(digits, fragment, fc.nat(20), (held, other, length) => {
      for (const typed of [other, held.slice(0, Math.max(length, shortestFragment))]) {
        if (!/^\d{4}/.test(typed)) continue;
        expect(indexWord(held).startsWith(indexWord(typed))).toBe(held.startsWith(typed));
      }
      // The index drops longer ones.
      expect(indexWord(`${other}${"0".repeat(30)}`).length).toBeLessThan(32);
    }),
    { numRuns: 2_000 },
  );
});

describe("matching", () => {
  const facts: Fact[] = [
    { by: "name", words: ["alice", "johnson"] },
    { by: "company", words: ["acme"] },
    { by: "contact", words: ["petrov"] },
  ];
  const score = (text: string, mayGuess = true) => match(searchWords(text), facts, mayGuess)?.score ?? 0;

  test("SRC-01 SRC-20 SRC-21: whole words rank above beginnings, these above guesses; every word must be found", () => {
    expect(score("alice johnson")).toBeGreaterThan(score("ali johns"));
    expect(score("ali johns")).toBeGreaterThan(score("alise jonson"));
    expect(score("alise jonson")).toBeGreaterThan(0);
    expect(score("johnson alice")).toBe(score("alice johnson"));
    expect(score("alice nobody")).toBe(0);
    expect(score("jonson", false)).toBe(0);
    expect(score("acme")).toBeGreaterThan(score("petrov"));
    expect(match(["alice", "petrov"], facts, false)).toMatchObject({ by: "contact", isGuess: false });
    expect(match(["jonson"], facts, true)).toMatchObject({ by: "name", isGuess: true });
  });

  test("the parts of a marked text are the text", () => {
    const marked = (text: string, typed: string) =>
      marksOf(text, typed)
        .map((part) => (part.isMarked ? `[${part.text}]` : part.text))
        .join("");
    expect(marked("Alice Johnson", "john ali")).toBe("[Ali]ce [John]son");
    expect(marked("Jürgen Ёлкин", "jurg elkin")).toBe("[Jürg]en [Ёлкин]");
    expect(marked("+7 (701) 234-56-78", "23456")).toBe("+7 (701) [234-56]-78");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (text, typed) => {
        expect(
          marksOf(text, typed)
            .map((part) => part.text)
            .join(""),
        ).toBe(text);
        for (const { from, to } of placesOf(text)) expect(to).toBeGreaterThan(from);
      }),
    );
  });
});
