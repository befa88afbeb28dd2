/** Words as the search index spells them: folded, in Latin letters, short enough for the index. Pure. */
import { toLatin } from "../duplicates/sound";
import { words } from "../shared/text";

/** The index drops words of 32 bytes or more; longer ones are found by their beginning. */
const mostBytes = 30;

/** What is drawn as an emoji; "™" and "©" are not, because few type them. */
const emoji = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F/gu;
const maybeEmoji = /[\u200D\u203C-\u3299\u{1F000}-\u{1FAFF}]/u;

/** "Ёлкин, Jürgen 🙂" -> ["elkin", "jurgen", "e1f642"]: the same on write and in a query, so that either alphabet finds the other. */
export function searchWords(text: string): string[] {
  return [
    ...words(text)
      .map((word) => cut(toLatin(word)))
      .filter((word) => word !== ""),
    ...emojiIn(text).map(({ word }) => word),
  ];
}

/** Each emoji is a word of its own; its skin and who else stands beside it do not matter. */
function emojiIn(text: string): Place[] {
  if (!maybeEmoji.test(text)) return [];
  return [...text.matchAll(emoji)]
    .filter(([sign]) => !/\p{Emoji_Modifier}/u.test(sign))
    .map(({ 0: sign, index }) => ({
      word: `e${sign.codePointAt(0)!.toString(16)}`,
      from: index,
      to: index + sign.length,
    }));
}

/** One word of what is typed or kept, with where it stands in the text. */
export interface Place {
  word: string;
  from: number;
  to: number;
}

/** The words of a text and where they stand in it, for marking why it was found. */
export function placesOf(text: string): Place[] {
  const places = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].flatMap((found) => {
    const word = searchWords(found[0]).join("");
    return word === "" ? [] : [{ word, from: found.index, to: found.index + found[0].length }];
  });
  const signs = emojiIn(text);
  return signs.length === 0 ? places : [...places, ...signs].sort((a, b) => a.from - b.from);
}

const encoder = new TextEncoder();

function cut(word: string): string {
  if (word.length * 3 <= mostBytes) return word;
  if (/^[a-z0-9]*$/.test(word)) return word.slice(0, mostBytes);
  let kept = word;
  while (encoder.encode(kept).length > mostBytes) kept = kept.slice(0, -1);
  return kept;
}
