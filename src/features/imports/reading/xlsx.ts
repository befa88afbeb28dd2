// A workbook to rows of text, as its cells are meant: days as days, long numbers with every digit, masks like 00000 kept.
import { strFromU8, unzipSync, type UnzipFileInfo } from "fflate";
import { SaxesParser } from "saxes";
import { UnreadableFile } from "./decode";
import { cellText, maskOf, type Mask } from "./xlsxCells";

export interface Workbook {
  /** Names of the sheets that are not hidden. */
  sheets: string[];
  /** Rows of a sheet by its place among them. */
  rows: (sheet: number) => string[][];
}

/** Bytes that a part of the archive may unfold to: a small file can be made to fill the memory. */
const largestPart = 400 * 1024 * 1024;

/** Whether a file begins as workbooks do: the new kind is a zip archive, the old and the encrypted kinds are OLE files. */
export function isWorkbook(sample: Uint8Array): boolean {
  return isZip(sample) || isOle(sample);
}

const startsWith = (bytes: Uint8Array, start: readonly number[]) =>
  start.every((byte, index) => bytes[index] === byte);
const isZip = (bytes: Uint8Array) => startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]);
const isOle = (bytes: Uint8Array) => startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]);

/** Throws UnreadableFile with what is wrong: "encrypted", "oldWorkbook", "notAWorkbook", "tooLarge". */
export function openWorkbook(bytes: Uint8Array): Workbook {
  if (isOle(bytes)) {
    // Names in an OLE file are UTF-16: every second byte is zero.
    const isEncrypted = new TextDecoder("latin1").decode(bytes).includes([..."EncryptedPackage"].join("\0"));
    throw new UnreadableFile(isEncrypted ? "encrypted" : "oldWorkbook");
  }
  const parts = unzip(bytes, (name) =>
    /^xl\/(workbook\.xml|_rels\/|styles\.xml|sharedStrings\.xml)/i.test(name),
  );
  const book = parts.get("xl/workbook.xml");
  if (book === undefined) throw new UnreadableFile("notAWorkbook");
  const targets = new Map<string, string>();
  read(parts.get("xl/_rels/workbook.xml.rels"), {
    open: (name, { Id, Target }) => {
      if (name === "Relationship" && Id && Target) targets.set(Id, pathOf(Target));
    },
  });
  const all: { name: string; path: string; isHidden: boolean }[] = [];
  let is1904 = false;
  read(book, {
    open: (name, attributes) => {
      if (name === "workbookPr") is1904 = /^(1|true)$/.test(attributes["date1904"] ?? "");
      if (name !== "sheet") return;
      const path = targets.get(attributes["r:id"] ?? "");
      const isHidden = /hidden/i.test(attributes["state"] ?? "");
      if (path !== undefined) all.push({ name: attributes["name"] ?? "", path, isHidden });
    },
  });
  const seen = all.filter(({ isHidden }) => !isHidden);
  const masks = masksIn(parts.get("xl/styles.xml"));
  const strings = stringsIn(parts.get("xl/sharedStrings.xml"));
  return {
    sheets: seen.map(({ name }) => name),
    rows: (sheet) => {
      const path = seen[sheet]?.path;
      if (path === undefined) return [];
      const part = unzip(bytes, (name) => name === path).get(path);
      return rowsIn(part, { masks, strings, is1904 });
    },
  };
}

function unzip(bytes: Uint8Array, isWanted: (name: string) => boolean): Map<string, string> {
  const filter = ({ name, originalSize }: UnzipFileInfo) => {
    if (!isWanted(name)) return false;
    if (originalSize > largestPart) throw new UnreadableFile("tooLarge");
    return true;
  };
  try {
    return new Map(
      Object.entries(unzipSync(bytes, { filter })).map(([name, part]) => [name, strFromU8(part)]),
    );
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile("notAWorkbook");
  }
}

/** Targets are relative to xl/, or begin at the archive's root. */
function pathOf(target: string): string {
  return target.startsWith("/") ? target.slice(1) : `xl/${target.replace(/^\.\//, "")}`;
}

interface Listener {
  open?: (name: string, attributes: Record<string, string>) => void;
  close?: (name: string) => void;
  text?: (text: string) => void;
}

/** Tags without their prefix: some programs write <x:row> for <row>. */
function read(xml: string | undefined, { open, close, text }: Listener): void {
  if (xml === undefined) return;
  const parser = new SaxesParser();
  const bare = (name: string) => name.slice(name.indexOf(":") + 1);
  if (open)
    parser.on("opentag", ({ name, attributes }) => open(bare(name), attributes as Record<string, string>));
  if (close) parser.on("closetag", ({ name }) => close(bare(name)));
  if (text) parser.on("text", text);
  parser.on("error", () => {
    throw new UnreadableFile("notAWorkbook");
  });
  parser.write(xml).close();
}

/** How each cell style writes numbers. */
function masksIn(xml: string | undefined): Mask[] {
  const codes = new Map<number, string>();
  const masks: Mask[] = [];
  let isInCells = false;
  read(xml, {
    open: (name, { numFmtId = "0", formatCode = "" }) => {
      if (name === "numFmt") codes.set(Number(numFmtId), formatCode);
      if (name === "cellXfs") isInCells = true;
      if (name === "xf" && isInCells) masks.push(maskOf(Number(numFmtId), codes.get(Number(numFmtId))));
    },
    close: (name) => {
      if (name === "cellXfs") isInCells = false;
    },
  });
  return masks;
}

function stringsIn(xml: string | undefined): string[] {
  const strings: string[] = [];
  let isText = false;
  // How East Asian words are said stands beside them, and is no part of them.
  let isSaid = false;
  read(xml, {
    open: (name) => {
      if (name === "si") strings.push("");
      if (name === "rPh") isSaid = true;
      isText = name === "t" && !isSaid;
    },
    close: (name) => {
      if (name === "rPh") isSaid = false;
      if (name === "t") isText = false;
    },
    text: (text) => {
      if (isText) strings[strings.length - 1] += text;
    },
  });
  return strings;
}

/** Further right than any file that can be imported, and the last row of a sheet. */
const furthestColumn = 1000;
const furthestRow = 1_048_576;

function rowsIn(
  xml: string | undefined,
  { masks, strings, is1904 }: { masks: readonly Mask[]; strings: readonly string[]; is1904: boolean },
): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let column = 0;
  let cell: { type: string; mask: Mask | undefined; text: string } | null = null;
  let isValue = false;
  read(xml, {
    open: (name, { r, t, s }) => {
      if (name === "row") {
        const at = r === undefined ? rows.length + 1 : Number(r);
        if (at > furthestRow) throw new UnreadableFile("tooManyRows");
        while (rows.length < at) rows.push((row = []));
        column = 0;
      } else if (name === "c") {
        if (r !== undefined) column = columnOf(r);
        cell = { type: t ?? "n", mask: s === undefined ? undefined : masks[Number(s)], text: "" };
      }
      isValue = name === "v" || name === "t";
    },
    text: (text) => {
      if (isValue && cell !== null) cell.text += text;
    },
    close: (name) => {
      if (name === "v" || name === "t") isValue = false;
      if (name !== "c" || cell === null) return;
      if (column < furthestColumn) {
        while (row.length < column) row.push("");
        row[column] = cellText(cell.type, cell.text, { strings, mask: cell.mask, is1904 });
      }
      column += 1;
      cell = null;
    },
  });
  return rows;
}

/** "AB12" -> 27. */
function columnOf(reference: string): number {
  let column = 0;
  for (const char of reference) {
    const letter = char.toUpperCase().charCodeAt(0) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}
