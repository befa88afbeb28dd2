/**
 * The dry run of a file of contacts: what would become of every row, and what of a known contact it would change,
 * before anything is stored. It carries the rows out in memory with the planner of the run itself. Pure; the
 * browser's worker holds one.
 */
import type { CustomerRules } from "../customers/shape";
import type { CompanyFound, ContactFound } from "./contactKnown";
import {
  ContactPlanner,
  customersAsked,
  type ContactPlan,
  type KnownCompany,
  type KnownContact,
  type MissingChoice,
} from "./contactPlan";
import { contactReader, type ReadContact } from "./contactRow";
import { partsOf } from "./keys";
import type { RowIssue } from "./normalise";
import { Packed } from "./packed";
import { outcomes, type Decision, type DuplicateChoice, type Policy } from "./plan";
import {
  Account,
  inTurn,
  type DecidedRow,
  type Rows,
  type TrialClass,
  type TrialCounts,
} from "./trialAccount";
import { likeness, type FieldChange, type TrialRow } from "./trialShown";

export interface ContactTrialRules {
  rules: CustomerRules;
  policy: Policy;
  duplicates: DuplicateChoice;
  missing: MissingChoice;
  mapping: readonly (string | null)[];
}

/** Asks the server; `answered` is how many of the keys, from the first on, it has looked up. */
export interface AskContacts {
  companies: (keys: string[]) => Promise<{
    companies: { key: string; found: Stored<CompanyFound>[] }[];
    answered: number;
  }>;
  contacts: (keys: string[]) => Promise<{ contacts: Stored<ContactFound>[]; answered: number }>;
}
/** Ids are texts on this side. */
type Stored<T> = { [K in keyof T]: T[K] extends string ? string : T[K] };

/** What is shown of a row that is more than its own cells. */
interface Kept {
  issues: RowIssue[];
  changes?: FieldChange[];
  contact?: KnownContact;
  by?: string;
  company?: KnownCompany;
}

/** Shares of the time: reading every row, and the two rounds of questions. */
const readShare = 0.3;
const companiesShare = 0.3;
const contactsShare = 0.4;

export class ContactTrial {
  private readonly reads = new Packed<ReadContact>();
  private readonly companiesByKey = new Map<string, KnownCompany[]>();
  private readonly stored: Stored<ContactFound>[] = [];
  private readonly decisions = new Map<number, Decision>();
  private readonly byId = new Map<string, KnownCompany>();

  // What the latest run found.
  private results: Uint8Array;
  private readonly kept = new Map<number, Kept>();
  private readonly account = new Account();
  private created = 0;

  private constructor(
    private readonly settings: ContactTrialRules,
    private readonly rows: Rows,
  ) {
    this.results = new Uint8Array(rows.length);
  }

  static async of(
    rows: Rows,
    settings: ContactTrialRules,
    ask: AskContacts,
    onProgress: (share: number) => void = () => undefined,
  ): Promise<ContactTrial> {
    const trial = new ContactTrial(settings, rows);
    const read = contactReader(settings.mapping, settings.rules.country);
    for (let at = 0; at < rows.length; at++) {
      trial.reads.push(read(rows.at(at)!));
      if (at % 4096 === 0) onProgress((at / rows.length) * readShare);
    }
    await trial.learn(ask, onProgress);
    trial.run();
    onProgress(1);
    return trial;
  }

  decide(number: number, decision: Decision | null): void {
    if (decision === null) this.decisions.delete(number);
    else this.decisions.set(number, decision);
    this.run();
  }

  /** How many companies would be created with their first contact. */
  companies(): number {
    return this.created;
  }

  counts(): TrialCounts {
    return this.account.counts();
  }

  page(kind: TrialClass, offset: number, limit: number): TrialRow[] {
    return this.account.page(kind, offset, limit).map((at) => this.shown(at));
  }

  rowsOf(numbers: readonly number[]): TrialRow[] {
    return numbers
      .map((number) => number - 1)
      .filter((at) => at >= 0 && at < this.rows.length)
      .sort((a, b) => a - b)
      .map((at) => this.shown(at));
  }

  *ordered(from = 0, to = this.rows.length): Generator<DecidedRow> {
    for (let at = from; at < Math.min(to, this.rows.length); at++) {
      const decision = this.decisions.get(at + 1);
      yield {
        number: at + 1,
        cells: [...this.rows.at(at)!],
        ...(decision === undefined ? {} : { decision }),
      };
    }
  }

  private async learn(ask: AskContacts, onProgress: (share: number) => void): Promise<void> {
    const asked = new Set<string>();
    for (const read of this.reads)
      for (const key of customersAsked(read, this.settings.missing)) asked.add(key);
    await inTurn(
      [...asked].sort(),
      async (keys) => {
        const { companies, answered } = await ask.companies(keys);
        for (const { key, found } of companies)
          this.companiesByKey.set(
            key,
            found.map((one) => this.companyOf(one)),
          );
        return answered;
      },
      (share) => onProgress(readShare + share * companiesShare),
    );
    const planner = this.planner();
    const people = new Set<string>();
    for (const read of this.reads) {
      if (read.kind !== "ready") continue;
      const company = planner.companyOf(read);
      if (typeof company === "string") continue;
      for (const key of read.keys) people.add(`${company.customerId} ${key}`);
    }
    const met = new Set<string>();
    await inTurn(
      [...people].sort(),
      async (keys) => {
        const { contacts, answered } = await ask.contacts(keys);
        for (const one of contacts) {
          if (met.has(one.contactId)) continue;
          met.add(one.contactId);
          this.stored.push(one);
        }
        return answered;
      },
      (share) => onProgress(readShare + companiesShare + share * contactsShare),
    );
  }

  private companyOf(found: Stored<CompanyFound>): KnownCompany {
    const known = this.byId.get(found.customerId) ?? found;
    this.byId.set(found.customerId, known);
    return known;
  }

  /** One that knows what is stored, and none of the file's rows. */
  private planner(): ContactPlanner {
    const planner = new ContactPlanner(this.settings);
    for (const [key, found] of this.companiesByKey) for (const company of found) planner.know(key, company);
    for (const { contactId, customerId, facts } of this.stored)
      planner.meet({ contactId, company: this.byId.get(customerId)!, facts });
    return planner;
  }

  private run(): void {
    const planner = this.planner();
    this.kept.clear();
    this.account.clear();
    this.created = 0;
    let at = 0;
    for (const read of this.reads) {
      const plan = planner.plan(read, at + 1, this.decisions.get(at + 1));
      const { outcome, issues } = plan;
      if (outcome === "created" && plan.creates !== undefined) this.created += 1;
      this.results[at] = outcomes.indexOf(outcome);
      this.kept.set(at, keptOf(plan));
      this.account.add(at, outcome, issues.length > 0);
      at += 1;
    }
  }

  private shown(at: number): TrialRow {
    const read = this.reads.at(at)!;
    const outcome = outcomes[this.results[at]!]!;
    const { issues, changes, contact, by, company } = this.kept.get(at)!;
    const decision = this.decisions.get(at + 1);
    return {
      number: at + 1,
      outcome,
      cells: this.rows.at(at)!,
      issues,
      name: read.kind === "ready" ? nameOf(read.values) : "",
      changes: changes ?? (outcome === "created" ? changesOfNew(read) : []),
      ...(decision === undefined ? {} : { decision }),
      ...(company === undefined ? {} : { company: shownCompany(company) }),
      ...(contact === undefined || by === undefined || read.kind !== "ready"
        ? {}
        : { match: this.matchOf(read, contact, by) }),
    };
  }

  private matchOf(
    { values }: Extract<ReadContact, { kind: "ready" }>,
    { facts, company, contactId, row }: KnownContact,
    key: string,
  ): NonNullable<TrialRow["match"]> {
    const [by, value] = partsOf(key);
    const identity = (of: typeof values) => ({
      name: nameOf(of),
      email: of.email,
      phone: of.phone,
      secondaryPhone: of.mobile,
    });
    const { score, reasons } = likeness(identity(values), identity(facts), this.settings.rules.country);
    const found = { by, value, score, reasons, name: nameOf(facts) };
    if (contactId === undefined && row !== undefined) return { ...found, row };
    return { ...found, ...shownCompany(company), name: nameOf(facts) };
  }
}

function keptOf(plan: ContactPlan): Kept {
  const { issues } = plan;
  if (plan.outcome === "created") return { issues, company: plan.company };
  if (!("changes" in plan)) {
    const { contact, by } = plan;
    return contact === undefined || by === undefined
      ? { issues }
      : { issues, contact, by, company: contact.company };
  }
  const { contact, changes, before, by } = plan;
  const told = Object.entries(changes).map(([field, to]) => ({
    field,
    from: before[field as keyof typeof before] ?? null,
    to,
  }));
  // As it was then: later rows may change it again.
  const then = { ...contact, facts: before };
  return { issues, changes: told, contact: then, by, company: contact.company };
}

function changesOfNew(read: ReadContact): FieldChange[] {
  if (read.kind !== "ready") return [];
  const { isPrimary, isDecisionMaker } = read;
  const said = {
    ...read.values,
    ...(isPrimary ? { isPrimary } : {}),
    ...(isDecisionMaker ? { isDecisionMaker } : {}),
  };
  return Object.entries(said)
    .filter(([field]) => field !== "firstName" && field !== "lastName")
    .map(([field, to]) => ({ field, from: null, to }));
}

const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) =>
  `${firstName} ${lastName}`;
const shownCompany = ({ name, customerId, customerCode }: KnownCompany) => ({
  name,
  ...(customerId === undefined ? {} : { customerId }),
  ...(customerCode === undefined ? {} : { customerCode }),
});
