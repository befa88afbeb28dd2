/** Rows as CSV that a spreadsheet opens as values and never as formulas (IMX-16). Pure. */
import { textOf, type Cell, type Row } from "./cells";

/** What a spreadsheet takes for the beginning of a formula; full-width forms too, which some fold to these. */
const trigger = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u;
/** A signed number, or a phone in international form: nothing in it can be run. */
const plainNumber = /^[+-]?\d+(?:\.\d+)?$/;
/**
 * The same cell read with another delimiter falls into pieces, quotes or not,
 * so a piece that would be a formula is guarded within the cell as well. A
 * minus that begins a line of notes is left alone unless what follows it can
 * call or refer to something. A piece with an apostrophe of its own gets a second
 * one, so that it keeps the first when it is read back.
 */
const innerTrigger =
  /([,;\t|\r\n]["'\s]*)(?=[=@\uFF1D\uFF20]|[+\-\uFF0B\uFF0D][^,;\t|\r\n]*[(!|]|(?<=')[+\-\uFF0B\uFF0D])/gu;

/** An apostrophe before what would be run; spreadsheets show the rest as text. */
export function guarded(text: string): string {
  if (plainNumber.test(text)) return text;
  const inside = text.replace(innerTrigger, "$1'");
  // An apostrophe of its own would be taken for a guard when it is read back.
  if (ownGuard.test(text)) return `'${inside}`;
  // Spreadsheets trim what stands before a formula, and lenient readers lose the quotes.
  return trigger.test(inside) || trigger.test(inside.replace(/^[\s"]+/, "")) ? `'${inside}` : inside;
}

const ownGuard = /^'+[\s"]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u;
const innerGuard = /([,;\t|\r\n]["'\s]*)'(?=[=@+\-\uFF0B\uFF0D\uFF1D\uFF20])/gu;

/** The text as it was before it was guarded, for those who read the file back: the apostrophes are no part of it. */
export function unguarded(text: string): string {
  if (!text.includes("'")) return text;
  for (const outer of text.startsWith("'") ? [text.slice(1), text] : [text])
    for (const inside of [outer.replace(innerGuard, "$1"), outer])
      if (inside !== text && guarded(inside) === text) return inside;
  // Other programs guard more than Orbit does: a number with its sign.
  return text.replace(/^'(?='*[\s"]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/u, "");
}

function quoted(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line; numbers and money are values, everything else is guarded. */
function line(cells: readonly Cell[], timeZone: string): string {
  return `${cells.map((cell) => quoted(guarded(textOf(cell, timeZone)))).join(",")}\r\n`;
}

/** UTF-8 with CRLF; `mark` puts the byte order mark before it, without which Excel reads another encoding. */
export function csvHead(headings: readonly string[], mark: boolean): string {
  return `${mark ? "\uFEFF" : ""}${line(headings, "UTC")}`;
}

export function csvRows(rows: readonly Row[], timeZone: string): string {
  return rows.map((row) => line(row, timeZone)).join("");
}
