/** One step of a customer export: pages of customers become a stored part of the file. */
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import type { StepArgs } from "../jobs/run";
import { writeArchive } from "./archive";
import type { Cell, Row } from "./cells";
import { csvHead, csvRows } from "./csv";
import { jsonEnd, jsonHead, jsonRows, propertyNames } from "./json";
import type { ExportPage } from "./page";
import { writePerson } from "./person";
import type { StepFacts, Written } from "./store";
import { vcards } from "./vcard";
import { mediaTypes, partBytes } from "./words";
import { emptyWorkbook, workbookEnd, workbookRows, type WorkbookState } from "./workbook";
import { joined, utf8 } from "./zip";

type CustomerContent = Extract<StepFacts["content"], { kind: "customers" }>;

interface State {
  /** Where the list goes on. */
  list: string | null;
  rows: number;
  book: WorkbookState;
}

/** Rows of one step, and how long it may take (ms): progress is seen, and a cancel is heard, between steps. */
const stepRows = 4000;
const stepMs = 8000;
/** Names asked for at once (page.ts `mostNames`). */
const namesAtOnce = 100;

export async function produceStep(
  ctx: ActionCtx,
  args: StepArgs & { orgId: Id<"organizations"> },
): Promise<void> {
  const { orgId, jobId, step } = args;
  const facts: StepFacts | null = await ctx.runQuery(internal.exports.facts, { orgId, jobId, step });
  // A cancelled export still comes to its end, where what it has written is cleared away.
  const written = facts === null ? ({ kind: "stale" } as const) : await writeStep(ctx, args, facts);
  await ctx.runMutation(internal.exports.keep, { ...args, written });
}

async function writeStep(
  ctx: ActionCtx,
  args: StepArgs & { orgId: Id<"organizations"> },
  facts: StepFacts,
): Promise<Written> {
  const { content } = facts;
  switch (content.kind) {
    case "organization":
      return await writeArchive(ctx, args, facts);
    case "person":
      return await writePerson(ctx, args, facts, content.language);
    case "customers":
      return await writeCustomers(ctx, args, facts, content);
  }
}

async function writeCustomers(
  ctx: ActionCtx,
  { orgId, jobId }: { orgId: Id<"organizations">; jobId: Id<"jobs"> },
  facts: StepFacts,
  content: CustomerContent,
): Promise<Written> {
  const began = Date.now();
  const state: State =
    facts.cursor === null
      ? { list: null, rows: 0, book: emptyWorkbook }
      : (JSON.parse(facts.cursor) as State);
  const isFirst = facts.cursor === null;
  const writer = writerOf(content, facts, state);
  const names = new Map<string, string>();
  const pieces: Uint8Array[] = isFirst ? [writer.head()] : [];
  let size = 0;
  let rows = 0;
  let skipped = 0;
  let isLast = false;
  while (!isLast && rows < stepRows && size < partBytes && Date.now() - began < stepMs) {
    const page: ExportPage | null = await ctx.runQuery(internal.exports.rows, {
      orgId,
      jobId,
      cursor: state.list,
    });
    if (page === null) return { kind: "refused" };
    await learnNames(page.rows, names, (ids) => ctx.runQuery(internal.exports.names, { orgId, jobId, ids }));
    const bytes = writer.rows(page.rows.map((row) => row.map((cell) => named(cell, names))));
    pieces.push(bytes);
    size += bytes.length;
    rows += page.rows.length;
    state.rows += page.rows.length;
    skipped += page.skipped;
    state.list = page.next;
    isLast = page.next === null;
  }
  if (isLast) pieces.push(writer.end());
  const bytes = joined(pieces);
  const storageId = await ctx.storage.store(new Blob([bytes], { type: mediaTypes[content.format] }));
  return {
    kind: "written",
    parts: [{ storageId, bytes: bytes.length }],
    rows,
    skipped,
    cursor: JSON.stringify(state),
    ...(isLast ? { total: state.rows } : {}),
    finished: isLast,
  };
}

/** `state` moves on as rows are written. */
function writerOf({ format, columns, mark }: CustomerContent, facts: StepFacts, state: State) {
  const headings = columns.map((key) => facts.headings[key] ?? key);
  const { timeZone } = facts;
  const nothing = utf8("");
  switch (format) {
    case "csv":
      return {
        head: () => utf8(csvHead(headings, mark)),
        rows: (rows: readonly Row[]) => utf8(csvRows(rows, timeZone)),
        end: () => nothing,
      };
    case "json": {
      const properties = propertyNames(
        columns.map((key) => (key.startsWith("f_") ? (facts.headings[key] ?? key) : key)),
      );
      return {
        head: () => utf8(jsonHead),
        rows: (rows: readonly Row[]) => utf8(jsonRows(rows, properties, state.rows)),
        end: () => utf8(jsonEnd),
      };
    }
    case "vcf":
      return {
        head: () => nothing,
        rows: (rows: readonly Row[]) => utf8(vcards(rows, columns, timeZone)),
        end: () => nothing,
      };
    case "xlsx":
      return {
        head: () => nothing,
        rows: (rows: readonly Row[]) => {
          const { bytes, state: book } = workbookRows(state.book, rows, { headings, timeZone });
          state.book = book;
          return bytes;
        },
        end: () => workbookEnd(state.book),
      };
  }
}

function named(cell: Cell, names: ReadonlyMap<string, string>): Cell {
  if (cell === null || typeof cell !== "object" || cell.kind !== "reference") return cell;
  return names.get(cell.id) || null;
}

/** Asks for the names that this step does not know yet. */
async function learnNames(
  rows: readonly Row[],
  names: Map<string, string>,
  ask: (ids: string[]) => Promise<Record<string, string>>,
): Promise<void> {
  const unknown = new Set<string>();
  for (const cell of rows.flat()) {
    if (cell !== null && typeof cell === "object" && cell.kind === "reference" && !names.has(cell.id)) {
      unknown.add(cell.id);
    }
  }
  const ids = [...unknown];
  for (let from = 0; from < ids.length; from += namesAtOnce) {
    const asked = ids.slice(from, from + namesAtOnce);
    const found = await ask(asked);
    for (const id of asked) names.set(id, found[id] ?? "");
  }
}
