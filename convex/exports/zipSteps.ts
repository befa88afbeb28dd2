/** A zip that is written over many steps: tables page by page, then stored files, then what only the end knows, and the directory. */
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import type { Id } from "../_generated/dataModel";
import type { StepArgs } from "../jobs/run";
import type { Written, WrittenPart } from "./store";
import { largestPart, partBytes } from "./words";
import { centralDirectory, joined, utf8, wholeEntry, type ZipEntry } from "./zip";

/** What is told of an entry, and what the directory needs. */
export interface ArchivedFile extends ZipEntry {
  sha256: string;
  rows?: number;
}

/** Kept between steps as JSON. */
export interface ZipState {
  place:
    | { stage: "tables"; table: number; cursor: string | null; file: number }
    | { stage: "files"; cursor: string | null; skip: number }
    | { stage: "end" };
  /** Bytes written so far: where the next entry begins. */
  at: number;
  /** Stored files that were gone. */
  missing: string[];
}

export const newZip = (): ZipState => ({
  place: { stage: "tables", table: 0, cursor: null, file: 1 },
  at: 0,
  missing: [],
});

/** Reads answer null once the job may no longer go on. */
export interface ZipSource {
  tables: readonly string[];
  /** A page of a table's rows, each as JSON. */
  readTable(table: string, cursor: string | null): Promise<{ rows: string[]; next: string | null } | null>;
  readFiles(
    cursor: string | null,
  ): Promise<{ files: { storageId: Id<"_storage">; name: string }[]; next: string | null } | null>;
  /** One file of a table: `name` without folder and ending, numbered where there are several. */
  tableFile(name: string, rows: readonly string[]): { name: string; text: string };
  wrote(table: string, file: string, rows: number): void;
  /** Files that tell of all others, once those are written. */
  end(written: readonly ArchivedFile[]): Promise<{ name: string; text: string }[] | null>;
}

/** A step goes on to the next file until so long has passed (ms); the watchdog takes a minute without progress for a crash. */
const stepMs = 15_000;

export async function writeZip(
  ctx: ActionCtx,
  args: StepArgs & { orgId: Id<"organizations"> },
  state: ZipState,
  source: ZipSource,
): Promise<Written> {
  const began = Date.now();
  const pieces: Uint8Array[] = [];
  const entries: ArchivedFile[] = [];
  let size = 0;
  let rows = 0;
  const add = async (name: string, content: Uint8Array, options: { pack: boolean; rows?: number }) => {
    const { bytes, entry } = wholeEntry(name, content, state.at, options);
    const { rows: told } = options;
    entries.push({ ...entry, sha256: await digest(content), ...(told === undefined ? {} : { rows: told }) });
    pieces.push(bytes);
    size += bytes.length;
    state.at += bytes.length;
  };
  while (state.place.stage !== "end" && size < partBytes && Date.now() - began < stepMs) {
    if (state.place.stage === "tables") {
      const { table, file } = state.place;
      const name = source.tables[table]!;
      let { cursor } = state.place;
      const texts: string[] = [];
      let length = 0;
      let isLast = false;
      while (!isLast && length < partBytes) {
        const page = await source.readTable(name, cursor);
        if (page === null) return { kind: "refused" };
        for (const text of page.rows) {
          texts.push(text);
          length += text.length;
        }
        cursor = page.next;
        isLast = page.next === null;
      }
      rows += texts.length;
      if (texts.length > 0) {
        const isOnly = file === 1 && isLast;
        const written = source.tableFile(isOnly ? name : `${name}-${String(file).padStart(4, "0")}`, texts);
        await add(written.name, utf8(written.text), { pack: true, rows: texts.length });
        source.wrote(name, written.name, texts.length);
      }
      if (!isLast) state.place = { stage: "tables", table, cursor, file: file + 1 };
      else if (table + 1 < source.tables.length)
        state.place = { stage: "tables", table: table + 1, cursor: null, file: 1 };
      else state.place = { stage: "files", cursor: null, skip: 0 };
      continue;
    }
    const { cursor, skip } = state.place;
    const page = await source.readFiles(cursor);
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
    const before = await writtenBefore(ctx, args);
    const told = before === null ? null : await source.end([...before, ...entries]);
    if (before === null || told === null) return { kind: "refused" };
    for (const { name, text } of told) await add(name, utf8(text), { pack: true });
    pieces.push(centralDirectory([...before, ...entries], state.at));
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

/** The entries of the steps before this one. */
async function writtenBefore(
  ctx: ActionCtx,
  { orgId, jobId }: StepArgs & { orgId: Id<"organizations"> },
): Promise<ArchivedFile[] | null> {
  const all: ArchivedFile[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: { entries: string[]; next: number | null } | null = await ctx.runQuery(
      internal.exports.archiveWritten,
      { orgId, jobId, after },
    );
    if (page === null) return null;
    all.push(...page.entries.flatMap((text) => JSON.parse(text) as ArchivedFile[]));
    after = page.next;
  }
  return all;
}

/** What a step has written, cut into pieces that can be fetched; the first names the entries. */
async function storedParts(
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
