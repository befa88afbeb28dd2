/** Rows out of the file formats that `npx convex import` takes, one after another. */
import { Readable } from "node:stream";
import Papa from "papaparse";
import type { JsonObject } from "../../values/json";
import { importedRow } from "./json";

/** What a file of rows is made of. */
type Bytes = AsyncIterable<Uint8Array>;

/** What is wrong with an imported file, in Convex's words; the text is for whoever imports it. */
export class FileError extends Error {
  override readonly name = "FileError";
}

/** A document is at most 1 MiB; its JSON may be several times that. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
const MAX_CSV_ROW_BYTES = 4 * 1024 * 1024;
const TOO_LONG = "Import has a line that is longer than any document can be";
const MAX_ARRAY_BYTES = 16 * 1024 * 1024;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const NEWLINE = 0x0a;

export async function* jsonLines(bytes: Bytes, isUniform: boolean): AsyncGenerator<JsonObject> {
  let row = 0;
  for await (const line of lines(bytes)) {
    row++;
    if (row === 1 && line.subarray(0, 3).equals(BOM)) throw bomError();
    yield parse(utf8(line), row, isUniform);
  }
}

/** The text of the file's first line, "" when it has none. */
export async function firstLine(bytes: Bytes): Promise<string> {
  for await (const line of lines(bytes)) return utf8(line).trim();
  return "";
}

export async function* jsonArray(bytes: Bytes): AsyncGenerator<JsonObject> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MAX_ARRAY_BYTES) {
      throw new FileError(
        `Import is too large for JSON (${size} bytes > maximum 16 MiB). Consider converting data to JSONLines`,
      );
    }
    chunks.push(chunk);
  }
  const all = Buffer.concat(chunks);
  if (all.subarray(0, 3).equals(BOM)) throw bomError();
  let value: unknown;
  try {
    value = JSON.parse(utf8(all));
  } catch (error) {
    throw new FileError(`Not valid JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(value)) throw new FileError("Not a JSON array");
  for (const [i, item] of value.entries()) yield parse(JSON.stringify(item), i + 1, false);
}

/** Cells are numbers where they read as one, and texts otherwise. */
export async function* csv(bytes: Bytes): AsyncGenerator<JsonObject> {
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { delimiter: ",", skipEmptyLines: true });
  // A quote that is never closed would have all of the file kept, and looked through again with every piece of it.
  let kept = 0;
  const source = Readable.from(bounded());
  async function* bounded(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      // What was read belongs to rows as long as there are some that nobody has taken yet.
      kept = parser.readableLength > 0 ? 0 : kept + chunk.length;
      if (kept > MAX_CSV_ROW_BYTES) throw new FileError(TOO_LONG);
      yield chunk;
    }
  }
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  let fields: string[] | null = null;
  let row = 0;
  for await (const cells of parser as AsyncIterable<string[]>) {
    kept = 0;
    if (fields === null) {
      fields = cells.map((cell) => cell.replace(/^ +| +$/g, ""));
      for (const field of fields) {
        if (!/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/.test(field)) {
          throw new FileError(
            `CSV header ${JSON.stringify(field)} isn't a valid field name: names start with a letter and hold letters, digits and underscores`,
          );
        }
      }
      continue;
    }
    row++;
    if (cells.length !== fields.length) {
      throw new FileError(`CSV row ${row} doesn't have all of the fields in the header`);
    }
    yield Object.fromEntries(fields.map((field, i) => [field, cell(cells[i] ?? "")]));
  }
  if (fields === null) throw new FileError("CSV file doesn't have headers");
}

function cell(text: string): string | number | null {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
    const number = Number(text);
    return Number.isFinite(number) ? number : null;
  }
  // As on Convex, where such a number has no JSON form.
  return /^[+-]?(inf|infinity|nan)$/i.test(text) ? null : text;
}

function parse(text: string, row: number, isUniform: boolean): JsonObject {
  try {
    return importedRow(text, isUniform);
  } catch (error) {
    const { message } = error as Error;
    throw new FileError(
      error instanceof SyntaxError
        ? `Row ${row} wasn't valid JSON: ${message}`
        : `Row ${row} wasn't a valid Convex value: ${message}`,
    );
  }
}

/** Split at line feeds only: texts may hold any other kind of line end. */
async function* lines(bytes: Bytes): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = rest.indexOf(NEWLINE); at >= 0; at = rest.indexOf(NEWLINE)) {
      yield Buffer.concat([...pending, rest.subarray(0, at)]);
      pending = [];
      size = 0;
      rest = rest.subarray(at + 1);
    }
    size += rest.length;
    if (size > MAX_LINE_BYTES) throw new FileError(TOO_LONG);
    if (rest.length > 0) pending.push(rest);
  }
  if (pending.length > 0) yield Buffer.concat(pending);
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function utf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new FileError("Import wasn't valid UTF8");
  }
}

function bomError(): FileError {
  return new FileError("UTF-8 BOM is not supported. Please save your file without BOM.");
}
