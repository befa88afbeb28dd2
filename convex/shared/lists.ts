/** Several texts in one cell of a file, and back. Pure. */

/** A text that would fall apart, or lose its quotes, stands in quotes. */
const fallsApart = /[,;|\n]|^\s*"/;

/** ["vip", "a, b"] -> 'vip, "a, b"'. */
export function joinList(texts: readonly string[]): string {
  return texts.map((text) => (fallsApart.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(", ");
}

/** Quotes that are closed before the next separator hold their text together; others are part of it. */
const piece = /\s*(?:"((?:[^"]|"")*)"\s*(?=[,;|\n]|$)|([^,;|\n]*))(?:[,;|\n]|$)/gy;

/** The other way round, for lists that people write too: "vip; spring | a" is three. Empty ones are left out. */
export function splitList(cell: string): string[] {
  const texts: string[] = [];
  piece.lastIndex = 0;
  while (piece.lastIndex < cell.length) {
    const found = piece.exec(cell);
    if (found === null) break;
    const text = (found[1]?.replaceAll('""', '"') ?? found[2] ?? "").trim();
    if (text !== "") texts.push(text);
  }
  return texts;
}
