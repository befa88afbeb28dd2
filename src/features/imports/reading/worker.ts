// Off the screen's thread: reads the file, keeps its rows, tries the import out, and hands the rows out in chunks.
import { chunkCharacters, chunkRows, knownLimit } from "../../../../convex/imports/limits";
import { rowReader, type ReadRow, type RowIssue } from "../../../../convex/imports/normalise";
import { Planner, type Outcome } from "../../../../convex/imports/plan";
import { dateOrderOf } from "../../../../convex/imports/values";
import type { CustomerInput } from "../../../../convex/customers/shape";
import { UnreadableFile } from "./decode";
import { parseFile } from "./parse";
import type { FromWorker, KnownCustomer, PlanRequest, Planned, SourceRow, ToWorker } from "./messages";

let rows: string[][] = [];
let chunks: SourceRow[][] = [];
const waiting = new Map<number, (known: KnownCustomer[]) => void>();
let asked = 0;

const post = (message: FromWorker) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "known") {
    waiting.get(data.id)?.(data.known);
    waiting.delete(data.id);
    return;
  }
  void answer(data).catch((error: unknown) =>
    post({ kind: "failed", reason: error instanceof UnreadableFile ? error.reason : String(error) }),
  );
};

async function answer(request: Exclude<ToWorker, { kind: "known" }>): Promise<void> {
  if (request.kind === "open") return await open(request.file);
  if (request.kind === "sample") return sample(request.plan);
  if (request.kind === "plan") return await plan(request.plan);
  post({ kind: "chunk", index: request.index, rows: chunks[request.index]! });
}

async function open(file: Blob): Promise<void> {
  const parsed = await parseFile(file, (share) => post({ kind: "progress", share }));
  rows = parsed.rows;
  const columns = parsed.headings.map((_, column) => rows.slice(0, 2000).map((row) => row[column] ?? ""));
  post({
    kind: "opened",
    headings: parsed.headings,
    rows: rows.length,
    delimiter: parsed.delimiter,
    encoding: parsed.encoding,
    examples: columns.map((cells) => [...new Set(cells.filter((cell) => cell.trim() !== ""))].slice(0, 3)),
    dateOrder: dateOrderOf(columns.flat(), "dmy"),
  });
}

/** The first rows as they would be stored. */
function sample(request: PlanRequest): void {
  const read = rowReader(request.rules, {
    ...request.options,
    mapping: request.mapping,
    dateOrder: request.dateOrder,
  });
  const shown = rows.slice(0, 8).map((cells, index) => ({ number: index + 1, ...shownOf(read(cells)) }));
  post({ kind: "sampled", rows: shown });
}

function shownOf(row: ReadRow): { customer: CustomerInput | null; issues: RowIssue[] } {
  return { customer: row.kind === "ready" ? row.customer : null, issues: row.issues };
}

/** Rows of each outcome shown in the dry run. */
const shownRows = 200;

async function plan(request: PlanRequest): Promise<void> {
  const read = rowReader(request.rules, {
    ...request.options,
    mapping: request.mapping,
    dateOrder: request.dateOrder,
  });
  const ready = rows.map((cells, index) => ({ number: index + 1, cells, row: read(cells) }));
  // Older customers get lower codes (IMX-05); rows without a date keep their place at the end.
  const created = ({ row }: { row: ReadRow }) =>
    row.kind === "ready" && row.createdAt ? row.createdAt : Infinity;
  ready.sort((a, b) => {
    const [first, second] = [created(a), created(b)];
    return first === second ? a.number - b.number : first - second;
  });
  const planner = new Planner<KnownCustomer | number>(request.duplicates, new Map());
  const counts: Record<Outcome, number> = { created: 0, updated: 0, duplicate: 0, skipped: 0, rejected: 0 };
  const shown: Planned[] = [];
  let incomplete = 0;
  const step = 500;
  for (let from = 0; from < ready.length; from += step) {
    const part = ready.slice(from, from + step);
    planner.learn(await knownAmong(part.flatMap(({ row }) => (row.kind === "ready" ? row.keys : []))));
    for (const { number, cells, row } of part) {
      const planned = planner.plan(row, number);
      const { outcome } = planned;
      counts[outcome] += 1;
      const isIncomplete = outcome === "created" && row.issues.length > 0;
      if (isIncomplete) incomplete += 1;
      const place = outcome === "created" ? incomplete : counts[outcome];
      if ((outcome !== "created" || isIncomplete) && place <= shownRows) {
        const known = "known" in planned ? planned.known : undefined;
        shown.push({
          number,
          outcome,
          name: row.kind === "ready" ? row.customer.name : (cells[request.mapping.indexOf("name")] ?? ""),
          issues: row.issues,
          ...(known === undefined
            ? {}
            : typeof known === "number"
              ? { sameAsRow: known }
              : { sameAs: known }),
        });
      }
    }
    post({ kind: "progress", share: Math.min(1, (from + step) / ready.length) });
  }
  chunks = chunked(ready);
  post({ kind: "planned", counts, incomplete, shown, chunks: chunks.length });
}

/** Asks the server, through the page, which of the keys it knows. */
async function knownAmong(keys: readonly string[]): Promise<Map<string, KnownCustomer>> {
  const unique = [...new Set(keys)];
  const parts: string[][] = [];
  for (let from = 0; from < unique.length; from += knownLimit)
    parts.push(unique.slice(from, from + knownLimit));
  const answers = await Promise.all(parts.map(askKnown));
  return new Map(answers.flat().map((known) => [known.key, known]));
}

function askKnown(keys: string[]): Promise<KnownCustomer[]> {
  const id = asked++;
  post({ kind: "ask", id, keys });
  return new Promise((resolve) => waiting.set(id, resolve));
}

function chunked(ordered: readonly SourceRow[]): SourceRow[][] {
  const all: SourceRow[][] = [];
  let characters = Infinity;
  for (const { number, cells } of ordered) {
    const size = cells.reduce((sum, cell) => sum + cell.length + 4, 16);
    if ((all.at(-1)?.length ?? chunkRows) >= chunkRows || characters + size > chunkCharacters) {
      all.push([]);
      characters = 0;
    }
    all.at(-1)!.push({ number, cells });
    characters += size;
  }
  return all;
}
