// What the page and its reading worker say to each other.
import type { CustomerInput } from "../../../../convex/customers/shape";
import type { EntryKind } from "../../../../convex/imports/entryFields";
import type { ReadyEntry } from "../../../../convex/imports/entryRow";
import type { AskEntries } from "../../../../convex/imports/entryTrial";
import type { AskContacts } from "../../../../convex/imports/contactTrial";
import type { MissingChoice } from "../../../../convex/imports/contactPlan";
import type { ReadyContact } from "../../../../convex/imports/contactRow";
import type { Archive, OwnColumn } from "./archive";
import type { MatchBy, RowKind } from "../../../../convex/imports/fields";
import type { RowLead } from "../../../../convex/imports/leadRow";
import type { RowIssue } from "../../../../convex/imports/normalise";
import type { Decision, DuplicateChoice } from "../../../../convex/imports/plan";
import type { ImportRules } from "../../../../convex/imports/rules";
import type { TrialClass, TrialCounts } from "../../../../convex/imports/trialAccount";
import type { Ask } from "../../../../convex/imports/trialAsk";
import type { TrialRow } from "../../../../convex/imports/trialShown";
import type { DateOrder } from "../../../../convex/imports/values";

export interface SourceRow {
  number: number;
  cells: string[];
  decision?: Decision;
}
export interface PlanRequest {
  kind: RowKind;
  mapping: (string | null)[];
  dateOrder: DateOrder;
  duplicates: DuplicateChoice;
  missing: MissingChoice;
  matchBy: MatchBy;
  rules: ImportRules;
  /** Epoch ms, rounded. */
  now: number;
}
export interface Opened {
  headings: string[];
  rows: number;
  /** Of a workbook: its sheets, and which of them this is. */
  sheets: string[];
  sheet: number;
  /** Up to three different values per column. */
  examples: string[][];
  dateOrder: DateOrder;
  /** What the rows are, where the file itself says so. */
  as?: RowKind;
  /** What stays in an organization's archive. */
  left: Archive["left"];
  /** The fields of its own that the archive's organization has among the columns. */
  ownFields: OwnColumn[];
}
export interface SampleRow {
  number: number;
  customer: Partial<CustomerInput> | null;
  /** Of rows of leads. */
  lead?: RowLead;
  /** Of rows of contacts. */
  contact?: ReadyContact;
  /** Of rows of interactions, notes and documents. */
  entry?: ReadyEntry;
  issues: RowIssue[];
}
export interface UnknownChoices {
  /** "custom.<key>" */
  field: string;
  values: { text: string; rows: number }[];
}
export interface DryRun {
  counts: TrialCounts;
  chunks: number;
  /** Leads that would be opened, of rows of leads. */
  leads: number;
  /** Companies that would be created, of rows of contacts. */
  companies: number;
  /** What members and customers named in the file are called, by id. */
  names: Record<string, string>;
  unknownChoices: UnknownChoices[];
}
/** What the worker asks the server by way of the page. */
export type Questions = Ask & AskContacts & Record<EntryKind, AskEntries["entries"]>;
export type Asked<K extends keyof Questions> = Awaited<ReturnType<Questions[K]>>;

/** Every request carries a number; its answer carries it back. */
export type Request =
  | { kind: "open"; file: Blob; sheet: number | null }
  | { kind: "sample"; plan: PlanRequest }
  | { kind: "plan"; plan: PlanRequest }
  | { kind: "page"; of: TrialClass; offset: number; limit: number }
  | { kind: "decide"; number: number; decision: Decision | null; shown: number[] }
  | { kind: "chunk"; index: number }
  | { kind: "part"; path: string };
export interface Answers {
  open: Opened;
  sample: SampleRow[];
  plan: DryRun;
  page: TrialRow[];
  /** The counts now, and the rows that were on show as they stand now. */
  decide: { counts: TrialCounts; leads: number; companies: number; rows: TrialRow[] };
  chunk: SourceRow[];
  /** A file within an archive. */
  part: Blob;
}

export type ToWorker = { id: number; request: Request } | { asked: number; answer: Asked<keyof Questions> };

export type FromWorker =
  | { id: number; progress: number }
  | { id: number; answer: Answers[keyof Answers] }
  | { id: number; failed: string }
  | { ask: number; what: keyof Questions; words: string[] };
