/** One row of interactions, notes or documents becomes a checked entry and whose it is, or a reason why not (INT-01, NOT-01, DOC-01). Pure. */
import { newDocumentShape } from "../documents/shape";
import { refusalReasons, type DocumentType, type Refusal } from "../documents/types";
import { interactionShape } from "../interactions/shape";
import { dateProblem, type InteractionType } from "../interactions/types";
import { noteShape } from "../notes/shape";
import type { NoteType } from "../notes/types";
import { clean, fold } from "../shared/text";
import { issuesOf } from "../shared/validate";
import { customerKeys, namedIn, type NamedCustomer } from "./companies";
import type { EntryKind } from "./entryFields";
import type { ImportField, Mapping, Row } from "./fields";
import { cellsByMeaning, issue, type RowIssue } from "./normalise";
import { readBoolean, readInstant, type DateOrder } from "./values";

/** One version of a document, as its row's cell tells it: a list of these as JSON, oldest first. */
export interface EntryFile {
  fileName: string;
  /** Bytes. */
  fileSize: number;
  /** Epoch ms. */
  createdAt: number;
  author?: string;
  /** In the archive that it comes from; the browser reads it there. */
  path?: string;
  /** What the browser found that keeps it from being kept. */
  refusal?: Refusal;
  /** Once the browser has sent it. */
  storageId?: string;
}

export type Entry =
  | {
      kind: "interactions";
      type: InteractionType;
      subject: string;
      description: string;
      outcome?: string;
      duration?: number;
      contactMethod?: string;
      purpose?: string;
      successful: boolean;
    }
  | { kind: "notes"; noteType: NoteType; noteText: string; isInternal: boolean; isPinned: boolean }
  | { kind: "documents"; documentType: DocumentType; documentName: string; files: EntryFile[] };

export interface ReadyEntry {
  kind: "ready";
  entry: Entry;
  /** When it happened or was written; epoch ms. */
  at: number;
  /** Keys of the customer, strongest first. */
  customer: string[];
  named: NamedCustomer;
  /** Its own id where it comes from. */
  id?: string;
  /** Name or e-mail of the member who did it. */
  author?: string;
  /** Name of the contact it was done with. */
  contact?: string;
  issues: RowIssue[];
}
export type ReadEntry = ReadyEntry | { kind: "skipped" | "rejected"; issues: RowIssue[] };

export interface EntryOptions {
  kind: EntryKind;
  mapping: Mapping;
  dateOrder: DateOrder;
  timeZone: string;
  /** Bytes of the largest file that the organization takes. */
  documentLimit: number;
}

/** Characters of a text that tell one entry from another of the same instant. */
const told = 200;

/** What makes two entries of one customer and instant the same. */
export function saidBy(entry: Entry): string {
  if (entry.kind === "interactions")
    return [entry.type, entry.subject, entry.description.slice(0, told)].join("\n");
  return entry.kind === "notes" ? entry.noteText.slice(0, told) : entry.documentName;
}

const hourMs = 3_600_000;

/** `now`, epoch ms: nothing was done after it. Counts to the end of its hour, so that the dry run and the run a moment later agree. */
export function entryReader(
  { kind, mapping, dateOrder, timeZone, documentLimit }: EntryOptions,
  now: number,
): (cells: readonly string[]) => ReadEntry {
  const latest = (Math.floor(now / hourMs) + 1) * hourMs;
  return (cells) => {
    if (cells.every((cell) => clean(cell) === ""))
      return { kind: "skipped", issues: [issue("", "emptyRow", "")] };
    const { row } = cellsByMeaning(cells, mapping);
    const issues: RowIssue[] = [];
    const written = row.get("entryDate");
    const at = written === undefined ? null : readInstant(written, dateOrder, timeZone);
    if (at === null) {
      const rule = written === undefined ? "dateMissing" : "invalidDay";
      return { kind: "rejected", issues: [issue("entryDate", rule, written ?? "")] };
    }
    const entry = makers[kind](row, issues, documentLimit);
    if (entry === null) return { kind: "rejected", issues };
    const isLate =
      entry.kind === "interactions" ? dateProblem(entry.type, at, latest) : problemOf(at, latest);
    if (isLate !== null)
      return { kind: "rejected", issues: [issue("entryDate", late(isLate), written ?? ""), ...issues] };
    const named = namedIn(row);
    const customer = customerKeys(named);
    if (customer.length === 0)
      return { kind: "rejected", issues: [issue("ofName", "customerMissing", ""), ...issues] };
    const id = row.get("entryId");
    const author = row.get(kind === "interactions" ? "owner" : "author");
    const contact = row.get("ofContact");
    return {
      kind: "ready",
      entry,
      at,
      customer,
      named,
      ...(id === undefined ? {} : { id: id.slice(0, 255) }),
      ...(author === undefined ? {} : { author: author.slice(0, 255) }),
      ...(contact === undefined ? {} : { contact }),
      issues,
    };
  };
}

/** Notes and documents were written before now, as interactions that cannot be planned were. */
const problemOf = (at: number, now: number) => dateProblem("note", at, now);
const late = (problem: string) =>
  problem === "tooEarly" || problem === "notADate" ? "invalidDay" : "future";

const makers: Record<EntryKind, (row: Row, issues: RowIssue[], documentLimit: number) => Entry | null> = {
  interactions: interactionOf,
  notes: noteOf,
  documents: documentOf,
};

function interactionOf(row: Row, issues: RowIssue[]): Entry | null {
  const body = row.get("body") ?? row.get("subject");
  const minutes = row.get("duration");
  const draft: Record<string, unknown> = {
    type: wordIn(row) ?? "note",
    subject: row.get("subject") ?? body?.split("\n", 1)[0]!.slice(0, 200),
    description: body,
    outcome: row.get("entryOutcome"),
    contactMethod: row.get("contactMethod"),
    purpose: row.get("purpose"),
    ...(minutes === undefined ? {} : { duration: Number(minutes.replace(",", ".")) }),
    successful: answer("successful", row, issues) ?? true,
  };
  const names = {
    type: "entryType",
    description: "body",
    outcome: "entryOutcome",
  } satisfies Partial<Record<string, ImportField>>;
  const { value } = checked(interactionShape, draft, ["subject", "description"], names, row, issues);
  if (value === null) return null;
  const { type, subject, description, outcome, duration, contactMethod, purpose, successful } = value;
  return {
    kind: "interactions",
    type,
    subject,
    description,
    successful,
    ...(outcome === undefined ? {} : { outcome }),
    ...(duration === undefined ? {} : { duration }),
    ...(contactMethod === undefined ? {} : { contactMethod }),
    ...(purpose === undefined ? {} : { purpose }),
  };
}

function noteOf(row: Row, issues: RowIssue[]): Entry | null {
  const draft: Record<string, unknown> = {
    noteText: row.get("body"),
    isInternal: answer("isInternal", row, issues) ?? true,
    ...(wordIn(row) === undefined ? {} : { noteType: wordIn(row) }),
  };
  const names = { noteText: "body", noteType: "entryType" } as const;
  const { value } = checked(noteShape, draft, ["noteText"], names, row, issues);
  if (value === null) return null;
  const { noteType, noteText, isInternal } = value;
  return {
    kind: "notes",
    noteType,
    noteText,
    isInternal,
    isPinned: answer("isPinned", row, issues) ?? false,
  };
}

function documentOf(row: Row, issues: RowIssue[], limit: number): Entry | null {
  const files = filesIn(row.get("files") ?? "[]");
  const kept = files.filter((file) => isTakeable(file, limit));
  for (const { refusal, fileName, fileSize } of files) {
    if (refusal !== undefined) issues.push(issue("files", `file.${refusal}`, fileName));
    else if (fileSize > limit) issues.push(issue("files", "file.overLimit", fileName));
  }
  if (kept.length === 0) {
    if (files.length === 0) issues.push(issue("files", "file.missing", ""));
    return null;
  }
  const draft: Record<string, unknown> = {
    documentName: row.get("subject") ?? kept.at(-1)!.fileName,
    ...(wordIn(row) === undefined ? {} : { documentType: wordIn(row) }),
  };
  const names = { documentName: "subject", documentType: "entryType" } as const;
  const { value } = checked(newDocumentShape, draft, ["documentName"], names, row, issues);
  return value === null ? null : { kind: "documents", ...value, files: kept };
}

/** Whether a version can be kept where files go up to `limit` bytes; what is not is not sent either. */
export const isTakeable = ({ refusal, fileSize }: EntryFile, limit: number): boolean =>
  refusal === undefined && fileSize <= limit;

/** A kind is a word of ours, in whatever case it is written. */
const wordIn = (row: Row) => row.get("entryType")?.toLowerCase();

interface Shape<Value> {
  safeParse(
    draft: unknown,
  ): { success: true; data: Value } | { success: false; error: Parameters<typeof issuesOf>[0] };
}

/** The draft as the form would keep it; what is refused is left out with a reason, but for what an entry cannot be without. */
function checked<Value>(
  shape: Shape<Value>,
  draft: Record<string, unknown>,
  essential: readonly string[],
  names: Partial<Record<string, ImportField>>,
  row: Row,
  issues: RowIssue[],
): { value: Value | null } {
  // Each turn removes at least one field, so this ends.
  for (;;) {
    const result = shape.safeParse(draft);
    if (result.success) return { value: result.data };
    const broken = new Set<string>();
    for (const { path, rule } of issuesOf(result.error)) {
      const field = names[path] ?? (path as ImportField);
      const isLacking = essential.includes(path) && draft[path] === undefined;
      issues.push(
        issue(
          field,
          isLacking ? "textMissing" : path === "duration" ? "invalidNumber" : rule,
          row.get(field) ?? "",
        ),
      );
      broken.add(path);
    }
    if ([...broken].some((path) => essential.includes(path) || !(path in draft))) return { value: null };
    for (const path of broken) {
      // A word that is not one of ours: it is kept as what such entries are when nobody says.
      if (path === "type") draft["type"] = "note";
      else delete draft[path];
    }
  }
}

function answer(
  field: "successful" | "isInternal" | "isPinned",
  row: Row,
  issues: RowIssue[],
): boolean | undefined {
  const value = row.get(field);
  if (value === undefined) return undefined;
  const read = readBoolean(value);
  if (read === null) issues.push(issue(field, "invalidBoolean", value));
  return read ?? undefined;
}

/** What cannot be read is no file. */
export function filesIn(cell: string): EntryFile[] {
  let told: unknown;
  try {
    told = JSON.parse(cell);
  } catch {
    return [];
  }
  return Array.isArray(told) ? (told as unknown[]).flatMap((one) => fileOf(one) ?? []) : [];
}

function fileOf(told: unknown): EntryFile | null {
  if (typeof told !== "object" || told === null) return null;
  const { fileName, fileSize, createdAt, author, path, refusal, storageId } = told as Record<string, unknown>;
  if (typeof fileName !== "string" || typeof createdAt !== "number" || !Number.isFinite(createdAt))
    return null;
  return {
    fileName,
    fileSize: typeof fileSize === "number" ? fileSize : 0,
    createdAt,
    ...(typeof author === "string" ? { author } : {}),
    ...(typeof path === "string" ? { path } : {}),
    ...(refusalReasons.includes(refusal as Refusal) ? { refusal: refusal as Refusal } : {}),
    ...(typeof storageId === "string" ? { storageId } : {}),
  };
}

/** By which the same entry is known again in a second file. */
export const entryKey = (kind: EntryKind, id: string): string => `${kind}:${id}`;

/** How a contact is asked for by name within its customer. */
export const contactKey = (customerId: string, name: string): string => `${customerId} name:${fold(name)}`;
