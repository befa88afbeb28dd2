/**
 * `npx convex export`: a snapshot of all tables in Convex's own zip layout. The rows
 * are copied to scratch files in one go, so that they belong to one moment, and
 * compressed afterwards while the host goes on.
 */
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import type { Engine } from "../contract";
import { HttpError } from "../http/errors";
import type { TransferState } from "./systemQueries";
import { ZipWriter } from "./zip";

const PAGE = 1000;

type State =
  | { readonly state: "in_progress" }
  | { readonly state: "failed" }
  | { readonly state: "completed"; readonly ts: bigint; readonly file: string };

export interface Transfers extends TransferState {
  /** Starts an export; it is followed through `latestExport`. Throws HttpError when one is running. */
  startExport(): void;
  /** Path of a finished export, null when it is unknown or replaced by a newer one. */
  exportFile(ts: string): string | null;
}

/** Scratch files live in the data folder, beside the data they copy. */
export function createTransfers(engine: Engine, dataDirectory: string): Transfers {
  let latest: State | null = null;

  async function run(directory: string, ts: bigint, tables: readonly CopiedTable[]): Promise<void> {
    const file = path.join(directory, "export.zip");
    const zip = await ZipWriter.create(file);
    try {
      for (const table of tables) await zip.add(table.entry, createReadStream(table.file));
      await zip.finish();
      latest = { state: "completed", ts, file };
    } catch (error) {
      console.error("export failed:", error);
      await zip.abort();
      rmSync(directory, { recursive: true, force: true });
      latest = { state: "failed" };
    }
  }

  return {
    startExport() {
      if (latest?.state === "in_progress") {
        throw new HttpError(400, "ExportInProgress", "An export is in progress. Wait until it has finished.");
      }
      if (latest?.state === "completed") rmSync(path.dirname(latest.file), { recursive: true, force: true });
      const directory = mkdtempSync(path.join(dataDirectory, "export-"));
      latest = { state: "in_progress" };
      void run(directory, engine.latestTs(), copyTables(engine, directory));
    },
    exportFile: (ts) => (latest?.state === "completed" && String(latest.ts) === ts ? latest.file : null),
    latestExport() {
      if (latest?.state !== "completed") return JSON.stringify(latest);
      const encoded = Buffer.alloc(8);
      encoded.writeBigInt64LE(latest.ts);
      const ts = { $integer: encoded.toString("base64") };
      return JSON.stringify({
        state: "completed",
        start_ts: ts,
        complete_ts: ts,
        zip_object_key: "export.zip",
      });
    },
    importState: () => "null",
  };
}

interface CopiedTable {
  readonly entry: string;
  readonly file: string;
}

/** One JSON-lines file per table of every component; nothing else runs meanwhile. */
function copyTables(engine: Engine, directory: string): CopiedTable[] {
  const copied: CopiedTable[] = [];
  for (const component of engine.componentPaths()) {
    const prefix = component === "" ? "" : `${component.replace(/(^|\/)/g, "$1_components/")}/`;
    const names = engine.tables(component);
    const list = names.map((name, index) => JSON.stringify({ name, id: index + 1 })).join("\n");
    copied.push(copyLines(directory, copied.length, `${prefix}_tables/documents.jsonl`, [list]));
    for (const name of names) {
      const rows = rowsOf(engine, component, name);
      copied.push(copyLines(directory, copied.length, `${prefix}${name}/documents.jsonl`, rows));
    }
  }
  return copied;
}

function copyLines(directory: string, index: number, entry: string, lines: Iterable<string>): CopiedTable {
  const file = path.join(directory, `${index}.jsonl`);
  const handle = openSync(file, "wx", 0o600);
  try {
    for (const line of lines) if (line !== "") writeSync(handle, `${line}\n`);
  } finally {
    closeSync(handle);
  }
  return { entry, file };
}

function* rowsOf(engine: Engine, component: string, table: string): Generator<string> {
  let cursor: string | null = null;
  do {
    const page = engine.tablePage(component, table, { cursor, limit: PAGE, order: "asc" });
    if (page.documents.length > 0) yield page.documents.join("\n");
    cursor = page.cursor;
  } while (cursor !== null);
}
