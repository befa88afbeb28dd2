// Convex's text analysis: words are runs of letters and digits, lower-cased;
// words of 32 bytes or more are dropped.

const WORD = /[\p{Alphabetic}\p{N}]+/gu;
const TOO_LONG = 32;

/** Words in order of appearance, repeated ones included. */
export function tokenize(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(WORD)) {
    if (Buffer.byteLength(word) < TOO_LONG) words.push(word.toLowerCase());
  }
  return words;
}
