// What the page and its reading worker say to each other.
import type { CustomerInput, CustomerRules } from "../../../../convex/customers/shape";
import type { ImportField } from "../../../../convex/imports/fields";
import type { RowIssue } from "../../../../convex/imports/normalise";
import type { DuplicateChoice, Outcome } from "../../../../convex/imports/plan";
import type { DateOrder } from "../../../../convex/imports/values";

export interface SourceRow {
  number: number;
  cells: string[];
}
export interface KnownCustomer {
  key: string;
  customerId: string;
  customerCode: string;
  name: string;
}
export interface PlanRequest {
  mapping: (ImportField | null)[];
  dateOrder: DateOrder;
  duplicates: DuplicateChoice;
  rules: CustomerRules;
  options: { timeZone: string; currency: string };
}
export interface Planned {
  number: number;
  outcome: Outcome;
  name: string;
  issues: RowIssue[];
  /** The earlier row of the file that is the same customer. */
  sameAsRow?: number;
  /** The customer of the base that it is. */
  sameAs?: KnownCustomer;
}
export interface Opened {
  headings: string[];
  rows: number;
  delimiter: string;
  encoding: string;
  /** Up to three different values per column. */
  examples: string[][];
  dateOrder: DateOrder;
}
export interface SampleRow {
  number: number;
  customer: CustomerInput | null;
  issues: RowIssue[];
}
export interface DryRun {
  counts: Record<Outcome, number>;
  /** Created, but with a value left out. */
  incomplete: number;
  /** Rows with something to tell, at most 1,000. */
  shown: Planned[];
  chunks: number;
}

export type ToWorker =
  | { kind: "open"; file: Blob }
  | { kind: "sample"; plan: PlanRequest }
  | { kind: "plan"; plan: PlanRequest }
  | { kind: "chunk"; index: number }
  | { kind: "known"; id: number; known: KnownCustomer[] };

export type FromWorker =
  | { kind: "progress"; share: number }
  | ({ kind: "opened" } & Opened)
  | { kind: "sampled"; rows: SampleRow[] }
  | ({ kind: "planned" } & DryRun)
  | { kind: "chunk"; index: number; rows: SourceRow[] }
  | { kind: "ask"; id: number; keys: string[] }
  | { kind: "failed"; reason: string };
