/**
 * Words that the index holds beside the real ones, so that a misspelt name is
 * found without looking at every record: the word with any one letter left out
 * (two spellings one error apart share such a form), and how it sounds. They
 * begin with signs that no name begins with. Pure.
 */
import { soundOf } from "../duplicates/sound";
import { searchWords } from "./words";

const spelling = "zzy";
const sounding = "zzs";

/** Errors after so many letters are found by the beginning itself. */
const spelledLetters = 7;
/** Shorter words have too many neighbours to be worth a guess. */
const shortestKept = 4;
const shortestTyped = 3;
/** Words of one name or company that are kept in their misspelt forms. */
const mostWords = 4;

/** The beginning of the word, whole and with each one of its letters left out. */
export function spellingKeys(word: string): string[] {
  if (!isLetters(word) || word.length < shortestTyped) return [];
  const beginning = word.slice(0, spelledLetters);
  const keys = new Set([beginning]);
  for (let at = 0; at < beginning.length; at++) keys.add(beginning.slice(0, at) + beginning.slice(at + 1));
  return [...keys].map((key) => spelling + key);
}

/** Null where the word has no sound of its own: digits, or too short to tell. */
export function soundKey(word: string): string | null {
  if (!isLetters(word) || word.length < shortestTyped) return null;
  const sound = soundOf(word);
  return sound.length < 2 ? null : sounding + sound.toLowerCase();
}

/** The words of a name with everything by which a misspelt one is found. */
export function nameTokens(name: string): string[] {
  const found = searchWords(name);
  const guessed = found.filter((word) => word.length >= shortestKept).slice(0, mostWords);
  return [
    ...found,
    ...guessed.flatMap((word) => {
      const sound = soundKey(word);
      return [...spellingKeys(word), ...(sound === null ? [] : [sound])];
    }),
  ];
}

/** Whether a kept word is a key rather than a word of the record. */
export function isKey(word: string): boolean {
  return word.startsWith(spelling) || word.startsWith(sounding);
}

function isLetters(word: string): boolean {
  return /^\p{L}+$/u.test(word);
}
