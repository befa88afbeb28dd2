// Off the screen's thread: reads the file, keeps its rows, tries the import out, and hands the rows out in chunks.
import { contactReader } from "../../../../convex/imports/contactRow";
import { ContactTrial } from "../../../../convex/imports/contactTrial";
import { isEntryKind } from "../../../../convex/imports/entryFields";
import { entryReader, type EntryOptions } from "../../../../convex/imports/entryRow";
import { EntryTrial } from "../../../../convex/imports/entryTrial";
import { rowReader } from "../../../../convex/imports/normalise";
import { Trial } from "../../../../convex/imports/trial";
import type { Rows } from "../../../../convex/imports/trialAccount";
import { dateOrderOf } from "../../../../convex/imports/values";
import { UnreadableFile } from "./decode";
import { cutInto } from "./chunks";
import { openFile, type OpenedFile } from "./openFile";
import type {
  Answers,
  Asked,
  DryRun,
  FromWorker,
  Opened,
  PlanRequest,
  Questions,
  Request,
  SampleRow,
  ToWorker,
} from "./messages";

let rows: Rows = [];
let part: OpenedFile["part"];
let trial: Trial | ContactTrial | EntryTrial | null = null;
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
      const one = tried();
      // What is there already is not decided about row by row.
      if (one instanceof EntryTrial) throw new Error("Nothing to decide");
      one.decide(request.number, request.decision);
      return { counts: one.counts(), ...besides(one), rows: one.rowsOf(request.shown) };
    }
    case "chunk":
      return [...tried().ordered(starts[request.index], starts[request.index + 1])];
    case "part":
      return new Blob([await part!(request.path)]);
  }
}

/** What rows of leads and of contacts make beside themselves. */
const besides = (one: Trial | ContactTrial | EntryTrial) => ({
  leads: one instanceof Trial ? one.leads() : 0,
  companies: one instanceof ContactTrial ? one.companies() : 0,
});

function tried(): Trial | ContactTrial | EntryTrial {
  if (trial === null) throw new Error("Nothing has been tried out yet");
  return trial;
}

async function open(file: Blob, sheet: number | null, onProgress: (share: number) => void): Promise<Opened> {
  const opened = await openFile(file, sheet, onProgress);
  rows = opened.rows;
  part = opened.part;
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
    ...(opened.as === undefined ? {} : { as: opened.as }),
    left: opened.left ?? [],
    ownFields: opened.ownFields ?? [],
  };
}

const firstRows = (most: number) =>
  Array.from({ length: Math.min(most, rows.length) }, (_, index) => rows.at(index)!);

/** The first rows as they would be stored. */
function sample({ kind, mapping, dateOrder, matchBy, rules, now }: PlanRequest): SampleRow[] {
  const { timeZone, currency, fields, tiers, documentLimit } = rules;
  if (isEntryKind(kind)) return sampleOfEntries({ kind, mapping, dateOrder, timeZone, documentLimit }, now);
  if (kind === "contacts") return sampleOfContacts(mapping, rules.rules.country);
  const options = { kind, mapping, dateOrder, matchBy, timeZone, currency, fields, tiers };
  const read = rowReader(rules.rules, options);
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

function sampleOfContacts(mapping: PlanRequest["mapping"], country: string): SampleRow[] {
  const read = contactReader(mapping, country);
  return firstRows(8).map((cells, index) => {
    const row = read(cells);
    return {
      number: index + 1,
      customer: null,
      ...(row.kind === "ready" ? { contact: row } : {}),
      issues: row.issues,
    };
  });
}

function sampleOfEntries(options: EntryOptions, now: number): SampleRow[] {
  const read = entryReader(options, now);
  return firstRows(8).map((cells, index) => {
    const row = read(cells);
    return {
      number: index + 1,
      customer: null,
      ...(row.kind === "ready" ? { entry: row } : {}),
      issues: row.issues,
    };
  });
}

async function plan(
  { kind, mapping, dateOrder, duplicates, missing, matchBy, rules: answered, now }: PlanRequest,
  onProgress: (share: number) => void,
): Promise<DryRun> {
  const { rules, policy, language, timeZone, currency, fields, tiers, documentLimit } = answered;
  const options = { kind, mapping, dateOrder, timeZone, currency, fields, tiers };
  // The one before makes room for the next.
  trial = null;
  if (isEntryKind(kind)) {
    const asking = { ...ask, entries: ask[kind] };
    const told = { kind, mapping, dateOrder, timeZone, documentLimit, now };
    trial = await EntryTrial.of(rows, told, asking, onProgress);
  } else if (kind === "contacts")
    trial = await ContactTrial.of(rows, { rules, policy, duplicates, missing, mapping }, ask, onProgress);
  else
    trial = await Trial.of(rows, { rules, policy, language, duplicates, matchBy, options }, ask, onProgress);
  starts = cutInto(trial.ordered());
  return {
    counts: trial.counts(),
    chunks: starts.length - 1,
    ...besides(trial),
    names: trial instanceof Trial ? trial.names() : {},
    unknownChoices: trial instanceof Trial ? trial.unknownChoices() : [],
  };
}

function question<K extends keyof Questions>(what: K): (words: string[]) => Promise<Asked<K>> {
  return (words) => {
    const id = asked++;
    post({ ask: id, what, words });
    return new Promise((resolve) => waiting.set(id, resolve));
  };
}
const ask: Questions = {
  known: question("known"),
  members: question("members"),
  companies: question("companies"),
  contacts: question("contacts"),
  interactions: question("interactions"),
  notes: question("notes"),
  documents: question("documents"),
};
