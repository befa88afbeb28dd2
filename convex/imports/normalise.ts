/**
 * One row of a file becomes a checked customer, or a reason why not. Pure: the
 * dry run in the browser and the run on the server are this same code, so they
 * cannot disagree.
 */
import {
  newCustomerShape,
  rulesOf,
  type CustomerDraft,
  type CustomerInput,
  type CustomerRules,
} from "../customers/shape";
import { plainCustomer } from "../customers/plainDraft";
import type { CustomValue, FieldDefinition } from "../fields/table";
import { readValue } from "../fields/values";
import { isComputed } from "../fields/words";
import { unguarded } from "../exports/csv";
import { splitList } from "../shared/lists";
import { clean, oneLine } from "../shared/text";
import { issuesOf } from "../shared/validate";
import {
  isImportField,
  ownFieldKey,
  type ImportField,
  type Mapping,
  type MatchBy,
  type Row,
  type RowKind,
} from "./fields";
import { addChoices } from "./choiceWords";
import { leadOf, type RowLead } from "./leadRow";
import { balancesOf, tierOf, type Tier } from "./loyaltyRow";
import { keysOf } from "./keys";
import { readBoolean, readDay, readInstant, readSource, type DateOrder } from "./values";

export interface RowIssue {
  field: string;
  /** A stable key; the screen words it. */
  rule: string;
  /** The cell as it was written, cut to 200 characters. */
  value: string;
}

export interface ReadOptions {
  mapping: Mapping;
  dateOrder: DateOrder;
  timeZone: string;
  currency: string;
  /** Absent is "any". */
  matchBy?: MatchBy;
  /** What the rows are; absent is customers. */
  kind?: RowKind;
  /** The organization's own fields that columns may mean. */
  fields?: readonly OwnField[];
  /** Its tiers that can be given. */
  tiers?: readonly Tier[];
}
/** What a column that means a field of one's own has to know of it. */
export type OwnField = Pick<FieldDefinition, "key" | "label" | "type" | "unique"> &
  Partial<Pick<FieldDefinition, "precision" | "currency" | "choices" | "target">>;

interface Said {
  /** The values that hold, checked. */
  values: Partial<CustomerInput>;
  /** Meanings whose cell said something that holds. */
  given: ReadonlySet<string>;
  /** The customer's code in the file. */
  code?: string;
  /** Epoch ms, kept from the old system (IMX-07). */
  createdAt?: number;
  /** When the old system last changed it; epoch ms. */
  updatedAt?: number;
  /** E-mail or name of the member who shall own it. */
  owner?: string;
  /** Fields of one's own that point at a record, by what the cell calls it; see references.ts. */
  relations: { field: string; target: "customers" | "members"; word: string }[];
  /** The lead that a row of leads opens. */
  lead?: RowLead;
  /** By which it is recognised, strongest first: see keys.ts. */
  keys: string[];
  /** What was left out, and why. */
  issues: RowIssue[];
}
export interface ReadyRow extends Said {
  kind: "ready";
  customer: CustomerInput;
}
/** Not enough for a new customer, but it names one that may be known. */
export interface PartRow extends Said {
  kind: "part";
  /** What becomes of it when it is not. */
  lacking: { outcome: "skipped" | "rejected"; issues: RowIssue[] };
}
export type ReadRow =
  | ReadyRow
  | PartRow
  /** Nothing to import: an empty row, or one without a name (IMX-04). */
  | { kind: "skipped"; issues: RowIssue[] }
  /** To be mended by a person (IMX-10, IMX-11). */
  | { kind: "rejected"; issues: RowIssue[] };

/** Reads rows under one organization's rules; build it once per batch. */
export function rowReader(rules: CustomerRules, options: ReadOptions): (cells: readonly string[]) => ReadRow {
  const shape = newCustomerShape(rules);
  const fields = (options.fields ?? []).filter(({ type }) => !isComputed(type));
  const isOneKey = (options.matchBy ?? "any") !== "any";
  return (cells) => {
    const { row, own } = cellsByMeaning(cells, options.mapping);
    if (cells.every((cell) => clean(cell) === ""))
      return { kind: "skipped", issues: [issue("", "emptyRow", "")] };
    const issues: RowIssue[] = [];
    const refuse = (field: ImportField, rule: string) => {
      issues.push(issue(field, rule, row.get(field) ?? ""));
    };
    const draft = draftOf(row, rules, options, refuse);
    Object.assign(
      draft,
      balancesOf(row, options.currency, refuse),
      tierOf(row, options, rules.today, refuse),
    );
    const { custom, relations } = ownValues(own, fields, rules, options, issues);
    if (Object.keys(custom).length > 0) draft.custom = custom;
    const lead = options.kind === "leads" ? leadOf(row, draft, refuse) : undefined;
    const said = (values: Partial<CustomerInput>): Said => {
      const owner = row.get("owner");
      const code = row.get("customerCode");
      const createdAt = instantOf("createdAt", row, options, rules, issues);
      const updatedAt = instantOf("updatedAt", row, options, rules, issues);
      return {
        values,
        given: new Set(row.keys()),
        ...(createdAt === undefined ? {} : { createdAt }),
        ...(updatedAt === undefined ? {} : { updatedAt }),
        ...(owner === undefined ? {} : { owner }),
        ...(code === undefined ? {} : { code }),
        ...(lead === undefined ? {} : { lead }),
        relations,
        keys: keysOf(values, code, fields, rules.country),
        issues,
      };
    };
    const isNameless = draft.name === undefined || draft.name === "";
    const lacking: RowIssue[] = isNameless ? [issue("name", "required", "")] : [];
    // Orbit's own code names a customer by itself; other keys do not make a person of a row without a name (IMX-04).
    if (isNameless && !isOneKey && !row.has("customerCode")) return { kind: "skipped", issues: lacking };
    const checked = isNameless ? null : check(shape, draft, issues);
    if (checked !== null) return { kind: "ready", customer: checked, ...said(checked) };
    // What it lacks counts only if nobody has one of its keys: a row refused once is met once somebody has mended it.
    const missing = issues.filter(({ rule }) => rule === "contactRequired");
    const others = issues.filter(({ rule }) => rule !== "contactRequired");
    issues.splice(0, issues.length, ...others);
    const values = checkPart(rules, draft, issues);
    const outcome = isNameless ? "skipped" : "rejected";
    return { kind: "part", lacking: { outcome, issues: [...lacking, ...missing] }, ...said(values) };
  };
}

/** Cells that say something, by meaning: fields that every customer has, and the organization's own. */
export function cellsByMeaning(
  cells: readonly string[],
  mapping: Mapping,
): { row: Row; own: Map<string, string> } {
  const row = new Map<ImportField, string>();
  const own = new Map<string, string>();
  mapping.forEach((target, column) => {
    const value = clean(unguarded(cells[column] ?? ""));
    if (target === null || value === "" || isNothing(value)) return;
    const key = ownFieldKey(target);
    if (key !== null) own.set(key, value);
    else if (isImportField(target)) row.set(target, value);
  });
  return { row, own };
}

/** Values of the organization's own fields; relations are only named, because whom they mean stands in the database. */
function ownValues(
  own: ReadonlyMap<string, string>,
  fields: readonly OwnField[],
  { country }: CustomerRules,
  { dateOrder }: ReadOptions,
  issues: RowIssue[],
): { custom: Record<string, CustomValue>; relations: Said["relations"] } {
  const custom: Record<string, CustomValue> = {};
  const relations: Said["relations"] = [];
  for (const field of fields) {
    const text = own.get(field.key);
    if (text === undefined) continue;
    if (field.type === "relation") {
      relations.push({ field: field.key, target: field.target ?? "customers", word: text });
      continue;
    }
    const given = field.type === "date" ? (readDay(text, dateOrder) ?? text) : text;
    const read = readValue(field, given, { country });
    if (!read.ok) {
      const isUnknown = read.rule === "invalid_value" && /select/i.test(field.type);
      issues.push(issue(`custom.${field.key}`, isUnknown ? "unknownChoice" : read.rule, text));
    } else if (read.value !== null) custom[field.key] = read.value;
  }
  return { custom, relations };
}

/** How exports write "no value". */
function isNothing(value: string): boolean {
  return /^(null|undefined|n\/a|#n\/a|nan|\\n|none|-)$/i.test(value);
}

function draftOf(
  row: Row,
  rules: CustomerRules,
  options: ReadOptions,
  refuse: (field: ImportField, rule: string) => void,
): CustomerDraft {
  const draft: CustomerDraft = {};
  const parts = [row.get("firstName"), row.get("lastName")].filter((part) => part !== undefined);
  const name = row.get("name") ?? (parts.length > 0 ? parts.join(" ") : undefined);
  if (name !== undefined) draft.name = name;
  for (const field of ["email", "phone", "secondaryPhone", "companyName", "industry", "website"] as const) {
    const value = row.get(field);
    if (value !== undefined) draft[field] = field === "email" ? firstAddress(value) : value;
  }
  for (const field of ["dateOfBirth", "dateJoined"] as const) {
    const value = row.get(field);
    if (value === undefined) continue;
    const day = readDay(value, options.dateOrder);
    if (day === null) refuse(field, "invalidDay");
    else draft[field] = day;
  }
  for (const field of ["smsConsent", "emailConsent", "marketingConsent"] as const) {
    const value = row.get(field);
    if (value === undefined) continue;
    const answer = readBoolean(value);
    if (answer === null) refuse(field, "invalidBoolean");
    else draft[field] = answer;
  }
  addSource(row, draft);
  addChoices(row, draft, refuse);
  const tags = row.get("tags");
  if (tags !== undefined) draft.tags = splitList(tags);
  const address = addressOf(row);
  if (address !== undefined) draft.address = address;
  const notes = row.get("notes");
  if (notes !== undefined) draft.notes = notes;
  const legacyId = row.get("legacyId");
  // Exports write several in one cell, as records that were merged have them.
  if (legacyId !== undefined)
    draft.legacyIds = [...new Set(/[,;|]\s|^"/.test(legacyId) ? splitList(legacyId) : [legacyId])];
  const hash = row.get("stableHashId");
  if (hash !== undefined) draft.stableHashId = hash;
  // Without a column of its own, the day of joining is the day of creation in the old system.
  const created = row.get("createdAt");
  if (draft.dateJoined === undefined && created !== undefined) {
    const day = readDay(created, options.dateOrder);
    if (day !== null && day <= rules.today) draft.dateJoined = day;
  }
  return draft;
}

/** "Ann <ann@example.com>" and "mailto:ann@example.com" -> "ann@example.com"; of several, the first. */
export function firstAddress(text: string): string {
  const inBrackets = /<([^<>\s]+@[^<>\s]+)>/.exec(text)?.[1];
  return (inBrackets ?? text.replace(/^mailto:/i, "").split(/[;,\s]+(?=\S+@)/)[0] ?? text).trim();
}

function addSource(row: Row, draft: CustomerDraft): void {
  const written = row.get("customerSource");
  const detail = row.get("sourceDetail");
  const read = written === undefined ? undefined : readSource(written);
  // A file's rows came by import unless they say otherwise (C11).
  draft.customerSource = read?.source ?? "Others";
  const details = [read?.detail, detail].filter((part) => part !== undefined);
  if (details.length > 0) draft.sourceDetail = details.join(" · ");
}

function addressOf(row: Row): CustomerDraft["address"] {
  const address: Record<string, string> = {};
  for (const [field, part] of [
    ["address", "line1"],
    ["addressLine2", "line2"],
    ["city", "city"],
    ["state", "state"],
    ["postalCode", "postalCode"],
    ["country", "country"],
  ] as const) {
    const value = row.get(field);
    if (value !== undefined) address[part] = oneLine(value);
  }
  return Object.keys(address).length === 0 ? undefined : address;
}

/** Fields without which there is no customer; anything else is left out with a reason when it cannot be read. */
const essential = new Set(["name"]);

/** The checked customer; null when nothing is left to import, with the reasons in `issues`. */
function check(
  shape: ReturnType<typeof newCustomerShape>,
  draft: CustomerDraft,
  issues: RowIssue[],
): CustomerInput | null {
  const rules = rulesOf(shape);
  // Each turn removes at least one field, so this ends.
  for (;;) {
    const plain = rules === undefined ? null : plainCustomer(draft, rules);
    if (plain !== null) return plain;
    const result = shape.safeParse(draft);
    if (result.success) return result.data;
    const found = issuesOf(result.error);
    const broken = new Set<keyof CustomerDraft>();
    for (const { path, rule } of found) {
      const field = (path.split(".")[0] ?? "") as keyof CustomerDraft;
      const value = draft[field];
      issues.push(issue(field, rule, textOf(value)));
      broken.add(field);
    }
    const removable = [...broken].filter((field) => field in draft && !essential.has(field));
    if (removable.length === 0 || removable.length < broken.size) return null;
    for (const field of removable) delete draft[field];
  }
}

/** Whatever of it holds, without asking for a name or a contact: others stand in for them while the rest is checked. */
function checkPart(rules: CustomerRules, draft: CustomerDraft, issues: RowIssue[]): Partial<CustomerInput> {
  const shape = newCustomerShape({ ...rules, requiredContact: "either" });
  const isNamed =
    draft.name !== undefined && draft.name !== "" && !issues.some(({ field }) => field === "name");
  const part: CustomerDraft = { ...draft, name: isNamed ? draft.name : "Somebody" };
  const found: RowIssue[] = [];
  const alone = check(shape, part, found);
  const checked = alone ?? check(shape, Object.assign(part, { email: "stand-in@example.com" }), found);
  for (const one of found) {
    const isTold = issues.some(
      ({ field, rule, value }) => field === one.field && rule === one.rule && value === one.value,
    );
    if (one.rule !== "contactRequired" && !isTold) issues.push(one);
  }
  // A name that cannot be kept is left out like any other value.
  if (checked === null) return isNamed ? checkPart(rules, draft, issues) : {};
  const values: Partial<CustomerInput> = { ...checked };
  if (!isNamed) delete values.name;
  if (alone === null) delete values.email;
  return values;
}

function instantOf(
  field: "createdAt" | "updatedAt",
  row: Row,
  options: ReadOptions,
  rules: CustomerRules,
  issues: RowIssue[],
): number | undefined {
  const text = row.get(field);
  if (text === undefined) return undefined;
  const instant = readInstant(text, options.dateOrder, options.timeZone);
  const isPast = instant !== null && new Date(instant).toISOString().slice(0, 10) <= rules.today;
  if (isPast && instant > 0) return instant;
  issues.push(issue(field, instant === null ? "invalidDay" : "future", text));
  return undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

export function issue(field: string, rule: string, value: string): RowIssue {
  return { field, rule, value: value.slice(0, 200) };
}
