/** A row of the dry run as it is shown: what it changes from what to what, and how alike it is to whom it is. Pure. */
import type { CustomerInput } from "../customers/shape";
import { compare } from "../duplicates/compare";
import { identityOf, type Identity } from "../duplicates/identity";
import type { DuplicateReason } from "../duplicates/score";
import { splitList } from "../shared/lists";
import { fold } from "../shared/text";
import type { Changes } from "./changes";
import type { ImportFacts } from "./facts";
import type { OwnField, RowIssue } from "./normalise";
import type { Decision, Outcome } from "./plan";

export interface FieldChange {
  /** A field of ImportFacts, or "custom.<key>". */
  field: string;
  from: unknown;
  to: unknown;
}

export interface TrialRow {
  number: number;
  outcome: Outcome;
  /** The row's own name, else that of the customer that it is. */
  name: string;
  cells: readonly string[];
  issues: RowIssue[];
  changes: FieldChange[];
  decision?: Decision;
  /** Of rows of contacts: the customer that it stands at; without an id one that comes with the file. */
  company?: { name: string; customerId?: string; customerCode?: string };
  match?: {
    /** What it was recognised by: "code", "legacy", "email", "phone" or "custom.<key>". */
    by: string;
    value: string;
    /** 0 to 100, the sum of the reasons' points; how alike the two are, whatever the key says. */
    score: number;
    reasons: DuplicateReason[];
    /** Absent when it is an earlier row of the file. */
    customerId?: string;
    customerCode?: string;
    name: string;
    row?: number;
  };
}

/** What a new customer was before. */
export const nobody = {} as ImportFacts;

/** All that a new customer is, but for the name, which stands beside it. */
export function changesOfNew({ name: _name, ...rest }: CustomerInput, ownerId: string | undefined): Changes {
  return { ...rest, ...(ownerId === undefined ? {} : { ownerId }) };
}

export function fieldChanges(before: ImportFacts, { custom, ...changes }: Changes): FieldChange[] {
  const of = (field: string, from: unknown, to: unknown) => ({ field, from: from ?? null, to });
  return [
    ...Object.entries(changes)
      .filter(([, to]) => to !== undefined)
      .map(([field, to]) => of(field, before[field as keyof ImportFacts], to)),
    ...Object.entries((custom ?? {}) as Record<string, unknown>).map(([key, to]) =>
      of(`custom.${key}`, before.custom?.[key], to),
    ),
  ];
}

type Named = {
  [
    K in "name" | "type" | "email" | "phone" | "secondaryPhone" | "website" | "dateOfBirth" | "stableHashId"
  ]?: ImportFacts[K] | undefined;
};

/** How alike a row and a customer are, with the reasons. */
export function likeness(row: Named, customer: Named, country: string) {
  return compare(identityIn(row, country), identityIn(customer, country));
}

function identityIn(person: Named, country: string): Identity {
  const { name, type, email, phone, secondaryPhone, website, dateOfBirth, stableHashId } = person;
  const isBusiness = type !== undefined && type !== "individual";
  return identityOf(
    {
      name,
      emails: [email],
      phones: [phone, secondaryPhone],
      website,
      isBusiness,
      dateOfBirth,
      stableHashId,
    },
    country,
  );
}

interface UnknownValue {
  text: string;
  rows: number;
}

/** Counts the values of cells that no choice of their field knows, each in its first spelling. */
export class UnknownChoices {
  private readonly byField = new Map<string, Map<string, UnknownValue>>();

  constructor(private readonly fields: readonly OwnField[]) {}

  add(issues: readonly RowIssue[]): void {
    for (const { field, rule, value } of issues) {
      if (!isUnknownChoice(rule)) continue;
      const definition = this.fields.find(({ key }) => `custom.${key}` === field);
      const texts =
        rule === "unknownTier"
          ? [oneLine(value)]
          : definition === undefined
            ? []
            : unknownIn(definition, value);
      if (texts.length === 0) continue;
      const counts = this.byField.get(field) ?? new Map<string, UnknownValue>();
      this.byField.set(field, counts);
      for (const text of texts) {
        const met = counts.get(fold(text));
        if (met === undefined) counts.set(fold(text), { text, rows: 1 });
        else met.rows += 1;
      }
    }
  }

  /** The most frequent first. */
  all(): { field: string; values: UnknownValue[] }[] {
    return [...this.byField].map(([field, counts]) => ({
      field,
      values: [...counts.values()].sort((a, b) => b.rows - a.rows),
    }));
  }
}

/** A value that could be added where it is not known: to a field of one's own, or to the tiers. */
export const isUnknownChoice = (rule: string): boolean => rule === "unknownChoice" || rule === "unknownTier";

const oneLine = (text: string) => text.replace(/\s+/gu, " ").trim();

/** Parts of a cell that are no choice of the field; one spelling each. */
function unknownIn({ type, choices = [] }: OwnField, cell: string): string[] {
  const parts = type === "select" ? [cell] : splitList(cell);
  const known = new Set(choices.map(({ label }) => fold(label)));
  const unknown = new Map<string, string>();
  for (const part of parts) {
    const text = oneLine(part);
    if (text !== "" && !known.has(fold(text))) unknown.set(fold(text), text);
  }
  return [...unknown.values()];
}
