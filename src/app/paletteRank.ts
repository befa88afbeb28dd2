// How the palette orders what it offers: actions called exactly what is typed, then the server's answers, then actions
// that have every word typed. What only resembles the text is left out. Pure.
import { searchWords } from "../../convex/search/words";

/** Values that begin so are the server's answers: it has chosen and ranked them. */
export const answered = "\u0002";

/** Shorter beginnings are shared by too many labels to mean one of them. */
const shortestName = 3;

/** Whether the text is the beginning of the label: "new c" is "New customer", "cust" is "Customers". */
export function isNamed(label: string, typed: string): boolean {
  const text = searchWords(typed).join(" ");
  return text.length >= shortestName && searchWords(label).join(" ").startsWith(text);
}

/** 0 hides. `value` is the label and, after it, further words by which the action is found. */
export function rank(value: string, typed: string): number {
  if (value.startsWith(answered)) return 2;
  const wanted = searchWords(typed);
  if (wanted.length === 0) return 1;
  if (isNamed(value, typed)) return 3;
  const held = searchWords(value);
  if (!wanted.every((word) => held.some((one) => one.startsWith(word)))) return 0;
  // The first word is the label's own.
  return held[0]!.startsWith(wanted[0]!) ? 1 : 0.5;
}
