/**
 * The dry run: what would become of every row of a file, and what of a known
 * customer it would change, before anything is stored. It carries the rows out
 * in memory with the code of the run itself. Pure; the browser's worker holds one.
 */
import type { CustomerInput, CustomerRules } from "../customers/shape";
import { compare } from "../duplicates/compare";
import { identityOf, type Identity } from "../duplicates/identity";
import type { DuplicateReason } from "../duplicates/score";
import { splitList } from "../shared/lists";
import { fold } from "../shared/text";
import { afterChanges, changesOf, type Changes } from "./changes";
import { factsOfNew, type ImportFacts } from "./facts";
import type { MatchBy } from "./fields";
import { ownKey, partsOf } from "./keys";
import { knownLimit, wordLimit } from "./limits";
import { rowReader, type OwnField, type ReadOptions, type ReadRow, type RowIssue } from "./normalise";
import {
  Planner,
  type CreatePlan,
  type Decision,
  type DuplicateChoice,
  type Outcome,
  type Policy,
} from "./plan";
import { customerKeysOf, withReferences, wordsOf } from "./references";

/** A customer of the base, as the server tells it. */
export interface KnownOne {
  customerId: string;
  customerCode: string;
  facts: ImportFacts;
}
export interface TrialRules {
  rules: CustomerRules;
  policy: Policy;
  language: "en" | "ru";
  duplicates: DuplicateChoice;
  matchBy: MatchBy;
  options: ReadOptions;
}
/** Asks the server: after at most `knownLimit` keys or `wordLimit` words at a time. */
export interface Ask {
  /** `answered`: how many of the keys, from the first on, it has looked up. */
  known: (keys: string[]) => Promise<{
    keys: { key: string; customerId: string }[];
    customers: KnownOne[];
    answered: number;
  }>;
  members: (words: string[]) => Promise<{ word: string; userId: string; name: string }[]>;
}

/** An outcome, or the created rows that lose a value. */
export type TrialClass = Outcome | "incomplete";
export type TrialCounts = Record<TrialClass, number>;

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
  cells: string[];
  issues: RowIssue[];
  changes: FieldChange[];
  decision?: Decision;
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

/** A customer of the base, or one that a row makes: what it is then is worked out when a later row meets it. */
class Person {
  private now: ImportFacts | undefined;

  constructor(
    /** The row it was made by; 0 for one of the base. */
    readonly row: number,
    private readonly first: () => ImportFacts,
    readonly customerId?: string,
    readonly customerCode?: string,
  ) {}

  get facts(): ImportFacts {
    return (this.now ??= this.first());
  }
  set facts(facts: ImportFacts) {
    this.now = facts;
  }
}
interface Line {
  number: number;
  cells: string[];
  row: ReadRow;
  ownerId?: string;
}
interface Result {
  outcome: Outcome;
  issues: RowIssue[];
  changes?: Changes;
  /** Instead of changes, the new customer. */
  made?: CustomerInput;
  before?: ImportFacts;
  person?: Person;
  by?: string;
}

export class Trial {
  private readonly lines: Line[];
  private readonly base = new Map<string, KnownOne>();
  private readonly customers = new Map<string, KnownOne>();
  private results: Result[] = [];
  private readonly decisions = new Map<number, Decision>();
  private readonly fields: readonly OwnField[];
  private readonly members = new Map<string, string>();
  private readonly related = new Set<string>();
  private readonly places = new Map<TrialClass, number[]>();

  private constructor(
    private readonly settings: TrialRules,
    rows: readonly string[][],
  ) {
    const read = rowReader(settings.rules, { ...settings.options, matchBy: settings.matchBy });
    this.fields = settings.options.fields ?? [];
    this.lines = rows.map((cells, index) => ({ number: index + 1, cells, row: read(cells) }));
    // Older customers get lower codes (IMX-05); rows without a date keep their place at the end.
    const created = ({ row }: Line) => ("createdAt" in row ? (row.createdAt ?? Infinity) : Infinity);
    this.lines.sort((a, b) => {
      const [first, second] = [created(a), created(b)];
      return first === second ? a.number - b.number : first - second;
    });
  }

  /** Reads every row, asks whom the base knows of them, and carries them out in memory. */
  static async of(
    rows: readonly string[][],
    settings: TrialRules,
    ask: Ask,
    onProgress: (share: number) => void = () => undefined,
  ): Promise<Trial> {
    const trial = new Trial(settings, rows);
    await trial.learn(ask, onProgress);
    trial.run();
    return trial;
  }

  /** Decides otherwise for one row than the import's choice says, or as it says again. */
  decide(number: number, decision: Decision | null): void {
    if (decision === null) this.decisions.delete(number);
    else this.decisions.set(number, decision);
    this.run();
  }

  /** How many leads would be opened, of rows of leads. */
  leads(): number {
    const known = new Set<string>();
    for (const [at, { row }] of this.lines.entries()) {
      const { outcome } = this.results[at]!;
      const key = "lead" in row ? row.lead?.key : undefined;
      if (key !== undefined && outcome !== "skipped" && outcome !== "rejected" && !this.base.has(key))
        known.add(key);
    }
    return known.size;
  }

  counts(): TrialCounts {
    const count = (kind: TrialClass) => this.places.get(kind)?.length ?? 0;
    return {
      created: count("created"),
      incomplete: count("incomplete"),
      updated: count("updated"),
      unchanged: count("unchanged"),
      duplicate: count("duplicate"),
      skipped: count("skipped"),
      rejected: count("rejected"),
    };
  }

  /** A page of the rows of one class, in the order of the import. */
  page(kind: TrialClass, offset: number, limit: number): TrialRow[] {
    return (this.places.get(kind) ?? []).slice(offset, offset + limit).map((at) => this.shown(at));
  }

  /** These rows as they stand now, by their numbers in the file. */
  rowsOf(numbers: readonly number[]): TrialRow[] {
    const wanted = new Set(numbers);
    const found: TrialRow[] = [];
    for (const [at, { number }] of this.lines.entries()) if (wanted.has(number)) found.push(this.shown(at));
    return found;
  }

  /** What members and customers that the rows name are called, by id. */
  names(): Record<string, string> {
    const customers = [...this.related].map((id) => [id, this.customers.get(id)!.facts.name] as const);
    return Object.fromEntries([...customers, ...this.members]);
  }

  /** Values that choices of the organization's own fields do not know, and how many rows have each; the most frequent first. */
  unknownChoices(): { field: string; values: { text: string; rows: number }[] }[] {
    const byField = new Map<string, Map<string, number>>();
    for (const { issues } of this.results) {
      for (const { field, rule, value } of issues) {
        if (rule !== "unknownChoice") continue;
        const definition = this.fields.find(({ key }) => `custom.${key}` === field);
        if (definition === undefined) continue;
        const counts = byField.get(field) ?? new Map<string, number>();
        byField.set(field, counts);
        for (const text of unknownIn(definition, value)) counts.set(text, (counts.get(text) ?? 0) + 1);
      }
    }
    return [...byField].map(([field, counts]) => ({
      field,
      values: [...counts].map(([text, rows]) => ({ text, rows })).sort((a, b) => b.rows - a.rows),
    }));
  }

  /** All rows in the order of the import, with what was decided of them. */
  *ordered(): Generator<{ number: number; cells: string[]; decision?: Decision }> {
    for (const { number, cells } of this.lines) {
      const decision = this.decisions.get(number);
      yield { number, cells, ...(decision === undefined ? {} : { decision }) };
    }
  }

  private async learn(ask: Ask, onProgress: (share: number) => void): Promise<void> {
    const words = this.lines.map(({ row }) => wordsOf(row));
    const people = new Set(words.flatMap(({ members }) => members));
    const related = new Set(words.flatMap(({ customers }) => customers.flatMap(customerKeysOf)));
    const keys = new Set(related);
    for (const { row } of this.lines) {
      if (!("keys" in row)) continue;
      for (const key of row.keys) keys.add(key);
      if (row.lead !== undefined) keys.add(row.lead.key);
    }
    const memberIds = new Map<string, string>();
    for (const part of parts([...people], wordLimit)) {
      for (const { word, userId, name } of await ask.members(part)) {
        memberIds.set(word, userId);
        this.members.set(userId, name);
      }
    }
    // Neighbours in the index are answered together.
    const sorted = [...keys].sort();
    let answered = 0;
    const askFor = async (lane: readonly string[]) => {
      for (let at = 0; at < lane.length;) {
        const answer = await ask.known(lane.slice(at, at + knownLimit));
        for (const customer of answer.customers) {
          if (!this.customers.has(customer.customerId)) this.customers.set(customer.customerId, customer);
        }
        for (const { key, customerId } of answer.keys) this.base.set(key, this.customers.get(customerId)!);
        at += answer.answered;
        answered += answer.answered;
        onProgress(answered / sorted.length);
      }
    };
    // Some at a time: the connection is shared with the page.
    const lane = Math.ceil(sorted.length / underWay);
    await Promise.all(parts(sorted, lane).map(askFor));
    for (const key of related) {
      const one = this.base.get(key);
      if (one !== undefined) this.related.add(one.customerId);
    }
    for (const line of this.lines) {
      const { row, ownerId } = withReferences(line.row, {
        customer: (key) => this.base.get(key)?.customerId,
        member: (word) => memberIds.get(word),
      });
      line.row = row;
      if (ownerId !== undefined) line.ownerId = ownerId;
    }
  }

  private run(): void {
    const { rules, policy, duplicates, matchBy } = this.settings;
    const people = new Map<KnownOne, Person>();
    const base = new Map<string, Person>();
    for (const [key, one] of this.base) {
      let person = people.get(one);
      if (person === undefined)
        people.set(one, (person = new Person(0, () => one.facts, one.customerId, one.customerCode)));
      base.set(key, person);
    }
    const planner = new Planner<Person>({ duplicates, matchBy, policy, rules }, base);
    this.results = this.lines.map((line) => this.carryOut(planner, line));
    this.places.clear();
    for (const [at, { outcome, issues }] of this.results.entries()) {
      this.place(outcome, at);
      if (outcome === "created" && issues.length > 0) this.place("incomplete", at);
    }
  }

  private place(kind: TrialClass, at: number): void {
    const places = this.places.get(kind);
    if (places === undefined) this.places.set(kind, [at]);
    else places.push(at);
  }

  private carryOut(planner: Planner<Person>, { number, row, ownerId }: Line): Result {
    const { rules, policy, language, options } = this.settings;
    const { country, today } = rules;
    const defaults = { country, today, language, timeZone: options.timeZone };
    let made: CreatePlan<Person> | undefined;
    const fresh = new Person(number, () => {
      const { customer, row: of } = made!;
      return factsOfNew(customer, { createdAt: of.createdAt, ownerId }, defaults);
    });
    const plan = planner.plan(row, fresh, this.decisions.get(number));
    if (!("row" in plan)) {
      const { known, by, issues } = plan;
      return {
        outcome: plan.outcome,
        issues,
        ...(known && by ? { person: known, by, before: known.facts } : {}),
      };
    }
    if (plan.outcome === "created") {
      made = plan;
      const issues = plan.issues.length === 0 ? plan.row.issues : [...plan.row.issues, ...plan.issues];
      return { outcome: "created", issues, made: plan.customer, before: nobody };
    }
    const { known, by } = plan;
    const before = known.facts;
    const how = plan.outcome === "updated" ? "update" : "link";
    const isOthers = (key: string) => planner.isOthers(key, known);
    const found = changesOf(
      plan.row,
      before,
      how,
      { country, policy, fields: this.fields, isOthers },
      ownerId,
    );
    const { changes } = found;
    known.facts = afterChanges(before, changes, country);
    for (const field of this.fields) {
      const value = field.unique
        ? (changes.custom as Record<string, string> | undefined)?.[field.key]
        : undefined;
      if (value !== undefined) planner.give(ownKey(field, value, country), known);
    }
    const isSame = how === "update" && Object.keys(changes).length === 0;
    return {
      outcome: isSame ? "unchanged" : plan.outcome,
      issues: [...plan.row.issues, ...found.issues],
      changes,
      before,
      person: known,
      by,
    };
  }

  private shown(at: number): TrialRow {
    const { number, cells, row, ownerId } = this.lines[at]!;
    const { outcome, issues, made, before, person, by, ...result } = this.results[at]!;
    const changes = made === undefined ? result.changes : changesOfNew(made, ownerId);
    const decision = this.decisions.get(number);
    const own = "values" in row ? row.values.name : undefined;
    return {
      number,
      outcome,
      cells,
      issues,
      name: own ?? before?.name ?? "",
      changes: changes === undefined || before === undefined ? [] : fieldChanges(before, changes),
      ...(decision === undefined ? {} : { decision }),
      ...(person === undefined || before === undefined || by === undefined
        ? {}
        : { match: this.matchOf(row, person, before, by) }),
    };
  }

  private matchOf(
    row: ReadRow,
    person: Person,
    before: ImportFacts,
    key: string,
  ): NonNullable<TrialRow["match"]> {
    const { country } = this.settings.rules;
    const [by, value] = partsOf(key);
    const values = "values" in row ? row.values : {};
    const { score, reasons } = compare(identityIn(values, country), identityIn(before, country));
    return {
      by,
      value,
      score,
      reasons,
      name: before.name,
      ...(person.customerId === undefined ? { row: person.row } : { customerId: person.customerId }),
      ...(person.customerCode === undefined ? {} : { customerCode: person.customerCode }),
    };
  }
}

/** All that a new customer is, but for the name, which stands beside it. */
function changesOfNew({ name: _name, ...rest }: CustomerInput, ownerId: string | undefined): Changes {
  return { ...rest, ...(ownerId === undefined ? {} : { ownerId }) };
}

/** What a new customer was before. */
const nobody = {} as ImportFacts;

/** Parts of a cell that are no choice of the field; one spelling each. */
function unknownIn({ type, choices = [] }: OwnField, cell: string): string[] {
  const parts = type === "select" ? [cell] : splitList(cell);
  const known = new Set(choices.map(({ label }) => fold(label)));
  const unknown = new Map<string, string>();
  for (const part of parts) {
    const text = part.replace(/\s+/gu, " ").trim();
    if (text !== "" && !known.has(fold(text))) unknown.set(fold(text), text);
  }
  return [...unknown.values()];
}

/** Questions under way at once. */
const underWay = 4;

function parts(all: readonly string[], size: number): string[][] {
  const cut: string[][] = [];
  for (let from = 0; from < all.length; from += size) cut.push(all.slice(from, from + size));
  return cut;
}

type Named = Partial<
  Pick<
    ImportFacts,
    "name" | "type" | "email" | "phone" | "secondaryPhone" | "website" | "dateOfBirth" | "stableHashId"
  >
>;

function identityIn(person: { [K in keyof Named]: Named[K] | undefined }, country: string): Identity {
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

function fieldChanges(before: ImportFacts, { custom, ...changes }: Changes): FieldChange[] {
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
