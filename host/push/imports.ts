/**
 * `npx convex import`: a summary of an uploaded file for the caller to confirm, then the import itself.
 * Everything about it is kept in memory and in a scratch folder: when the engine ends meanwhile, nothing
 * has changed and the caller is told to start again.
 */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import type { DataImport, ImportFormat, ImportUpload, LocalEngine } from "../contract";
import { decodeId } from "../values/ids";
import type { JsonObject } from "../values/json";
import { readContents, type Contents, type TableRows } from "./archive/contents";
import { summary, tableChanges, type Counted } from "./importSummary";

type State =
  | { state: "uploaded" }
  | { state: "waiting_for_confirmation"; message_to_confirm: string; require_manual_confirmation: boolean }
  | { state: "in_progress"; progress_message: string; checkpoint_messages: string[] }
  | { state: "completed"; num_rows_written: bigint }
  | { state: "failed"; error_message: string };

interface Import extends ImportUpload {
  readonly id: string;
  counted: readonly Counted[];
  state: State;
}

export type ImportTarget = Pick<LocalEngine, "analysis" | "beginImport" | "countRows">;

export interface Imports {
  start(upload: ImportUpload): string;
  perform(id: string): boolean;
  /** Convex JSON for the CLI. An unknown import is a failed one: the CLI could not end otherwise. */
  state(importId: string): string;
  list(): string;
  /** Resolves when nothing is written any more. */
  close(): Promise<void>;
}

/** Imports that are remembered; the oldest are forgotten. */
const MAX_KEPT = 20;
const MAX_ROWS = 500;
const MAX_CHARACTERS = 1_000_000;

export function createImports(engine: ImportTarget): Imports {
  const imports = new Map<string, Import>();
  let isClosed = false;
  let running: Promise<void> = Promise.resolve();

  function fail(job: Import, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    job.state = { state: "failed", error_message: `Hit an error while importing:\n${message}` };
    rmSync(path.dirname(job.file), { recursive: true, force: true });
  }

  /** One import at a time reads or writes. */
  function enqueue(job: Import, work: () => Promise<void>): void {
    running = running.then(work).catch((error: unknown) => fail(job, error));
  }

  async function describe(job: Import): Promise<void> {
    const contents = await readContents(job.file, job.format, job.component, job.table);
    try {
      job.counted = await countAll(contents);
      const changes = tableChanges(job.mode, job.counted, contents, await engine.countRows());
      job.state = {
        state: "waiting_for_confirmation",
        message_to_confirm: summary(changes),
        require_manual_confirmation: changes.some(({ deleted }) => deleted > 0),
      };
    } finally {
      await contents.close();
    }
  }

  async function run(job: Import): Promise<void> {
    const contents = await readContents(job.file, job.format, job.component, job.table);
    let target: DataImport | null = null;
    try {
      target = await engine.beginImport(job.mode, wantedTables(job.counted, contents));
      const rows = await write(job, contents, target);
      await target.finish();
      target = null;
      job.state = { state: "completed", num_rows_written: BigInt(rows) };
      rmSync(path.dirname(job.file), { recursive: true, force: true });
    } finally {
      await target?.abort().catch((error: unknown) => console.error("an import left rows behind:", error));
      await contents.close();
    }
  }

  async function write(job: Import, contents: Contents, target: DataImport): Promise<number> {
    const done: string[] = [];
    const progress = (message: string) => {
      if (isClosed) throw new Error("The host stopped. Nothing was imported.");
      job.state = { state: "in_progress", progress_message: message, checkpoint_messages: [...done] };
    };
    let all = 0;
    for (const table of contents.tables) {
      const name = `"${table.table}"${table.component === "" ? "" : ` in component ${table.component}`}`;
      let rows = 0;
      for await (const chunk of chunks(adapted(engine, job.format, table))) {
        progress(`Importing ${name} (${shown(rows)} documents)`);
        await target.insert(table.component, table.table, chunk);
        rows += chunk.length;
      }
      all += rows;
      done.push(`Imported ${name} (${shown(rows)} documents)`);
    }
    for (const { component, files } of contents.storage) {
      const own = contents.files.filter((file) => file.component === component);
      for (const [i, file] of own.entries()) {
        progress(`Importing "_storage" (${shown(i)}/${shown(own.length)} files)`);
        const described = files.get(file.id) ?? {
          id: file.id,
          creationTime: null,
          size: null,
          sha256: null,
          contentType: null,
          uuid: null,
        };
        await target.insertFile(component, described, file.bytes());
      }
      done.push(`Imported "_storage" (${shown(own.length)} files)`);
    }
    progress("Finishing");
    return all;
  }

  return {
    start(upload) {
      const id = randomBytes(12).toString("hex");
      const job: Import = { id, ...upload, counted: [], state: { state: "uploaded" } };
      forgetOldest(imports);
      imports.set(id, job);
      enqueue(job, () => describe(job));
      return id;
    },
    perform(id) {
      const job = imports.get(id);
      if (job?.state.state !== "waiting_for_confirmation") return false;
      job.state = { state: "in_progress", progress_message: "Importing", checkpoint_messages: [] };
      enqueue(job, () => run(job));
      return true;
    },
    state(importId) {
      const state: State = imports.get(importId)?.state ?? {
        state: "failed",
        error_message:
          "The host no longer knows this import; it was restarted meanwhile. Nothing was imported. Start again.",
      };
      return JSON.stringify({ state: encoded(state) });
    },
    list: () => JSON.stringify([...imports.values()].map(({ state }) => ({ state: encoded(state) }))),
    async close() {
      isClosed = true;
      await running;
    },
  };
}

function encoded(state: State): object {
  if (state.state !== "completed") return state;
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(state.num_rows_written);
  return { ...state, num_rows_written: { $integer: bytes.toString("base64") } };
}

/** Those that ran, or that nobody confirmed. */
function forgetOldest(imports: Map<string, Import>): void {
  for (const [id, { file, state }] of [...imports].slice(0, Math.max(0, imports.size - MAX_KEPT))) {
    if (state.state === "in_progress" || state.state === "uploaded") continue;
    imports.delete(id);
    rmSync(path.dirname(file), { recursive: true, force: true });
  }
}

/** Rows of every table, and the number that their ids carry. Reads the whole file once. */
async function countAll(contents: Contents): Promise<Counted[]> {
  const listed = new Map(contents.numbers.map((item) => [`${item.component}:${item.table}`, item.number]));
  const counted: Counted[] = [];
  for (const table of contents.tables) {
    let rows = 0;
    let number: number | null = null;
    for await (const row of table.rows()) {
      if (rows++ === 0) number = numberIn(row);
      if (rows % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const { component, table: name } = table;
    counted.push({ component, table: name, rows, number: listed.get(`${component}:${name}`) ?? number });
  }
  return counted;
}

function numberIn(row: JsonObject): number | null {
  return typeof row["_id"] === "string" ? (decodeId(row["_id"])?.table ?? null) : null;
}

/** Every table that takes part: with rows, only listed, and the tables of stored files. */
function wantedTables(counted: readonly Counted[], contents: Contents) {
  const named = new Set(counted.map(({ component, table }) => `${component}:${table}`));
  return [
    ...counted.map(({ component, table, number }) => ({ component, table, number })),
    ...contents.numbers.filter(({ component, table }) => !named.has(`${component}:${table}`)),
    ...contents.storage.map(({ component }) => {
      const first = contents.files.find((file) => file.component === component);
      return { component, table: "_storage", number: first ? (decodeId(first.id)?.table ?? null) : null };
    }),
  ];
}

/** An empty cell of a CSV means that an optional field is absent. */
async function* adapted(
  engine: ImportTarget,
  format: ImportFormat,
  table: TableRows,
): AsyncGenerator<JsonObject> {
  const optional = format === "csv" ? optionalFields(engine, table) : new Set<string>();
  for await (const row of table.rows()) {
    for (const field of optional) if (row[field] === "") delete row[field];
    yield row;
  }
}

function optionalFields(engine: ImportTarget, { component, table }: TableRows): ReadonlySet<string> {
  const schema = engine.analysis().components.find(({ path: own }) => own === component)?.schema ?? null;
  if (schema === null) return new Set();
  const { tables } = JSON.parse(schema) as {
    tables: {
      tableName: string;
      documentType: { type: string; value: Record<string, { optional: boolean }> } | null;
    }[];
  };
  const type = tables.find(({ tableName }) => tableName === table)?.documentType;
  if (type?.type !== "object") return new Set();
  return new Set(Object.entries(type.value).flatMap(([field, { optional }]) => (optional ? field : [])));
}

async function* chunks(rows: AsyncIterable<JsonObject>): AsyncGenerator<JsonObject[]> {
  let chunk: JsonObject[] = [];
  let characters = 0;
  for await (const row of rows) {
    chunk.push(row);
    characters += JSON.stringify(row).length;
    if (chunk.length < MAX_ROWS && characters < MAX_CHARACTERS) continue;
    yield chunk;
    chunk = [];
    characters = 0;
  }
  if (chunk.length > 0) yield chunk;
}

function shown(count: number): string {
  return count.toLocaleString("en-US");
}
