// A file to rows, a piece at a time: quoted line breaks, unknown delimiters, encodings; never the whole file as one text.
import Papa from "papaparse";
import { rowLimit } from "../../../../convex/imports/limits";
import { Packed } from "../../../../convex/imports/packed";
import { encodingOf, largestText, UnreadableFile } from "./decode";

export interface ParsedFile {
  headings: string[];
  rows: Packed<string[]>;
  delimiter: string;
  encoding: string;
}

const sampleBytes = 256 * 1024;

/** Reads a file; `onProgress` gets the share of bytes read. Throws UnreadableFile with a reason. */
export async function parseFile(file: Blob, onProgress: (share: number) => void): Promise<ParsedFile> {
  if (file.size === 0) throw new UnreadableFile("empty");
  if (file.size > largestText) throw new UnreadableFile("tooLarge");
  const sample = new Uint8Array(await file.slice(0, sampleBytes).arrayBuffer());
  const encoding = encodingOf(sample);
  const opening = new TextDecoder(encoding).decode(sample, { stream: true });
  const delimiter = delimiterOf(opening);
  const lines = new LineReader(delimiter);
  const decoder = new TextDecoder(encoding);
  for (let offset = 0; offset < file.size; offset += sampleBytes) {
    const bytes = await file.slice(offset, offset + sampleBytes).arrayBuffer();
    lines.add(decoder.decode(bytes, { stream: true }));
    onProgress(Math.min(1, (offset + sampleBytes) / file.size));
  }
  lines.add(decoder.decode());
  return { ...lines.end(), delimiter, encoding };
}

/** Longest single record, characters; a longer one means a quotation mark that is never closed. */
const longestRecord = 1_000_000;

/** Cuts text into whole records: a piece that ends inside quotes waits for the next. Each character is looked at once. */
class LineReader {
  private waiting = "";
  private scanned = 0;
  private inQuotes = false;
  private isFieldStart = true;
  private readonly table = new TableBuilder();

  constructor(private readonly delimiter: string) {}

  add(text: string): void {
    this.waiting += text;
    const end = this.scan();
    if (end > 0) {
      this.take(this.waiting.slice(0, end));
      this.waiting = this.waiting.slice(end);
      this.scanned -= end;
    }
    if (this.waiting.length > longestRecord) throw new UnreadableFile("quotes");
  }

  end(): Table {
    if (this.waiting !== "") this.take(this.waiting);
    return this.table.end();
  }

  /** Where the last complete record ends: after the last line break outside quotes; 0 when there is none. */
  private scan(): number {
    const { waiting, delimiter } = this;
    let end = 0;
    // The last character waits: what it means may depend on the next one.
    for (; this.scanned < waiting.length - 1; this.scanned++) {
      const char = waiting[this.scanned]!;
      if (this.inQuotes) {
        if (char !== '"') continue;
        if (waiting[this.scanned + 1] === '"') this.scanned += 1;
        else this.inQuotes = false;
        continue;
      }
      if (char === '"' && this.isFieldStart) this.inQuotes = true;
      else if (char === "\n" || (char === "\r" && waiting[this.scanned + 1] !== "\n")) end = this.scanned + 1;
      this.isFieldStart = char === delimiter || char === "\n" || char === "\r";
    }
    return end;
  }

  private take(text: string): void {
    const { data } = Papa.parse<string[]>(text, { delimiter: this.delimiter, header: false });
    // Papa reads one empty record after a closing line break.
    if (data.at(-1)?.length === 1 && data.at(-1)?.[0] === "") data.pop();
    for (const record of data) this.table.add(record);
  }
}

const delimiters = [",", ";", "\t", "|"] as const;

/** The delimiter that cuts the first records into the most columns, all alike. */
export function delimiterOf(text: string): string {
  let best: string = ",";
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const { data } = Papa.parse<string[]>(text, { delimiter, preview: 20 });
    const filled = data.filter((row) => row.some((cell) => cell !== ""));
    const columns = filled[0]?.length ?? 0;
    const alike = filled.filter((row) => row.length === columns).length / Math.max(filled.length, 1);
    const score = columns < 2 ? 0 : columns * alike;
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

interface Table {
  headings: string[];
  rows: Packed<string[]>;
}

const isBlank = (record: readonly string[]) => record.every((cell) => cell.trim() === "");
/** Rows that may be wider than the headings. */
const measured = 1000;

/** Headings and rows; trailing blank rows of a spreadsheet are dropped, blank rows between are kept and told. */
export class TableBuilder {
  private headings: string[] | null = null;
  private readonly rows = new Packed<string[]>();
  private filled = 0;

  add(record: string[]): void {
    if (this.headings === null) {
      if (isBlank(record)) return;
      this.headings = record.map((heading) => heading.replace(/^\uFEFF/, "").trim());
      if (!looksLikeHeadings(this.headings)) throw new UnreadableFile("noHeader");
      return;
    }
    this.rows.push(record);
    if (this.rows.length <= measured) while (this.headings.length < record.length) this.headings.push("");
    if (!isBlank(record)) this.filled = this.rows.length;
    if (this.filled > rowLimit) throw new UnreadableFile("tooManyRows");
  }

  end(): Table {
    if (this.headings === null || this.filled === 0) throw new UnreadableFile("empty");
    this.rows.truncate(this.filled);
    return { headings: this.headings, rows: this.rows };
  }
}

/** Headings are words, not values: no e-mail, number or date stands where a column's name should. */
function looksLikeHeadings(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== "");
  if (filled.length === 0) return false;
  const values = filled.filter(
    (cell) => /@.+\./.test(cell) || /^[+(]?\d[\d\s().:,/-]{3,}$/.test(cell) || cell.length > 100,
  );
  return values.length === 0;
}
