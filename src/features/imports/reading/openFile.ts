// A file of either kind to headings and rows: text is read as a table, a workbook by the sheet asked for.
import { rowLimit } from "../../../../convex/imports/limits";
import { largestFile, UnreadableFile } from "./decode";
import { parseFile, tableOf } from "./parse";
import { isWorkbook, openWorkbook } from "./xlsx";

export interface OpenedFile {
  headings: string[];
  rows: string[][];
  /** Empty for text. */
  sheets: string[];
  sheet: number;
}

/** `sheet` null takes the first that holds a table. Throws UnreadableFile with a reason. */
export async function openFile(
  file: Blob,
  sheet: number | null,
  onProgress: (share: number) => void,
): Promise<OpenedFile> {
  const sample = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  if (!isWorkbook(sample)) {
    const { headings, rows } = await parseFile(file, onProgress);
    return { headings, rows, sheets: [], sheet: 0 };
  }
  if (file.size > largestFile) throw new UnreadableFile("tooLarge");
  const book = openWorkbook(new Uint8Array(await file.arrayBuffer()));
  onProgress(0.5);
  let problem = new UnreadableFile("emptySheet");
  for (const at of sheet === null ? book.sheets.keys() : [sheet]) {
    try {
      const records = book.rows(at);
      if (records.length > rowLimit + 1) throw new UnreadableFile("tooManyRows");
      return { ...tableOf(records), sheets: book.sheets, sheet: at };
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      // A cover sheet without rows is passed over; what is wrong with the first one that has some is told.
      if (error.reason !== "empty" && problem.reason === "emptySheet") problem = error;
    }
  }
  throw problem;
}
