/**
 * The dry run: what would become of every row of a file, and what of a known
 * customer it would change, before anything is stored. It carries the rows out
 * in memory with the code of the run itself. Pure; the browser's worker holds one.
 *
 * A million rows have room: of a row only the gist is kept, packed, and one
 * that is looked at is read again. Rows that nobody is known by, which are most
 * of nearly every file, are planned by their keys alone.
 */
import type { CustomerInput, CustomerRules } from "../customers/shape";
import { afterChanges, changesOf } from "./changes";
import { factsOfNew, type ImportFacts } from "./facts";
import type { MatchBy } from "./fields";
import { ownKey, partsOf } from "./keys";
import {
  rowReader,
  type OwnField,
  type PartRow,
  type ReadOptions,
  type ReadRow,
  type ReadyRow,
  type RowIssue,
} from "./normalise";
import { Packed } from "./packed";
import { outcomes, Planner, type Decision, type DuplicateChoice, type Outcome, type Policy } from "./plan";
import { customerKeysOf, withReferences, wordsOf } from "./references";
import { Account, type DecidedRow, type Rows, type TrialClass, type TrialCounts } from "./trialAccount";
import { Asked, KnownBase, learnMembers, type Ask } from "./trialAsk";
import {
  changesOfNew,
  fieldChanges,
  likeness,
  nobody,
  UnknownChoices,
  type FieldChange,
  type TrialRow,
  isUnknownChoice,
} from "./trialShown";

export interface TrialRules {
  rules: CustomerRules;
  policy: Policy;
  language: "en" | "ru";
  duplicates: DuplicateChoice;
  matchBy: MatchBy;
  options: ReadOptions;
}

/** What is kept of a row: what the plan of a stranger needs, and whom it names. */
type Gist = [
  isReady: boolean,
  /** Whether it was read with issues, and whether one is a choice that its field does not know. */
  issues: "" | "some" | "unknownChoice",
  keys: string[],
  lead: string | null,
  members: string[],
  customers: string[],
];
interface Line {
  number: number;
  cells: readonly string[];
  row: ReadRow;
  ownerId?: string;
}
/** A customer: the place of the row that makes it, from 1 on, or below zero its place in the base. */
type Who = number;
/** What reading a row again does not tell. */
interface Kept {
  issues: RowIssue[];
  changes?: FieldChange[];
  /** The new customer, where it is less than the row says. */
  made?: CustomerInput;
  who?: Who;
  by?: string;
}

/** Shares of the time: reading every row, and asking whom the base knows; the rest is carrying them out. */
const readShare = 0.4;
const askShare = 0.5;
/** Rows between two words about the progress. */
const progressStep = 4096;

export class Trial {
  private readonly read: (cells: readonly string[]) => ReadRow;
  private readonly fields: readonly OwnField[];
  /** By the place in the file. */
  private readonly gists = new Packed<Gist>();
  /** The place in the file by that in the import, and the other way round. */
  private readonly order: Uint32Array;
  private readonly placeOf: Uint32Array;
  private readonly base = new KnownBase();
  private memberIds = new Map<string, string>();
  private memberNames = new Map<string, string>();
  private readonly related = new Set<string>();
  private readonly decisions = new Map<number, Decision>();

  // What the latest run found, as far as it has come.
  private planner!: Planner<Who>;
  private reached = 0;
  private readonly results: Uint8Array;
  private readonly kept = new Map<number, Kept>();
  private readonly now = new Map<Who, ImportFacts>();
  private readonly account = new Account();
  private openedLeads = new Set<string>();
  private unknown: UnknownChoices;

  private constructor(
    private readonly settings: TrialRules,
    private readonly rows: Rows,
    onProgress: (share: number) => void,
  ) {
    this.read = rowReader(settings.rules, { ...settings.options, matchBy: settings.matchBy });
    this.fields = settings.options.fields ?? [];
    this.unknown = new UnknownChoices(this.fields);
    const created = new Float64Array(rows.length);
    for (let at = 0; at < rows.length; at++) {
      const row = this.read(rows.at(at)!);
      created[at] = "createdAt" in row ? (row.createdAt ?? Infinity) : Infinity;
      this.gists.push(gistOf(row));
      if (at % progressStep === 0) onProgress((at / rows.length) * readShare);
    }
    // Older customers get lower codes (IMX-05); rows without a date keep their place at the end.
    this.order = Uint32Array.from(created, (_, at) => at).sort((a, b) => {
      const [first, second] = [created[a]!, created[b]!];
      return first === second ? a - b : first - second;
    });
    this.placeOf = new Uint32Array(rows.length);
    for (const [place, at] of this.order.entries()) this.placeOf[at] = place;
    this.results = new Uint8Array(rows.length);
  }

  /** Reads every row, asks whom the base knows of them, and carries them out in memory. */
  static async of(
    rows: Rows,
    settings: TrialRules,
    ask: Ask,
    onProgress: (share: number) => void = () => undefined,
  ): Promise<Trial> {
    const trial = new Trial(settings, rows, onProgress);
    await trial.learn(ask, (share) => onProgress(readShare + share * askShare));
    trial.carryOn();
    onProgress(1);
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
    return this.openedLeads.size;
  }

  counts(): TrialCounts {
    return this.account.counts();
  }

  /** A page of the rows of one class, in the order of the import. */
  page(kind: TrialClass, offset: number, limit: number): TrialRow[] {
    return this.account.page(kind, offset, limit).map((place) => this.shown(place));
  }

  /** These rows as they stand now, by their numbers in the file. */
  rowsOf(numbers: readonly number[]): TrialRow[] {
    return numbers
      .map((number) => this.placeOf[number - 1])
      .filter((place) => place !== undefined)
      .sort((a, b) => a - b)
      .map((place) => this.shown(place));
  }

  /** What members, customers and tiers that the rows name are called, by id. */
  names(): Record<string, string> {
    const customers = [...this.related].map((key) => {
      const { customerId, facts } = this.base.at(this.base.keys.get(key)!);
      return [customerId, facts.name] as const;
    });
    const tiers = (this.settings.options.tiers ?? []).map(({ id, name }) => [id, name] as const);
    return Object.fromEntries([...customers, ...this.memberNames, ...tiers]);
  }

  /** Values that choices of the organization's own fields, or its tiers, do not know, and how many rows have each; the most frequent first. */
  unknownChoices(): { field: string; values: { text: string; rows: number }[] }[] {
    return this.unknown.all();
  }

  /** Rows in the order of the import, with what was decided of them; all, or those of some places. */
  *ordered(from = 0, to = this.order.length): Generator<DecidedRow> {
    for (const at of this.order.subarray(from, to)) {
      const number = at + 1;
      const decision = this.decisions.get(number);
      yield { number, cells: [...this.rows.at(at)!], ...(decision === undefined ? {} : { decision }) };
    }
  }

  /** Carries rows out above an empty base meanwhile, and forgets that when the base turns out to know somebody. */
  private async learn(ask: Ask, onProgress: (share: number) => void): Promise<void> {
    const asked = new Asked();
    for (const gist of this.gists) askFor(gist, asked);
    const members = await learnMembers(asked.members, ask);
    this.memberIds = members.ids;
    this.memberNames = members.names;
    this.begin();
    const { base, rows } = this;
    await base.learn(asked, ask, onProgress, (share) => {
      if (base.keys.size === 0) this.carryOn(Math.floor(share * rows.length));
    });
    for (const key of asked.related) if (base.keys.has(key)) this.related.add(key);
    if (base.keys.size > 0) this.begin();
  }

  private run(): void {
    this.begin();
    this.carryOn();
  }

  private begin(): void {
    const { rules, policy, duplicates, matchBy } = this.settings;
    const base = new Map<string, Who>();
    for (const [key, place] of this.base.keys) base.set(key, -1 - place);
    this.planner = new Planner<Who>({ duplicates, matchBy, policy, rules }, base);
    this.reached = 0;
    this.kept.clear();
    this.now.clear();
    this.account.clear();
    this.openedLeads = new Set();
    this.unknown = new UnknownChoices(this.fields);
  }

  /** Carries out the rows up to that place in the import. */
  private carryOn(to = this.order.length): void {
    const { planner } = this;
    for (; this.reached < to; this.reached++) {
      const place = this.reached;
      const at = this.order[place]!;
      const gist = this.gists.at(at)!;
      const [isReady, issues, keys, lead] = gist;
      let outcome: Outcome = "created";
      let isIncomplete = issues !== "" || !this.isResolved(gist);
      if (!isReady || !planner.createStranger(keys, place + 1)) {
        const line = this.lineAt(place);
        outcome = this.carryOut(planner, line, place);
        isIncomplete ||= (this.kept.get(place)?.issues.length ?? 0) > 0;
      }
      if (issues === "unknownChoice") this.unknown.add(this.shown(place, outcome).issues);
      const opensLead = lead !== null && outcome !== "skipped" && outcome !== "rejected";
      if (opensLead && !this.base.keys.has(lead)) this.openedLeads.add(lead);
      this.results[place] = outcomes.indexOf(outcome);
      this.account.add(place, outcome, isIncomplete);
    }
  }

  /** Whether everybody whom it names is there. */
  private isResolved([, , , , members, customers]: Gist): boolean {
    return (
      members.every((word) => this.memberIds.has(word)) &&
      customers.every((word) => customerKeysOf(word).some((key) => this.base.keys.has(key)))
    );
  }

  private lineAt(place: number): Line {
    const at = this.order[place]!;
    const cells = this.rows.at(at)!;
    const found = withReferences(this.read(cells), {
      customer: (key) => this.base.idOf(key),
      member: (word) => this.memberIds.get(word),
    });
    return { number: at + 1, cells, ...found };
  }

  private carryOut(planner: Planner<Who>, { number, row, ownerId }: Line, place: number): Outcome {
    const { rules, policy } = this.settings;
    const { country } = rules;
    const plan = planner.plan(row, place + 1, this.decisions.get(number));
    if (!("row" in plan)) {
      const { outcome, issues, known, by } = plan;
      if (known !== undefined && by !== undefined) this.kept.set(place, { issues, who: known, by });
      return outcome;
    }
    if (plan.outcome === "created") {
      const { issues, customer } = plan;
      if (issues.length > 0)
        this.kept.set(place, { issues: [...plan.row.issues, ...issues], made: customer });
      return "created";
    }
    const { known: who, by } = plan;
    const before = this.factsOf(who);
    const how = plan.outcome === "updated" ? "update" : "link";
    const isOthers = (key: string) => planner.isOthers(key, who);
    const changing = { country, today: rules.today, policy, fields: this.fields, isOthers };
    const { changes, issues } = changesOf(plan.row, before, how, changing, ownerId);
    const isSame = Object.keys(changes).length === 0;
    if (!isSame) this.now.set(who, afterChanges(before, changes, country));
    for (const field of this.fields) {
      const value = field.unique
        ? (changes.custom as Record<string, string> | undefined)?.[field.key]
        : undefined;
      if (value !== undefined) planner.give(ownKey(field, value, country), who);
    }
    this.kept.set(place, {
      issues: [...plan.row.issues, ...issues],
      changes: fieldChanges(before, changes),
      who,
      by,
    });
    return how === "update" && isSame ? "unchanged" : plan.outcome;
  }

  /** What a customer is once the rows so far are carried out. */
  private factsOf(who: Who): ImportFacts {
    return this.now.get(who) ?? this.firstFactsOf(who);
  }

  /** What it is in the base, or as its row makes it. */
  private firstFactsOf(who: Who): ImportFacts {
    if (who < 0) return this.base.at(-1 - who).facts;
    const { rules, language, options } = this.settings;
    const { row, ownerId } = this.lineAt(who - 1);
    const { createdAt } = row as ReadyRow;
    const defaults = { country: rules.country, today: rules.today, language, timeZone: options.timeZone };
    return factsOfNew(this.madeBy(who - 1, row as ReadyRow), { createdAt, ownerId }, defaults);
  }

  private madeBy(place: number, row: ReadyRow): CustomerInput {
    return this.kept.get(place)?.made ?? row.customer;
  }

  private shown(place: number, outcome: Outcome = outcomes[this.results[place]!]!): TrialRow {
    const { number, cells, row, ownerId } = this.lineAt(place);
    const kept = this.kept.get(place);
    const made = outcome === "created" ? this.madeBy(place, row as ReadyRow) : undefined;
    const decision = this.decisions.get(number);
    const own = "values" in row ? row.values.name : undefined;
    const who = kept?.who;
    return {
      number,
      outcome,
      cells,
      issues: kept?.issues ?? issuesIn(row, outcome),
      name: own ?? (who === undefined ? "" : this.firstFactsOf(who).name),
      changes: made === undefined ? (kept?.changes ?? []) : fieldChanges(nobody, changesOfNew(made, ownerId)),
      ...(decision === undefined ? {} : { decision }),
      ...(who === undefined || kept?.by === undefined ? {} : { match: this.matchOf(row, who, kept.by) }),
    };
  }

  private matchOf(row: ReadRow, who: Who, key: string): NonNullable<TrialRow["match"]> {
    const [by, value] = partsOf(key);
    const facts = this.firstFactsOf(who);
    const values = "values" in row ? row.values : {};
    const { score, reasons } = likeness(values, facts, this.settings.rules.country);
    const found = { by, value, score, reasons, name: facts.name };
    if (who > 0) return { ...found, row: this.order[who - 1]! + 1 };
    const { customerId, customerCode } = this.base.at(-1 - who);
    return { ...found, customerId, customerCode };
  }
}

/** What has to be known of the base before the row is carried out. */
function askFor([, , keys, lead, members, customers]: Gist, asked: Asked): void {
  for (const word of members) asked.members.add(word);
  for (const key of keys) asked.add(key);
  if (lead !== null) asked.add(lead);
  for (const key of customers.flatMap(customerKeysOf)) {
    if (asked.related.has(key)) continue;
    asked.related.add(key);
    asked.add(key);
  }
}

/** Why a row that nobody is known by ends as it does. */
function issuesIn(row: ReadRow, outcome: Outcome): RowIssue[] {
  const lacks = row.kind === "part" && (outcome === "skipped" || outcome === "rejected");
  return lacks ? [...(row as PartRow).lacking.issues, ...row.issues] : row.issues;
}

function gistOf(row: ReadRow): Gist {
  const isUnknown = row.issues.some(({ rule }) => isUnknownChoice(rule));
  const issues = isUnknown ? "unknownChoice" : row.issues.length > 0 ? "some" : "";
  const { members, customers } = wordsOf(row);
  if (!("keys" in row)) return [false, issues, [], null, members, customers];
  return [row.kind === "ready", issues, row.keys, row.lead?.key ?? null, members, customers];
}
