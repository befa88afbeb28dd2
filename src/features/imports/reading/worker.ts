// Off the screen's thread: reads the file, keeps its rows, tries the import out, and hands the rows out in chunks.
import { rowReader, type ReadRow, type RowIssue } from "../../../../convex/imports/normalise";
import { dateOrderOf } from "../../../../convex/imports/values";
import type { CustomerInput } from "../../../../convex/customers/shape";
import { UnreadableFile } from "./decode";
import { parseFile } from "./parse";
import type { FromWorker, KnownCustomer, PlanRequest, SourceRow, ToWorker } from "./messages";
import { tryOut } from "./tryOut";

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

async function plan(request: PlanRequest): Promise<void> {
  const tried = await tryOut(rows, request, askKnown, (share) => post({ kind: "progress", share }));
  chunks = tried.chunks;
  post({ kind: "planned", ...tried.result });
}

function askKnown(keys: string[]): Promise<KnownCustomer[]> {
  const id = asked++;
  post({ kind: "ask", id, keys });
  return new Promise((resolve) => waiting.set(id, resolve));
}
