/** One step of an organization's archive: tables as JSON lines, then the documents' files, then manifest and directory. */
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import type { StepArgs } from "../jobs/run";
import type { Id } from "../_generated/dataModel";
import { archivedNames, archivedTables, leftOut } from "./archiveTables";
import type { StepFacts, Written, WrittenPart } from "./store";
import { largestPart, partBytes } from "./words";
import { centralDirectory, joined, utf8, wholeEntry, type ZipEntry } from "./zip";

/** What the manifest tells of an entry, and what the directory needs. */
export interface ArchivedFile extends ZipEntry {
  sha256: string;
  rows?: number;
}

type Place =
  | { stage: "tables"; table: number; cursor: string | null; file: number }
  | { stage: "files"; cursor: string | null; skip: number };

interface State {
  place: Place | { stage: "end" };
  /** Bytes written so far: where the next entry begins. */
  at: number;
  startedAt: string;
  rows: Record<string, number>;
  missing: string[];
}

/** A step goes on to the next file until so long has passed (ms); the watchdog takes a minute without progress for a crash. */
const stepMs = 15_000;

export async function writeArchive(
  ctx: ActionCtx,
  args: StepArgs & { orgId: Id<"organizations"> },
  facts: StepFacts,
): Promise<Written> {
  const began = Date.now();
  const state: State =
    facts.cursor === null
      ? {
          place: { stage: "tables", table: 0, cursor: null, file: 1 },
          at: 0,
          startedAt: new Date(began).toISOString(),
          rows: {},
          missing: [],
        }
      : (JSON.parse(facts.cursor) as State);
  const place = { orgId: args.orgId, jobId: args.jobId };
  const pieces: Uint8Array[] = [];
  const entries: ArchivedFile[] = [];
  let size = 0;
  let rows = 0;
  const add = async (name: string, content: Uint8Array, options: { pack: boolean; rows?: number }) => {
    const { bytes, entry } = await archivedEntry(name, content, state.at, options);
    pieces.push(bytes);
    entries.push(entry);
    size += bytes.length;
    state.at += bytes.length;
  };
  while (state.place.stage !== "end" && size < partBytes && Date.now() - began < stepMs) {
    if (state.place.stage === "tables") {
      const { table, file } = state.place;
      const name = archivedNames[table]!;
      let { cursor } = state.place;
      const lines: string[] = [];
      let length = 0;
      let isLast = false;
      while (!isLast && length < partBytes) {
        const page = await ctx.runQuery(internal.exports.archiveRows, { ...place, table: name, cursor });
        if (page === null) return { kind: "refused" };
        for (const line of page.lines) {
          lines.push(line);
          length += line.length;
        }
        cursor = page.next;
        isLast = page.next === null;
      }
      state.rows[name] = (state.rows[name] ?? 0) + lines.length;
      rows += lines.length;
      if (lines.length > 0) {
        const fileName = file === 1 && isLast ? name : `${name}-${String(file).padStart(4, "0")}`;
        const content = utf8(`${lines.join("\n")}\n`);
        await add(`tables/${fileName}.jsonl`, content, { pack: true, rows: lines.length });
      }
      if (!isLast) state.place = { stage: "tables", table, cursor, file: file + 1 };
      else if (table + 1 < archivedNames.length) {
        state.place = { stage: "tables", table: table + 1, cursor: null, file: 1 };
      } else state.place = { stage: "files", cursor: null, skip: 0 };
      continue;
    }
    const { cursor, skip } = state.place;
    const page = await ctx.runQuery(internal.exports.archiveDocuments, { ...place, cursor });
    if (page === null) return { kind: "refused" };
    let next = skip;
    while (next < page.files.length && size < partBytes) {
      const { storageId, name } = page.files[next]!;
      const blob = await ctx.storage.get(storageId);
      // Documents are mostly packed already.
      if (blob === null) state.missing.push(name);
      else await add(name, new Uint8Array(await blob.arrayBuffer()), { pack: false });
      next++;
    }
    if (next < page.files.length) state.place = { stage: "files", cursor, skip: next };
    else if (page.next !== null) state.place = { stage: "files", cursor: page.next, skip: 0 };
    else state.place = { stage: "end" };
  }
  const isEnd = state.place.stage === "end" && size < partBytes;
  if (isEnd) {
    const all: ArchivedFile[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page: { entries: string[]; next: number | null } | null = await ctx.runQuery(
        internal.exports.archiveWritten,
        { ...place, after },
      );
      if (page === null) return { kind: "refused" };
      all.push(...page.entries.flatMap((text) => JSON.parse(text) as ArchivedFile[]));
      after = page.next;
    }
    all.push(...entries);
    await add("manifest.json", utf8(manifest(facts, state, all)), { pack: true });
    pieces.push(centralDirectory([...all, entries.at(-1)!], state.at));
  }
  return {
    kind: "written",
    parts: await storedParts(ctx, joined(pieces), entries),
    rows,
    skipped: 0,
    cursor: JSON.stringify(state),
    finished: isEnd,
  };
}

/** A whole entry with its checksum, to be written at byte `at`. */
export async function archivedEntry(
  name: string,
  content: Uint8Array,
  at: number,
  options: { pack: boolean; rows?: number },
): Promise<{ bytes: Uint8Array<ArrayBuffer>; entry: ArchivedFile }> {
  const { bytes, entry } = wholeEntry(name, content, at, options);
  const sha256 = await digest(content);
  return {
    bytes,
    entry: { ...entry, sha256, ...(options.rows === undefined ? {} : { rows: options.rows }) },
  };
}

/** What a step has written, cut into pieces that can be fetched; the first names the entries. */
export async function storedParts(
  ctx: ActionCtx,
  bytes: Uint8Array<ArrayBuffer>,
  entries: readonly ArchivedFile[],
): Promise<WrittenPart[]> {
  const parts: WrittenPart[] = [];
  for (let from = 0; from < bytes.length; from += largestPart) {
    const piece = bytes.subarray(from, from + largestPart);
    const storageId = await ctx.storage.store(new Blob([piece]));
    const isFirst = parts.length === 0;
    parts.push({ storageId, bytes: piece.length, ...(isFirst ? { entries: JSON.stringify(entries) } : {}) });
  }
  return parts;
}

async function digest(content: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content as Uint8Array<ArrayBuffer>));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function manifest(facts: StepFacts, state: State, files: readonly ArchivedFile[]): string {
  const secrets = Object.entries(archivedTables).flatMap(([table, { without = [] }]) =>
    without.map((field: string) => `${table}.${field}`),
  );
  const told = {
    about:
      "Everything an organization keeps in Orbit. Each file under tables/ holds rows as JSON, one a line; documents/ holds the stored files by document and version. Instants are epoch milliseconds in UTC, money is in minor units of its currency.",
    format: "orbit-organization",
    version: 1,
    organization: facts.organization,
    startedAt: state.startedAt,
    finishedAt: new Date().toISOString(),
    tables: Object.fromEntries(archivedNames.map((table) => [table, state.rows[table] ?? 0])),
    files: files.map(({ name, size, sha256, rows }) => ({
      name,
      bytes: size,
      sha256,
      ...(rows === undefined ? {} : { rows }),
    })),
    leftOut: { tables: leftOut, fields: secrets, missingFiles: state.missing },
  };
  return `${JSON.stringify(told, null, 2)}\n`;
}
