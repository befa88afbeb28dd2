// Rows to a CSV file that a spreadsheet opens as text and nothing else.

/** A cell that a spreadsheet would run as a formula gets an apostrophe before it (IMX-16). */
export function guarded(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && !isPlainNumber(cell) ? `'${cell}` : cell;
}

/** "+7 701 …" and "-12.50" are no formulas. */
function isPlainNumber(cell: string): boolean {
  return /^[+-]?[\d\s().,-]+$/.test(cell) && !/[-+(].*[-+*/(]/.test(cell.slice(1).replace(/[\s()-]/g, ""));
}

/** UTF-8 with the mark that spreadsheets look for, CRLF, every cell quoted where needed. */
export function csvText(rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) => row.map((cell) => quoted(guarded(cell))).join(",");
  return `\uFEFF${rows.map(line).join("\r\n")}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
