/** What was meant when the keyboard was in the other language: "ghbdtn" is "привет". Pure. */

const latin = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const cyrillic = "ёйцукенгшщзхъфывапролджэячсмитьбю";

const toCyrillic = new Map(Array.from(latin, (key, at) => [key, cyrillic[at]!]));
const fromCyrillic = new Map(Array.from(cyrillic, (key, at) => [key, latin[at]!]));

/** Null when there is nothing to take for the other layout: no letter, or letters of both alphabets. */
export function otherLayout(text: string): string | null {
  const typed = text.normalize("NFC").toLowerCase();
  const isCyrillic = /[а-яё]/.test(typed);
  const isLatin = /[a-z]/.test(typed);
  if (isCyrillic === isLatin) return null;
  const keys = isLatin ? toCyrillic : fromCyrillic;
  return Array.from(typed, (key) => keys.get(key) ?? key).join("");
}
