/** Which parts of a shown text answer a search. Pure; used by the browser. */
import { likeness } from "./match";
import { placesOf, searchWords } from "./words";

export interface Part {
  text: string;
  isMarked: boolean;
}

/** The text cut into parts; a word's beginning is marked where only that was typed. */
export function marksOf(text: string, typed: string): Part[] {
  const wanted = searchWords(typed);
  const digits = typed.replace(/\D/g, "");
  const number = digits.length >= 4 && /^[+\d\s().-]+$/.test(typed) ? numberIn(text, digits) : null;
  const ranges = number === null ? wordRanges(text, wanted) : [number];
  const parts: Part[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    if (from > at) parts.push({ text: text.slice(at, from), isMarked: false });
    parts.push({ text: text.slice(from, to), isMarked: true });
    at = to;
  }
  if (at < text.length) parts.push({ text: text.slice(at), isMarked: false });
  return parts;
}

function wordRanges(text: string, wanted: readonly string[]): [number, number][] {
  return placesOf(text).flatMap(({ word, from, to }): [number, number][] => {
    const found = wanted
      .filter((one) => likeness(one, word, true) > 0)
      .sort((a, b) => b.length - a.length)[0];
    if (found === undefined) return [];
    // Where one letter stands for one, the beginning alone; else (ш for sh) the whole word.
    const isLetterByLetter = word.length === to - from && word.startsWith(found);
    return [[from, isLetterByLetter ? from + found.length : to]];
  });
}

/** Where the digits stand in a number that is written with signs. */
function numberIn(text: string, digits: string): [number, number] | null {
  const places = [...text.matchAll(/\d/g)].map(({ index }) => index);
  const at = places
    .map((place) => text[place])
    .join("")
    .indexOf(digits);
  return at < 0 ? null : [places[at]!, places[at + digits.length - 1]! + 1];
}
