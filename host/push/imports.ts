/**
 * `npx convex import`: an upload in parts, a summary for the caller to confirm, then the import itself.
 * Everything about it is kept in memory and in a scratch folder: when the host ends meanwhile, nothing
 * has changed and the caller is told to start again.
 */
import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { DataImport, Engine, ImportMode } from "../contract";
import { HttpError } from "../http/errors";
import { decodeId } from "../values/ids";
import type { JsonObject } from "../values/json";
import { readContents, type Contents, type ImportFormat, type TableRows } from "./archive/contents";
import { summary, tableChanges, type Counted } from "./importSummary";

type State =
  | { state: "uploaded" }
  | { state: "waiting_for_confirmation"; message_to_confirm: string; require_manual_confirmation: boolean }
  | { state: "in_progress"; progress_message: string; checkpoint_messages: string[] }
  | { state: "completed"; num_rows_written: bigint }
  | { state: "failed"; error_message: string };

interface Import {
  readonly id: string;
  readonly file: string;
  readonly format: ImportFormat;
  readonly mode: ImportMode;
  readonly component: string;
  readonly table: string | null;
  counted: readonly Counted[];
  state: State;
}

interface Upload {
  readonly folder: string;
  /** Files of the parts, by the token that the caller got for each. */
  readonly parts: Map<string, string>;
}

export interface Imports {
  /** Throws HttpError 400 on parts of an unknown upload and on bodies that describe no import. */
  startUpload(): object;
  uploadPart(request: IncomingMessage, url: URL): Promise<string>;
  finishUpload(body: Readonly<Record<string, unknown>>): Promise<object>;
  perform(body: Readonly<Record<string, unknown>>): void;
  /** Convex JSON for the CLI. An unknown import is a failed one: the CLI could not end otherwise. */
  state(importId: string): string;
  list(): string;
  /** Resolves when nothing is written any more. */
  close(): Promise<void>;
}

const FOLDER = "import-";
const FORMATS: readonly string[] = ["csv", "jsonLines", "jsonArray", "zip"];
const MODES: readonly string[] = ["requireEmpty", "append", "replace", "replaceAll"];
/** Imports and uploads that are remembered; the oldest are forgotten. */
const MAX_KEPT = 20;
const MAX_ROWS = 500;
const MAX_CHARACTERS = 1_000_000;

export function createImports(engine: Engine, dataDirectory: string): Imports {
  const uploads = new Map<string, Upload>();
  const imports = new Map<string, Import>();
  let isClosed = false;
  let running: Promise<void> = Promise.resolve();

  // Left by a process that was killed.
  for (const name of readdirSync(dataDirectory)) {
    if (/^(import|export)-\w+$/.test(name))
      rmSync(path.join(dataDirectory, name), { recursive: true, force: true });
  }

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
    startUpload() {
      forgetOldest(uploads, ({ folder }) => rmSync(folder, { recursive: true, force: true }));
      const token = randomBytes(12).toString("hex");
      uploads.set(token, { folder: mkdtempSync(path.join(dataDirectory, FOLDER)), parts: new Map() });
      return { uploadToken: token };
    },
    async uploadPart(request, url) {
      const upload = uploads.get(url.searchParams.get("uploadToken") ?? "");
      const number = Number(url.searchParams.get("partNumber"));
      if (upload === undefined || !Number.isInteger(number) || number < 1 || number > 10_000) {
        throw new HttpError(
          400,
          "UnknownUpload",
          "This upload is not known to the host. Start the import again.",
        );
      }
      const file = path.join(upload.folder, `part-${number}-${randomBytes(4).toString("hex")}`);
      await pipeline(request, createWriteStream(file, { flags: "wx", mode: 0o600 }));
      const token = randomBytes(12).toString("hex");
      upload.parts.set(token, file);
      return token;
    },
    async finishUpload(body) {
      const { uploadToken, partTokens } = body;
      const upload = uploads.get(String(uploadToken));
      if (upload === undefined || !Array.isArray(partTokens)) {
        throw new HttpError(
          400,
          "UnknownUpload",
          "This upload is not known to the host. Start the import again.",
        );
      }
      const parts = partTokens.map((token) => upload.parts.get(String(token)));
      const wanted = wantedImport(body["import"]);
      uploads.delete(String(uploadToken));
      const file = path.join(upload.folder, "file");
      const out = createWriteStream(file, { flags: "wx", mode: 0o600 });
      for (const part of parts) {
        if (part === undefined) {
          throw new HttpError(400, "UnknownPart", "A part of the upload is missing. Start the import again.");
        }
        await pipeline(createReadStream(part), out, { end: false });
        rmSync(part);
      }
      await new Promise((resolve) => out.end(resolve));
      const id = randomBytes(12).toString("hex");
      const job: Import = { id, file, ...wanted, counted: [], state: { state: "uploaded" } };
      forgetOldest(imports, ({ file: old, state }) => {
        if (state.state === "waiting_for_confirmation")
          rmSync(path.dirname(old), { recursive: true, force: true });
      });
      imports.set(id, job);
      enqueue(job, () => describe(job));
      return { importId: id };
    },
    perform(body) {
      const job = imports.get(String(body["importId"]));
      if (job?.state.state !== "waiting_for_confirmation") {
        throw new HttpError(400, "InvalidImport", "This import does not wait for a confirmation.");
      }
      job.state = { state: "in_progress", progress_message: "Importing", checkpoint_messages: [] };
      enqueue(job, () => run(job));
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

function forgetOldest<T>(map: Map<string, T>, drop: (value: T) => void): void {
  for (const [key, value] of [...map].slice(0, Math.max(0, map.size - MAX_KEPT))) {
    map.delete(key);
    drop(value);
  }
}

function wantedImport(body: unknown): Pick<Import, "format" | "mode" | "component" | "table"> {
  const {
    tableName = null,
    componentPath = "",
    mode = "requireEmpty",
    format,
  } = (body ?? {}) as Record<string, unknown>;
  if (!FORMATS.includes(String(format)) || !MODES.includes(String(mode))) {
    throw new HttpError(
      400,
      "InvalidImport",
      "The import names a format or mode that this host does not know.",
    );
  }
  return {
    format: format as ImportFormat,
    mode: mode as ImportMode,
    component: String(componentPath ?? ""),
    table: tableName === null ? null : String(tableName),
  };
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
async function* adapted(engine: Engine, format: ImportFormat, table: TableRows): AsyncGenerator<JsonObject> {
  const optional = format === "csv" ? optionalFields(engine, table) : new Set<string>();
  for await (const row of table.rows()) {
    for (const field of optional) if (row[field] === "") delete row[field];
    yield row;
  }
}

function optionalFields(engine: Engine, { component, table }: TableRows): ReadonlySet<string> {
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
