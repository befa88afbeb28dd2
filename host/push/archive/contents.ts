/** What an uploaded file brings: its tables, their numbers, its files. Nothing is held in memory but the list. */
import { createReadStream } from "node:fs";
import type { ImportedFile, ImportFormat } from "../../contract";
import { decodeId } from "../../values/ids";
import type { JsonObject } from "../../values/json";
import { placeOf } from "./layout";
import { csv, FileError, firstLine, jsonArray, jsonLines } from "./rows";
import { MAX_ENTRIES, ZipReader, type ZipEntry } from "./zipReader";

export interface TableRows {
  readonly component: string;
  readonly table: string;
  rows(): AsyncIterable<JsonObject>;
}

export interface FileBytes {
  readonly component: string;
  readonly id: string;
  bytes(): AsyncIterable<Uint8Array>;
}

export interface Contents {
  /** Without `_tables` and `_storage`. */
  readonly tables: readonly TableRows[];
  /** Tables that `_tables` lists, with their numbers, also those without an entry of their own. */
  readonly numbers: readonly {
    readonly component: string;
    readonly table: string;
    readonly number: number;
  }[];
  /** Components that bring files, and what is said of each. */
  readonly storage: readonly {
    readonly component: string;
    readonly files: ReadonlyMap<string, ImportedFile>;
  }[];
  readonly files: readonly FileBytes[];
  close(): Promise<void>;
}

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/;

/** Throws FileError or ZipError with what is wrong. */
export async function readContents(
  path: string,
  format: ImportFormat,
  component: string,
  table: string | null,
): Promise<Contents> {
  if (format === "zip") return await readArchive(path, component);
  if (table === null) throw new FileError(`${format} import requires table name`);
  const open = () => createReadStream(path) as AsyncIterable<Uint8Array>;
  const rows = {
    csv: () => csv(open()),
    jsonLines: () => jsonLines(open(), false),
    jsonArray: () => jsonArray(open()),
  }[format];
  return {
    tables: [{ component, table: checkTable(table), rows }],
    numbers: [],
    storage: [],
    files: [],
    close: () => Promise.resolve(),
  };
}

async function readArchive(path: string, base: string): Promise<Contents> {
  const zip = await ZipReader.open(path);
  try {
    return { ...(await sort(zip, base)), close: () => zip.close() };
  } catch (error) {
    await zip.close();
    throw error;
  }
}

async function sort(zip: ZipReader, base: string): Promise<Omit<Contents, "close">> {
  const uniform = new Set<string>();
  const documents: { component: string; table: string; entry: ZipEntry }[] = [];
  const files: FileBytes[] = [];
  for (const entry of zip.entries) {
    const place = placeOf(entry.name, base);
    if (place === null) continue;
    const { component } = place;
    if (place.kind === "file") {
      if (decodeId(place.id) === null) throw new FileError(`_storage id '${place.id}' invalid`);
      files.push({ component, id: place.id, bytes: () => zip.read(entry) });
    } else if (place.kind === "schema") {
      if ((await firstLine(zip.read(entry))) !== '"uniform"') {
        throw new FileError(
          `${entry.name} is of an older kind of export that this host does not read. Export again with a current Convex.`,
        );
      }
      uniform.add(`${component}:${place.table}`);
    } else {
      documents.push({ component, table: place.table, entry });
    }
  }
  const rowsOf = (component: string, table: string, entry: ZipEntry) => () =>
    jsonLines(zip.read(entry), uniform.has(`${component}:${table}`));
  const tables: TableRows[] = [];
  const numbers: { component: string; table: string; number: number }[] = [];
  const storage = new Map<string, Map<string, ImportedFile>>();
  for (const { component } of files) storage.set(component, new Map());
  for (const { component, table, entry } of documents) {
    if (table === "_tables") {
      for await (const row of rowsOf(component, table, entry)())
        addTo(numbers, { component, ...numberOf(row) });
    } else if (table === "_storage") {
      const described = new Map<string, ImportedFile>();
      for await (const row of rowsOf(component, table, entry)()) {
        const file = describedFile(row);
        described.set(file.id, file);
        if (described.size > MAX_ENTRIES)
          throw new FileError(`_storage: more than ${MAX_ENTRIES} files cannot be imported at once`);
      }
      storage.set(component, described);
    } else if (!table.startsWith("_")) {
      tables.push({ component, table: checkTable(table), rows: rowsOf(component, table, entry) });
    }
  }
  return {
    tables,
    numbers,
    storage: [...storage].map(([component, described]) => ({ component, files: described })),
    files,
  };
}

/** Convex's limit for the tables of a deployment. */
const MAX_TABLES = 10_000;

/** The list of tables is held in memory, so it must end. */
function addTo<T>(tables: T[], table: T): void {
  if (tables.push(table) > MAX_TABLES)
    throw new FileError(`_tables: a deployment has at most ${MAX_TABLES} tables`);
}

function checkTable(table: string): string {
  if (NAME.test(table) && !table.startsWith("_")) return table;
  throw new FileError(
    table.startsWith("_")
      ? `Invalid table name ${table} starts with metadata prefix '_'`
      : `${JSON.stringify(table)} isn't a valid table name: names start with a letter and hold letters, digits and underscores`,
  );
}

function numberOf(row: JsonObject): { table: string; number: number } {
  const { name, id } = row;
  const number = typeof id === "number" ? id : intOf(id);
  if (typeof name !== "string") throw new FileError("_tables: table requires name");
  if (number === null || !Number.isInteger(number) || number < 1 || number >= 2 ** 31) {
    throw new FileError(`_tables: table requires id (received ${JSON.stringify(id)})`);
  }
  return { table: checkTable(name), number };
}

function intOf(value: unknown): number | null {
  const encoded = (value as { $integer?: unknown } | null)?.$integer;
  return typeof encoded === "string" ? Number(Buffer.from(encoded, "base64").readBigInt64LE(0)) : null;
}

function describedFile(row: JsonObject): ImportedFile {
  const { _id, _creationTime, size, sha256, contentType, internalId } = row;
  if (typeof _id !== "string" || decodeId(_id) === null) {
    throw new FileError(`_storage entry has invalid ID ${JSON.stringify(_id)}`);
  }
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    id: _id,
    creationTime: typeof _creationTime === "number" ? _creationTime : null,
    size: typeof size === "number" ? size : intOf(size),
    sha256: text(sha256),
    contentType: text(contentType),
    uuid: text(internalId),
  };
}
