/** Folding of names and words, the same on write, in search and in the browser. */

/** Printable ASCII: nothing to fold but capitals, and every form of Unicode is the same. */
const plain = /^[ -~]*$/;

/** Lower case, no accents, one space between words: "  Ana-MARÍA  " -> "ana-maria". Cyrillic й and ё keep their base letter. */
export function fold(text: string): string {
  if (plain.test(text)) return text.toLowerCase().replace(/ {2,}/g, " ").trim();
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/\s+/gu, " ")
    .trim();
}

/** Folded words of letters and digits: "O'Brien, Ana-María" -> ["o", "brien", "ana", "maria"]. */
export function words(text: string): string[] {
  const folded = fold(text);
  return folded.match(plain.test(folded) ? /[a-z0-9]+/g : /[\p{L}\p{N}]+/gu) ?? [];
}

// The control characters are the point: files carry them and screens cannot show them. Line breaks and tabs stay.
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u200B\uFEFF]/g;

/** Input of people and files: one form of Unicode, no control characters, no outer space. Keeps line breaks and tabs. */
export function clean(text: string): string {
  if (plain.test(text)) return text.trim();
  return text.normalize("NFC").replace(unprintable, "").trim();
}

/** Lines as parts of one: "1 Mews,\nAlmaty" -> "1 Mews, Almaty". */
export function oneLine(text: string): string {
  return text.replace(/,?\s*\n\s*/g, ", ");
}
