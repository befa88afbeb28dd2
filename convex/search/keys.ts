/**
 * Words that the index holds beside the real ones, so that a misspelt name is
 * found without looking at every record: the word with any one letter left out
 * (two spellings one error apart share such a form), and how it sounds; and how
 * it holds numbers. They begin with signs that no name begins with, five that
 * they share: an index that keeps a list for each beginning of a word then keeps
 * one for all of these instead of several for each. Pure.
 */
import { soundOf } from "../duplicates/sound";
import { searchWords } from "./words";

const spelling = "zzzzzy";
const sounding = "zzzzzs";
const counting = "zzzzzd";

/** Errors after so many letters are found by the beginning itself. */
const spelledLetters = 7;
/** Shorter words have too many neighbours to be worth a guess. */
const shortestKept = 4;
const shortestTyped = 3;
/** Words of one name or company that are kept in their misspelt forms. */
const mostWords = 4;
/** The index drops words of 32 bytes or more: so much of a sound or a number counts. */
const longest = 24;

/** The beginning of the word, whole and with each one of its letters left out. */
export function spellingKeys(word: string): string[] {
  if (!isLetters(word) || word.length < shortestTyped) return [];
  const beginning = word.slice(0, spelledLetters);
  const keys = [spelling + beginning];
  for (let at = 0; at < beginning.length; at++) {
    // Of two equal letters that stand together either may be left out.
    if (at > 0 && beginning[at] === beginning[at - 1]) continue;
    keys.push(spelling + beginning.slice(0, at) + beginning.slice(at + 1));
  }
  return keys;
}

/** Null where the word has no sound of its own: digits, or too short to tell. */
export function soundKey(word: string): string | null {
  if (!isLetters(word) || word.length < shortestTyped) return null;
  const sound = soundOf(word).toLowerCase();
  if (sound.length < 2) return null;
  // A letter of another script takes up to three bytes.
  return sounding + sound.slice(0, /^[a-z]+$/.test(sound) ? longest : longest / 3);
}

/** The words of a name with everything by which a misspelt one is found. */
export function nameTokens(name: string): string[] {
  const found = searchWords(name);
  const tokens = found.slice();
  let guessed = 0;
  for (const word of found) {
    if (word.length < shortestKept) continue;
    tokens.push(...spellingKeys(word));
    const sound = soundKey(word);
    if (sound !== null) tokens.push(sound);
    guessed += 1;
    if (guessed === mostWords) break;
  }
  return tokens;
}

/** Shortest run of digits that is looked for inside a number. */
export const shortestFragment = 4;

/**
 * A word as the index holds it, and as it is looked for there: numbers have a
 * place of their own, because a phone stands in the text with each of its tails.
 */
export function indexWord(word: string): string {
  const first = word.charCodeAt(0);
  return first >= 48 && first <= 57 && /^\d{4}/.test(word) ? counting + word.slice(0, longest) : word;
}

/** Whether a kept word is a key rather than a word of the record. */
export function isKey(word: string): boolean {
  return word.startsWith(spelling) || word.startsWith(sounding);
}

function isLetters(word: string): boolean {
  return /^[a-z]+$/.test(word) || /^\p{L}+$/u.test(word);
}
