// A file of the website as rows by column: CSV in any spelling, or JSON (an array of objects, alone or under one name).
import { parseFile } from "../imports/reading/parse";

export interface ReadTable {
  headings: string[];
  rows: Record<string, unknown>[];
}

/** Null when the file is neither. */
export async function readTable(file: File): Promise<ReadTable | null> {
  const isJson = /json$/i.test(file.type) || /\.json$/i.test(file.name);
  try {
    return isJson ? fromJson(await file.text()) : await fromCsv(file);
  } catch {
    return null;
  }
}

async function fromCsv(file: File): Promise<ReadTable> {
  const { headings, rows } = await parseFile(file, () => undefined);
  return {
    headings,
    rows: [...rows].map((cells) =>
      Object.fromEntries(headings.map((heading, column) => [heading, cells[column] ?? ""])),
    ),
  };
}

function fromJson(text: string): ReadTable | null {
  const content: unknown = JSON.parse(text);
  const found = Array.isArray(content)
    ? (content as unknown[])
    : Object.values(content as object).find((part) => Array.isArray(part));
  if (!Array.isArray(found)) return null;
  const rows = found.filter(
    (row): row is Record<string, unknown> => typeof row === "object" && row !== null && !Array.isArray(row),
  );
  return { headings: [...new Set(rows.slice(0, 50).flatMap((row) => Object.keys(row)))], rows };
}
