/** Words as the search index spells them: folded, in Latin letters, short enough for the index. Pure. */
import { toLatin } from "../duplicates/sound";
import { words } from "../shared/text";

/** The index drops words of 32 bytes or more; longer ones are found by their beginning. */
const mostBytes = 30;

/** "Ёлкин, Jürgen" -> ["elkin", "jurgen"]: the same on write and in a query, so that either alphabet finds the other. */
export function searchWords(text: string): string[] {
  return words(text)
    .map((word) => cut(toLatin(word)))
    .filter((word) => word !== "");
}

/** One word of what is typed or kept, with where it stands in the text. */
export interface Place {
  word: string;
  from: number;
  to: number;
}

/** The words of a text and where they stand in it, for marking why it was found. */
export function placesOf(text: string): Place[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].flatMap((found) => {
    const word = searchWords(found[0]).join("");
    return word === "" ? [] : [{ word, from: found.index, to: found.index + found[0].length }];
  });
}

const encoder = new TextEncoder();

function cut(word: string): string {
  if (word.length * 3 <= mostBytes) return word;
  let kept = word;
  while (encoder.encode(kept).length > mostBytes) kept = kept.slice(0, -1);
  return kept;
}
