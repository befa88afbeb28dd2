// A workbook to rows of text, as its cells are meant: days as days, long numbers with every digit, masks like 00000 kept.
import { SaxesParser } from "saxes";
import { Packed } from "../../../../convex/imports/packed";
import { largestText, UnreadableFile } from "./decode";
import { cellText, maskOf, type Mask } from "./xlsxCells";
import type { ZipEntry } from "./zipFile";

export interface Workbook {
  /** Names of the sheets that are not hidden. */
  sheets: string[];
  /** Hands out the rows of a sheet, by its place among them, from the first to the last that has anything. */
  rows: (sheet: number, onRow: (row: string[]) => void, onProgress: (share: number) => void) => Promise<void>;
}

/** Bytes that a part of the archive may unfold to: a million rows of sixty cells. Nothing of it is kept but what cells say. */
const largestPart = 4 * 1024 * 1024 * 1024;
/** Characters between two tags: a cell holds 32,767 at most. */
const longestText = 1_000_000;

/** Whether a file begins as workbooks do: the new kind is a zip archive, the old and the encrypted kinds are OLE files. */
export function isWorkbook(sample: Uint8Array): boolean {
  return isZip(sample) || isOle(sample);
}

const startsWith = (bytes: Uint8Array, start: readonly number[]) =>
  start.every((byte, index) => bytes[index] === byte);
const isZip = (bytes: Uint8Array) => startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]);
const isOle = (bytes: Uint8Array) => startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]);

/** Throws UnreadableFile for an OLE file, which is a workbook of the old kind, or one behind a password. */
export async function refuseOle(file: Blob): Promise<void> {
  if (!isOle(new Uint8Array(await file.slice(0, 4).arrayBuffer()))) return;
  // Names in an OLE file are UTF-16: every second byte is zero.
  const named = new TextDecoder("latin1").decode(await file.arrayBuffer());
  const isEncrypted = named.includes([..."EncryptedPackage"].join("\0"));
  throw new UnreadableFile(isEncrypted ? "encrypted" : "oldWorkbook");
}

/** Reads what its cells refer to. Throws UnreadableFile with what is wrong: "notAWorkbook", "tooLarge". */
export async function openWorkbook(entries: ReadonlyMap<string, ZipEntry>): Promise<Workbook> {
  const book = entries.get("xl/workbook.xml");
  if (book === undefined) throw new UnreadableFile("notAWorkbook");
  const targets = new Map<string, string>();
  await read(entries.get("xl/_rels/workbook.xml.rels"), {
    open: (name, { Id, Target }) => {
      if (name === "Relationship" && Id && Target) targets.set(Id, pathOf(Target));
    },
  });
  const all: { name: string; path: string; isHidden: boolean }[] = [];
  let is1904 = false;
  await read(book, {
    open: (name, attributes) => {
      if (name === "workbookPr") is1904 = /^(1|true)$/.test(attributes["date1904"] ?? "");
      if (name !== "sheet") return;
      const path = targets.get(attributes["r:id"] ?? "");
      const isHidden = /hidden/i.test(attributes["state"] ?? "");
      if (path !== undefined) all.push({ name: attributes["name"] ?? "", path, isHidden });
    },
  });
  const seen = all.filter(({ isHidden }) => !isHidden);
  const masks = await masksIn(entries.get("xl/styles.xml"));
  const strings = await stringsIn(entries.get("xl/sharedStrings.xml"));
  return {
    sheets: seen.map(({ name }) => name),
    rows: async (sheet, onRow, onProgress) => {
      const path = seen[sheet]?.path;
      if (path === undefined) return;
      await readRows(entries.get(path), { masks, strings, is1904 }, onRow, onProgress);
    },
  };
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

/** Tags without their prefix: some programs write <x:row> for <row>. A part is never in memory as a whole. */
async function read(
  part: ZipEntry | undefined,
  { open, close, text }: Listener,
  onProgress?: (share: number) => void,
): Promise<void> {
  if (part === undefined) return;
  if (part.size > largestPart) throw new UnreadableFile("tooLarge");
  const parser = new SaxesParser();
  const bare = (name: string) => name.slice(name.indexOf(":") + 1);
  let sinceTag = 0;
  parser.on("opentag", ({ name, attributes }) => {
    sinceTag = 0;
    open?.(bare(name), attributes as Record<string, string>);
  });
  parser.on("closetag", ({ name }) => {
    sinceTag = 0;
    close?.(bare(name));
  });
  if (text) parser.on("text", text);
  parser.on("error", () => {
    throw new UnreadableFile("notAWorkbook");
  });
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const piece of part.pieces()) {
    const xml = decoder.decode(piece, { stream: true });
    sinceTag += xml.length;
    parser.write(xml);
    // A single text that goes on and on would be gathered until the memory is full.
    if (sinceTag > longestText) throw new UnreadableFile("notAWorkbook");
    bytes += piece.length;
    onProgress?.(bytes / part.size);
  }
  parser.write(decoder.decode()).close();
}

/** How each cell style writes numbers. */
async function masksIn(part: ZipEntry | undefined): Promise<Mask[]> {
  const codes = new Map<number, string>();
  const masks: Mask[] = [];
  let isInCells = false;
  await read(part, {
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

/** Texts that cells name by their place; packed, because a large sheet has millions. */
async function stringsIn(part: ZipEntry | undefined): Promise<Packed<string>> {
  const strings = new Packed<string>();
  const kept = new Allowance();
  let string = "";
  let isText = false;
  // How East Asian words are said stands beside them, and is no part of them.
  let isSaid = false;
  await read(part, {
    open: (name) => {
      if (name === "si") string = "";
      if (name === "rPh") isSaid = true;
      isText = name === "t" && !isSaid;
    },
    close: (name) => {
      if (name === "rPh") isSaid = false;
      if (name === "t") isText = false;
      if (name !== "si") return;
      kept.take(string.length);
      strings.push(string);
    },
    text: (text) => {
      if (isText) string += text;
    },
  });
  return strings;
}

/** Characters that may be kept of one part: as many as of a file of text. */
class Allowance {
  private left = largestText;

  take(characters: number): void {
    this.left -= characters;
    if (this.left < 0) throw new UnreadableFile("tooLarge");
  }
}

/** Further right than any file that can be imported, and the last row of a sheet. */
const furthestColumn = 1000;
const furthestRow = 1_048_576;

/** Rows that the file leaves out between two are empty; a row that claims an earlier place comes next. */
async function readRows(
  part: ZipEntry | undefined,
  { masks, strings, is1904 }: { masks: readonly Mask[]; strings: Packed<string>; is1904: boolean },
  onRow: (row: string[]) => void,
  onProgress: (share: number) => void,
): Promise<void> {
  const kept = new Allowance();
  let rows = 0;
  let row: string[] = [];
  let column = 0;
  let cell: { type: string; mask: Mask | undefined; text: string } | null = null;
  let isValue = false;
  await read(
    part,
    {
      open: (name, { r, t, s }) => {
        if (name === "row") {
          const at = r === undefined ? rows + 1 : Number(r);
          if (at > furthestRow) throw new UnreadableFile("tooManyRows");
          for (; rows < at - 1; rows++) onRow([]);
          row = [];
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
        if (name === "row") {
          rows += 1;
          onRow(row);
        }
        if (name !== "c" || cell === null) return;
        if (column < furthestColumn) {
          while (row.length < column) row.push("");
          const text = cellText(cell.type, cell.text, { strings, mask: cell.mask, is1904 });
          kept.take(text.length);
          row[column] = text;
        }
        column += 1;
        cell = null;
      },
    },
    onProgress,
  );
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
