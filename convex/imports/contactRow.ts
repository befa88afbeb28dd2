/** One row of a file of contacts becomes a checked contact and whom it stands at, or a reason why not (CON-01, CON-02). Pure. */
import { contactShape } from "../contacts/shape";
import { toE164 } from "../shared/phone";
import { clean, fold } from "../shared/text";
import { issuesOf } from "../shared/validate";
import { customerKeys, namedIn, type NamedCustomer } from "./companies";
import type { Mapping, Row } from "./fields";
import { cellsByMeaning, firstAddress, issue, type RowIssue } from "./normalise";
import { readBoolean } from "./values";

/** What a row may say of a contact. */
export interface ContactValues {
  firstName: string;
  lastName: string;
  title?: string | undefined;
  department?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  mobile?: string | undefined;
  notes?: string | undefined;
}

export interface ReadyContact {
  kind: "ready";
  values: ContactValues;
  /** Absent where the row does not say. */
  isPrimary?: boolean;
  isDecisionMaker?: boolean;
  /** Keys of the customer, strongest first: "code:…", "legacy:…", "email:…", "name:…", "domain:…". */
  customer: string[];
  /** As the cells name it, by their meaning. */
  named: NamedCustomer;
  /** By what it is the same contact of the customer: "email:…", "phone:…", "name:…". */
  keys: string[];
  issues: RowIssue[];
}
export type ReadContact = ReadyContact | { kind: "skipped" | "rejected"; issues: RowIssue[] };

const texts = ["title", "department", "phone", "mobile", "notes"] as const;
/** Without these there is no contact; anything else that cannot be read is left out with a reason. */
const essential = new Set(["firstName", "lastName"]);

/** Reads rows under one mapping; `country` completes phones written without one. */
export function contactReader(mapping: Mapping, country: string): (cells: readonly string[]) => ReadContact {
  return (cells) => {
    if (cells.every((cell) => clean(cell) === "")) return refused("skipped", issue("", "emptyRow", ""));
    const { row } = cellsByMeaning(cells, mapping);
    const issues: RowIssue[] = [];
    const draft = draftOf(row);
    if (draft.firstName === undefined && draft.lastName === undefined)
      return refused("skipped", issue("name", "required", ""));
    const values = checked(draft, issues);
    if (values === null) return { kind: "rejected", issues };
    const named = namedIn(row);
    const customer = customerKeys(named);
    if (customer.length === 0)
      return { kind: "rejected", issues: [issue("ofName", "customerMissing", ""), ...issues] };
    const answers = {
      isPrimary: answer("isPrimary", row, issues),
      isDecisionMaker: answer("isDecisionMaker", row, issues),
    };
    return {
      kind: "ready",
      values,
      ...(answers.isPrimary === undefined ? {} : { isPrimary: answers.isPrimary }),
      ...(answers.isDecisionMaker === undefined ? {} : { isDecisionMaker: answers.isDecisionMaker }),
      customer,
      named,
      keys: contactKeys(values, country),
      issues,
    };
  };
}

const refused = (kind: "skipped" | "rejected", why: RowIssue): ReadContact => ({ kind, issues: [why] });

/** By what a contact is recognised within its customer, strongest first. */
export function contactKeys(
  { firstName, lastName, email, phone, mobile }: ContactValues,
  country: string,
): string[] {
  const phones = new Set([phone, mobile].map((one) => (one === undefined ? null : toE164(one, country))));
  return [
    ...(email === undefined ? [] : [`email:${email}`]),
    ...[...phones].flatMap((e164) => (e164 === null ? [] : [`phone:${e164}`])),
    `name:${fold(`${firstName} ${lastName}`)}`,
  ];
}

type Draft = Partial<ContactValues>;

function draftOf(row: Row): Draft {
  const draft: Draft = {};
  const [first, last] = namesIn(row.get("name"));
  const firstName = row.get("firstName") ?? first;
  const lastName = row.get("lastName") ?? last;
  if (firstName !== undefined) draft.firstName = firstName;
  if (lastName !== undefined) draft.lastName = lastName;
  const email = row.get("email");
  if (email !== undefined) draft.email = firstAddress(email);
  for (const field of texts) if (row.has(field)) draft[field] = row.get(field)!;
  return draft;
}

/** "Lee, Ann" and "Ann van der Lee" -> what comes first and the rest. */
function namesIn(name: string | undefined): [first?: string, last?: string] {
  if (name === undefined) return [];
  const [family, given] = name.split(/\s*,\s*/);
  if (given) return [given, family!];
  const [first, ...rest] = name.split(/\s+/);
  return rest.length === 0 ? [first!] : [first!, rest.join(" ")];
}

/** The checked contact; null when it has no name that can be kept, with the reasons in `issues`. */
function checked(draft: Draft, issues: RowIssue[]): ContactValues | null {
  // Each turn removes at least one field, so this ends.
  for (;;) {
    const result = contactShape.safeParse({ firstName: "", lastName: "", ...draft });
    if (result.success) {
      const { isDecisionMaker: _, ...values } = result.data;
      return Object.fromEntries(
        Object.entries(values).filter(([, value]) => value !== undefined),
      ) as unknown as ContactValues;
    }
    const broken = new Set<keyof Draft>();
    for (const { path, rule } of issuesOf(result.error)) {
      const field = path as keyof Draft;
      const isLacking = essential.has(field) && rule === "required";
      issues.push(issue(field, isLacking ? "nameIncomplete" : rule, draft[field] ?? ""));
      broken.add(field);
    }
    if ([...broken].some((field) => essential.has(field) || !(field in draft))) return null;
    for (const field of broken) delete draft[field];
  }
}

function answer(field: "isPrimary" | "isDecisionMaker", row: Row, issues: RowIssue[]): boolean | undefined {
  const value = row.get(field);
  if (value === undefined) return undefined;
  const read = readBoolean(value);
  if (read === null) issues.push(issue(field, "invalidBoolean", value));
  return read ?? undefined;
}
