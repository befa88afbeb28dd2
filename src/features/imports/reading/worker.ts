// Off the screen's thread: reads the file, keeps its rows, tries the import out, and hands the rows out in chunks.
import { rowReader } from "../../../../convex/imports/normalise";
import { Trial, type Rows } from "../../../../convex/imports/trial";
import type { Ask } from "../../../../convex/imports/trialAsk";
import { dateOrderOf } from "../../../../convex/imports/values";
import { UnreadableFile } from "./decode";
import { cutInto } from "./chunks";
import { openFile } from "./openFile";
import type {
  Answers,
  Asked,
  DryRun,
  FromWorker,
  Opened,
  PlanRequest,
  Request,
  SampleRow,
  ToWorker,
} from "./messages";

let rows: Rows = [];
let trial: Trial | null = null;
/** Where the chunks begin and end; what is decided of a row moves none of them. */
let starts: number[] = [];
const waiting = new Map<number, (answer: never) => void>();
let asked = 0;

const post = (message: FromWorker) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ("asked" in data) {
    waiting.get(data.asked)?.(data.answer as never);
    waiting.delete(data.asked);
    return;
  }
  const { id, request } = data;
  answer(request, (progress) => post({ id, progress })).then(
    (given) => post({ id, answer: given }),
    (error: unknown) => post({ id, failed: error instanceof UnreadableFile ? error.reason : String(error) }),
  );
};

async function answer(
  request: Request,
  onProgress: (share: number) => void,
): Promise<Answers[keyof Answers]> {
  switch (request.kind) {
    case "open":
      return await open(request.file, request.sheet, onProgress);
    case "sample":
      return sample(request.plan);
    case "plan":
      return await plan(request.plan, onProgress);
    case "page":
      return tried().page(request.of, request.offset, request.limit);
    case "decide": {
      tried().decide(request.number, request.decision);
      return { counts: tried().counts(), leads: tried().leads(), rows: tried().rowsOf(request.shown) };
    }
    case "chunk":
      return [...tried().ordered(starts[request.index], starts[request.index + 1])];
  }
}

function tried(): Trial {
  if (trial === null) throw new Error("Nothing has been tried out yet");
  return trial;
}

async function open(file: Blob, sheet: number | null, onProgress: (share: number) => void): Promise<Opened> {
  const opened = await openFile(file, sheet, onProgress);
  rows = opened.rows;
  trial = null;
  const first = firstRows(2000);
  const columns = opened.headings.map((_, column) => first.map((row) => row[column] ?? ""));
  return {
    headings: opened.headings,
    rows: rows.length,
    sheets: opened.sheets,
    sheet: opened.sheet,
    examples: columns.map((cells) => [...new Set(cells.filter((cell) => cell.trim() !== ""))].slice(0, 3)),
    dateOrder: dateOrderOf(columns.flat(), "dmy"),
  };
}

const firstRows = (most: number) =>
  Array.from({ length: Math.min(most, rows.length) }, (_, index) => rows.at(index)!);

/** The first rows as they would be stored. */
function sample({ kind, mapping, dateOrder, matchBy, rules }: PlanRequest): SampleRow[] {
  const { timeZone, currency, fields } = rules;
  const read = rowReader(rules.rules, { kind, mapping, dateOrder, matchBy, timeZone, currency, fields });
  return firstRows(8).map((cells, index) => {
    const row = read(cells);
    const lead = "lead" in row ? row.lead : undefined;
    return {
      number: index + 1,
      customer: "values" in row ? row.values : null,
      ...(lead === undefined ? {} : { lead }),
      issues: row.kind === "part" ? [...row.lacking.issues, ...row.issues] : row.issues,
    };
  });
}

async function plan(
  { kind, mapping, dateOrder, duplicates, matchBy, rules: answered }: PlanRequest,
  onProgress: (share: number) => void,
): Promise<DryRun> {
  const { rules, policy, language, timeZone, currency, fields } = answered;
  const options = { kind, mapping, dateOrder, timeZone, currency, fields };
  // The one before makes room for the next.
  trial = null;
  trial = await Trial.of(rows, { rules, policy, language, duplicates, matchBy, options }, ask, onProgress);
  starts = cutInto(trial.ordered());
  return {
    counts: trial.counts(),
    chunks: starts.length - 1,
    leads: trial.leads(),
    names: trial.names(),
    unknownChoices: trial.unknownChoices(),
  };
}

function question<K extends keyof Ask>(what: K): (words: string[]) => Promise<Asked<K>> {
  return (words) => {
    const id = asked++;
    post({ ask: id, what, words });
    return new Promise((resolve) => waiting.set(id, resolve));
  };
}
const ask: Ask = { known: question("known"), members: question("members") };
