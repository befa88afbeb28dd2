/**
 * `npx convex export`: all tables, and the stored files when asked for, of one moment, packed into
 * Convex's own layout while the host goes on.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { DataSnapshot, LocalEngine, SnapshotFile, SnapshotTable } from "../contract";
import { exportedLine } from "./archive/json";
import { extensionOf, prefixOf, README } from "./archive/layout";
import { ZipWriter } from "./archive/zipWriter";

type State =
  | { readonly state: "in_progress" }
  | { readonly state: "failed" }
  | { readonly state: "completed"; readonly ts: bigint; readonly file: string };

export interface Exports {
  /** Starts an export; it is followed through `latest`. False when one is running. */
  start(includeStorage: boolean): boolean;
  /** Path of a finished export, null when it is unknown or replaced by a newer one. */
  file(ts: string): string | null;
  /** Convex JSON of the newest export's state, "null" when there was none. */
  latest(): string;
}

const FOLDER = "export-";
/** Lines are packed in pieces of about this size. */
const PIECE = 64 * 1024;

/** Scratch files live in the data folder, beside the data they copy. */
export function createExports(engine: Pick<LocalEngine, "snapshot">, dataDirectory: string): Exports {
  let latest: State | null = null;
  // Left by an engine that ended meanwhile.
  for (const name of readdirSync(dataDirectory)) {
    if (name.startsWith(FOLDER)) rmSync(path.join(dataDirectory, name), { recursive: true, force: true });
  }

  async function run(directory: string, includeStorage: boolean): Promise<void> {
    const file = path.join(directory, "export.zip");
    const snapshot = engine.snapshot();
    let zip: ZipWriter | null = null;
    try {
      zip = await ZipWriter.create(file);
      await pack(zip, snapshot, includeStorage);
      await zip.finish();
      latest = { state: "completed", ts: snapshot.ts, file };
    } catch (error) {
      console.error("export failed:", error);
      await zip?.abort();
      rmSync(directory, { recursive: true, force: true });
      latest = { state: "failed" };
    } finally {
      snapshot.release();
    }
  }

  return {
    start(includeStorage) {
      if (latest?.state === "in_progress") return false;
      if (latest?.state === "completed") rmSync(path.dirname(latest.file), { recursive: true, force: true });
      const directory = mkdtempSync(path.join(dataDirectory, FOLDER));
      latest = { state: "in_progress" };
      void run(directory, includeStorage);
      return true;
    },
    file: (ts) => (latest?.state === "completed" && String(latest.ts) === ts ? latest.file : null),
    latest() {
      if (latest?.state !== "completed") return JSON.stringify(latest);
      const ts = int64(latest.ts);
      return JSON.stringify({
        state: "completed",
        start_ts: ts,
        complete_ts: ts,
        zip_object_key: "export.zip",
      });
    },
  };
}

function int64(value: bigint): object {
  const encoded = Buffer.alloc(8);
  encoded.writeBigInt64LE(value);
  return { $integer: encoded.toString("base64") };
}

async function pack(zip: ZipWriter, snapshot: DataSnapshot, includeStorage: boolean): Promise<void> {
  await zip.add("README.md", [Buffer.from(README)]);
  const components = [...new Set(["", ...snapshot.tables.map(({ component }) => component)])].sort();
  for (const component of components) {
    const own = snapshot.tables.filter((table) => table.component === component);
    const list = own
      .sort((a, b) => a.number - b.number)
      .map(({ name, number }) => JSON.stringify({ name, id: number }));
    await zip.add(`${prefixOf(component)}_tables/documents.jsonl`, pieces(list));
  }
  for (const table of snapshot.tables) {
    const folder = `${prefixOf(table.component)}${table.name}`;
    await zip.add(`${folder}/documents.jsonl`, pieces(exported(table)));
    await zip.add(`${folder}/generated_schema.jsonl`, [Buffer.from('"uniform"\n')]);
  }
  if (!includeStorage) return;
  for (const component of components) {
    const folder = `${prefixOf(component)}_storage`;
    await zip.add(`${folder}/documents.jsonl`, pieces(described(snapshot.files(component))));
    for (const file of snapshot.files(component)) {
      const name = `${folder}/${storedId(file)}${extensionOf(file.contentType)}`;
      await zip.add(name, file.open() as AsyncIterable<Buffer>);
    }
  }
}

function* exported(table: SnapshotTable): Generator<string> {
  for (const text of table.documents()) yield exportedLine(text);
}

function* described(files: Iterable<SnapshotFile>): Generator<string> {
  for (const file of files) {
    const { creationTime, sha256, size, contentType, uuid } = file;
    yield JSON.stringify({
      _id: storedId(file),
      _creationTime: creationTime,
      sha256,
      size,
      contentType,
      internalId: uuid,
    });
  }
}

/** The id as it leaves, see `exportedLine`. */
function storedId({ id }: SnapshotFile): string {
  return JSON.parse(exportedLine(JSON.stringify(id))) as string;
}

async function* pieces(lines: Iterable<string>): AsyncGenerator<Buffer> {
  let piece = "";
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE) continue;
    yield Buffer.from(piece);
    piece = "";
    // Packing is done by other threads; what is left here must not hold up the host.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (piece !== "") yield Buffer.from(piece);
}
