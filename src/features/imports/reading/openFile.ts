// A file of any kind to headings and rows: text is read as a table, of a workbook, JSON or an archive the sheet asked for.
import { Packed } from "../../../../convex/imports/packed";
import type { RowKind } from "../../../../convex/imports/fields";
import { archiveTable, openArchive, type Archive, type OwnColumn } from "./archive";
import { encodingOf, largestFile, largestText, UnreadableFile } from "./decode";
import { looksLikeJson, tablesOf, type JsonTable } from "./json";
import { parseFile, TableBuilder } from "./parse";
import { isWorkbook, openWorkbook, refuseOle, type Workbook } from "./xlsx";
import { zipEntries, type ZipEntry } from "./zipFile";

export interface OpenedFile {
  headings: string[];
  rows: Packed<string[]>;
  /** Sheets, or lists of records; empty where there is only one table and it has no name. */
  sheets: string[];
  sheet: number;
  /** What the rows are, where the file itself says so. */
  as?: RowKind;
  /** Of an organization's archive: what an import leaves in it. */
  left?: Archive["left"];
  /** Of an archive's customers: the organization's own fields among the columns. */
  ownFields?: OwnColumn[];
  /** Of an archive: the content of one of its files. */
  part?: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
}

/** `sheet` null takes the first that holds a table. Throws UnreadableFile with a reason. */
export async function openFile(
  file: Blob,
  sheet: number | null,
  onProgress: (share: number) => void,
): Promise<OpenedFile> {
  const sample = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
  if (isJson(file, sample)) {
    if (file.size > largestFile) throw new UnreadableFile("tooLarge");
    const text = new TextDecoder(encodingOf(sample)).decode(await file.arrayBuffer());
    onProgress(0.5);
    return tableAt(tablesOf(text), sheet ?? 0);
  }
  if (!isWorkbook(sample)) {
    const { headings, rows } = await parseFile(file, onProgress);
    return { headings, rows, sheets: [], sheet: 0 };
  }
  await refuseOle(file);
  const entries = await zipEntries(file);
  if (entries === null) throw new UnreadableFile("notAWorkbook");
  const archived = await openArchived(entries, sheet ?? 0, onProgress);
  if (archived !== null) return archived;
  if (file.size > largestText) throw new UnreadableFile("tooLarge");
  const book = await openWorkbook(entries);
  let problem = new UnreadableFile("emptySheet");
  for (const at of sheet === null ? book.sheets.keys() : [sheet]) {
    try {
      return { ...(await sheetTable(book, at, onProgress)), sheets: book.sheets, sheet: at };
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      // A cover sheet without rows is passed over; what is wrong with the first one that has some is told.
      if (error.reason !== "empty" && problem.reason === "emptySheet") problem = error;
    }
  }
  throw problem;
}

async function sheetTable(book: Workbook, sheet: number, onProgress: (share: number) => void) {
  const table = new TableBuilder();
  await book.rows(sheet, (row) => table.add(row), onProgress);
  return table.end();
}

/** An organization's archive, which is read piece by piece however large it is; null for everything else. */
async function openArchived(
  entries: ReadonlyMap<string, ZipEntry>,
  sheet: number,
  onProgress: (share: number) => void,
): Promise<OpenedFile | null> {
  const archive = await openArchive(entries);
  if (archive === null) return null;
  const { kinds, left } = archive;
  const kind = kinds[sheet]!;
  const table = await archiveTable(entries, kind, onProgress);
  const part = async (path: string) => {
    const entry = entries.get(path);
    if (entry === undefined) throw new UnreadableFile("empty");
    return await entry.read();
  };
  return { ...table, sheets: kinds.length === 1 ? [] : kinds, sheet, as: kind, left, part };
}

function isJson(file: Blob, sample: Uint8Array): boolean {
  if (sample.length === 0 || isWorkbook(sample)) return false;
  if (file instanceof File && /\.(json|jsonl|ndjson)$/i.test(file.name)) return true;
  return looksLikeJson(new TextDecoder().decode(sample, { stream: true }));
}

function tableAt(tables: readonly JsonTable[], sheet: number): OpenedFile {
  const { headings, rows } = tables[sheet]!;
  const sheets = tables.map(({ name }) => name);
  return { headings, rows: Packed.of(rows), sheets: sheets.length === 1 ? [] : sheets, sheet };
}
