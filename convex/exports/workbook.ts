/**
 * An Excel workbook written in pieces: rows go straight into the packed sheet,
 * and a step hands on a few numbers. Texts stand in the cells themselves, so
 * nothing has to be gathered before the end, and no text is ever a formula. Pure.
 */
import { joinList } from "../shared/lists";
import { decimal, localTime, type Cell, type Row } from "./cells";
import { centralDirectory, crc32, deflated, descriptor, joined, localHeader, utf8, wholeEntry } from "./zip";
import type { ZipEntry } from "./zip";

/** A sheet holds 1,048,576 rows, the headings among them. */
const mostRows = 1_048_575;
/** A streamed entry must stay below 4 GiB. */
const mostBytes = 4_000_000_000;
/** Longest text of a cell. */
const mostText = 32_767;

export interface WorkbookState {
  /** Sheets that are complete. */
  sheets: ZipEntry[];
  /** The sheet being written and how many rows it has; null before the first. */
  open: { entry: ZipEntry; rows: number } | null;
  /** Bytes written so far. */
  bytes: number;
}
export const emptyWorkbook: WorkbookState = { sheets: [], open: null, bytes: 0 };

interface Sheet {
  headings: readonly string[];
  timeZone: string;
}

/** Appends rows; returns the bytes to append and the state to go on from. Pass no rows to make an empty sheet. */
export function workbookRows(
  before: WorkbookState,
  rows: readonly Row[],
  sheet: Sheet,
): { bytes: Uint8Array<ArrayBuffer>; state: WorkbookState } {
  const pieces: Uint8Array[] = [];
  let state = before;
  const put = (bytes: Uint8Array) => {
    pieces.push(bytes);
    state = { ...state, bytes: state.bytes + bytes.length };
  };
  for (let from = 0; from < rows.length || state.open === null;) {
    if (state.open !== null && isFull(state.open)) {
      const closed = closeSheet(state.open.entry);
      put(closed.bytes);
      state = { ...state, sheets: [...state.sheets, closed.entry], open: null };
    }
    if (state.open === null) {
      const entry = emptySheet(state.sheets.length + 1, state.bytes);
      put(localHeader(entry));
      const opened = append(
        entry,
        sheetStart + rowXml(sheet.headings, 1, sheet.timeZone, headingStyle),
        false,
      );
      put(opened.bytes);
      state = { ...state, open: { entry: opened.entry, rows: 0 } };
    }
    const open: { entry: ZipEntry; rows: number } = state.open!;
    const some = rows.slice(from, from + Math.min(rows.length - from, mostRows - open.rows));
    if (some.length === 0) break;
    // Headings are row 1.
    const xml = some.map((row, index) => rowXml(row, open.rows + index + 2, sheet.timeZone)).join("");
    const grown = append(open.entry, xml, false);
    put(grown.bytes);
    state = { ...state, open: { entry: grown.entry, rows: open.rows + some.length } };
    from += some.length;
  }
  return { bytes: joined(pieces), state };
}

/** Closes the sheet and the workbook. */
export function workbookEnd(before: WorkbookState): Uint8Array<ArrayBuffer> {
  const { open } = before;
  if (open === null) throw new Error("A workbook has at least one sheet");
  const closed = closeSheet(open.entry);
  const pieces: Uint8Array[] = [closed.bytes];
  let at = before.bytes + closed.bytes.length;
  const entries = [...before.sheets, closed.entry];
  for (const [name, xml] of frame(entries.length)) {
    const { bytes, entry } = wholeEntry(name, utf8(xml), at, { pack: true });
    pieces.push(bytes);
    entries.push(entry);
    at += bytes.length;
  }
  return joined([...pieces, centralDirectory(entries, at)]);
}

const isFull = ({ entry, rows }: { entry: ZipEntry; rows: number }) =>
  rows >= mostRows || entry.size >= mostBytes;

const emptySheet = (number: number, at: number): ZipEntry => ({
  name: `xl/worksheets/sheet${number}.xml`,
  crc: 0,
  size: 0,
  packed: 0,
  at,
  deflated: true,
  streamed: true,
});

function append(entry: ZipEntry, xml: string, isLast: boolean): { bytes: Uint8Array; entry: ZipEntry } {
  const content = utf8(xml);
  const bytes = deflated(content, isLast);
  const grown = {
    ...entry,
    crc: crc32(content, entry.crc),
    size: entry.size + content.length,
    packed: entry.packed + bytes.length,
  };
  return { bytes, entry: grown };
}

function closeSheet(entry: ZipEntry): { bytes: Uint8Array; entry: ZipEntry } {
  const last = append(entry, "</sheetData></worksheet>", true);
  return { bytes: joined([last.bytes, descriptor(last.entry)]), entry: last.entry };
}

const namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006";
const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const sheetStart = `${xmlHead}<worksheet xmlns="${namespace}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;

/** Places in cellXfs below. */
const headingStyle = 1;
const dayStyle = 2;
const timeStyle = 3;
const moneyStyle = 4;
const styles = `${xmlHead}<styleSheet xmlns="${namespace}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" numFmtId="165" applyNumberFormat="1"/><xf xfId="0" numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>`;

function frame(sheets: number): [name: string, xml: string][] {
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1);
  const type = (part: string, kind: string) =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  return [
    [
      "[Content_Types].xml",
      `${xmlHead}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type("/xl/workbook.xml", "sheet.main")}${type("/xl/styles.xml", "styles")}${numbers.map((n) => type(`/xl/worksheets/sheet${n}.xml`, "worksheet")).join("")}</Types>`,
    ],
    [
      "_rels/.rels",
      `${xmlHead}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      "xl/workbook.xml",
      `${xmlHead}<workbook xmlns="${namespace}" xmlns:r="${relations}"><sheets>${numbers.map((n) => `<sheet name="Customers${n === 1 ? "" : ` ${n}`}" sheetId="${n}" r:id="rId${n}"/>`).join("")}</sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `${xmlHead}<Relationships xmlns="${packages}/relationships">${numbers.map((n) => `<Relationship Id="rId${n}" Type="${relations}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join("")}<Relationship Id="rId${sheets + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ["xl/styles.xml", styles],
  ];
}

function rowXml(row: readonly Cell[], number: number, timeZone: string, style = 0): string {
  return `<row r="${number}">${row.map((cell, index) => cellXml(cell, `${columnName(index)}${number}`, timeZone, style)).join("")}</row>`;
}

/** 0 is A, 26 is AA. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

function cellXml(cell: Cell, place: string, timeZone: string, style: number): string {
  const styled = style === 0 ? "" : ` s="${style}"`;
  const number = (value: string | number, numberStyle = 0) =>
    `<c r="${place}"${numberStyle === 0 ? "" : ` s="${numberStyle}"`}><v>${value}</v></c>`;
  const string = (value: string) =>
    value === ""
      ? ""
      : `<c r="${place}"${styled} t="inlineStr"><is><t xml:space="preserve">${xmlText(value)}</t></is></c>`;
  if (cell === null) return "";
  if (typeof cell === "string") return string(cell);
  if (typeof cell === "number") {
    if (!Number.isFinite(cell)) return "";
    return hasEveryDigit(cell) ? number(cell) : string(String(cell));
  }
  if (typeof cell === "boolean") return string(cell ? "yes" : "no");
  switch (cell.kind) {
    case "texts":
      return string(joinList(cell.texts));
    case "phone":
      return string(cell.text);
    case "money":
      return hasEveryDigit(cell.minor)
        ? number(decimal(cell.minor, cell.currency), moneyStyle)
        : string(decimal(cell.minor, cell.currency));
    case "day": {
      const serial = serialDay(`${cell.day}T00:00:00Z`);
      return serial === null ? string(cell.day) : number(serial, dayStyle);
    }
    case "instant": {
      const serial = serialDay(`${localTime(cell.at, timeZone).replace(" ", "T")}Z`);
      return serial === null ? "" : number(serial, timeStyle);
    }
    case "reference":
      return "";
  }
}

/** Spreadsheets keep fifteen digits of a number; one with more is written as text. */
const hasEveryDigit = (value: number) => Number(value.toPrecision(15)) === value;

/** Days since 30 December 1899; null before March 1900, where Excel's calendar has a day that never was. */
function serialDay(iso: string): number | null {
  const serial = Date.parse(iso) / 86_400_000 + 25_569;
  return Number.isFinite(serial) && serial >= 61 ? Math.round(serial * 86_400) / 86_400 : null;
}

// Characters that XML cannot carry at all.
// oxlint-disable-next-line no-control-regex
const unspeakable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

function xmlText(text: string): string {
  return (
    text
      .slice(0, mostText)
      .replace(unspeakable, "")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll("\r", "&#13;")
      // "_x0041_" is how a workbook writes a character by its number.
      .replace(/_(?=x[\da-f]{4}_)/gi, "_x005F_")
  );
}
