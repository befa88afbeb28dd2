/** How sales are found by words: each word of the query is the beginning of one of the sale's. Pure. */
import { searchWords } from "../search/words";

/** Each once, as the index spells them. */
export function saleWords(text: string): string[] {
  return [...new Set(searchWords(text))];
}

/** The index finds sales with any of the words; this keeps those with all of them. */
export function hasWords(searchText: string, words: readonly string[]): boolean {
  const own = searchText.split(" ");
  return words.every((word) => own.some((one) => one.startsWith(word)));
}
