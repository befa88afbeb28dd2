/**
 * The dry run of a file of interactions, notes or documents: what would become of every row before anything is
 * stored, by the planner of the run itself. Pure; the browser's worker holds one.
 */
import type { AskContacts } from "./contactTrial";
import { EntryPlanner, type EntryCompany, type EntryPlan } from "./entryPlan";
import { contactKey, entryReader, saidBy, type EntryOptions, type ReadEntry } from "./entryRow";
import type { RowIssue } from "./normalise";
import { Packed } from "./packed";
import { outcomes } from "./plan";
import {
  Account,
  inTurn,
  type DecidedRow,
  type Rows,
  type TrialClass,
  type TrialCounts,
} from "./trialAccount";
import { learnMembers, type Ask } from "./trialAsk";
import type { FieldChange, TrialRow } from "./trialShown";
import { fold } from "../shared/text";

/** Asks the server; `answered` is how many of the keys, from the first on, it has looked up. */
export interface AskEntries extends AskContacts, Pick<Ask, "members"> {
  entries: (keys: string[]) => Promise<{ entries: { key: string; said: string[] }[]; answered: number }>;
}

/** Shares of the time: reading every row, then whose they are, then what is there. */
const readShare = 0.3;
const companiesShare = 0.3;
const entriesShare = 0.4;

interface Kept {
  issues: RowIssue[];
  company?: EntryCompany;
}

export class EntryTrial {
  private readonly reads = new Packed<ReadEntry>();
  private readonly account = new Account();
  private readonly kept = new Map<number, Kept>();
  private results = new Uint8Array();

  private constructor(private readonly rows: Rows) {}

  static async of(
    rows: Rows,
    { now, ...options }: EntryOptions & { now: number },
    ask: AskEntries,
    onProgress: (share: number) => void = () => undefined,
  ): Promise<EntryTrial> {
    const trial = new EntryTrial(rows);
    const read = entryReader(options, now);
    for (let at = 0; at < rows.length; at++) {
      trial.reads.push(read(rows.at(at)!));
      if (at % 4096 === 0) onProgress((at / rows.length) * readShare);
    }
    trial.run(await trial.learn(ask, onProgress));
    onProgress(1);
    return trial;
  }

  counts(): TrialCounts {
    return this.account.counts();
  }

  page(kind: TrialClass, offset: number, limit: number): TrialRow[] {
    return this.account.page(kind, offset, limit).map((at) => this.shown(at));
  }

  *ordered(from = 0, to = this.rows.length): Generator<DecidedRow> {
    for (let at = from; at < Math.min(to, this.rows.length); at++)
      yield { number: at + 1, cells: [...this.rows.at(at)!] };
  }

  private async learn(ask: AskEntries, onProgress: (share: number) => void): Promise<EntryPlanner> {
    const customers = new Set<string>();
    const words = new Set<string>();
    for (const read of this.reads) {
      if (read.kind !== "ready") continue;
      for (const key of read.customer) customers.add(key);
      if (read.author !== undefined) words.add(read.author);
    }
    const members = await learnMembers(words, ask);
    const byWord = new Map([...members.ids].map(([word, id]) => [fold(word), id]));
    const planner = new EntryPlanner((word) => byWord.get(fold(word)));
    const byId = new Map<string, EntryCompany>();
    await inTurn(
      [...customers].sort(),
      async (keys) => {
        const { companies, answered } = await ask.companies(keys);
        for (const { key, found } of companies) {
          for (const one of found) {
            const company = byId.get(one.customerId) ?? one;
            byId.set(one.customerId, company);
            planner.companies.know(key, company);
          }
        }
        return answered;
      },
      (share) => onProgress(readShare + share * companiesShare),
    );
    const entries = new Set<string>();
    const people = new Set<string>();
    for (const read of this.reads) {
      const asked = planner.asked(read);
      for (const key of asked.entries) entries.add(key);
      for (const key of asked.contacts) people.add(key);
    }
    await inTurn(
      [...people].sort(),
      async (keys) => {
        const { contacts, answered } = await ask.contacts(keys);
        for (const { contactId, customerId, facts } of contacts)
          planner.meetContact(contactKey(customerId, `${facts.firstName} ${facts.lastName}`), contactId);
        return answered;
      },
      () => undefined,
    );
    await inTurn(
      [...entries].sort(),
      async (keys) => {
        const answer = await ask.entries(keys);
        for (const { key, said } of answer.entries) planner.meet(key, said);
        return answer.answered;
      },
      (share) => onProgress(readShare + companiesShare + share * entriesShare),
    );
    return planner;
  }

  private run(planner: EntryPlanner): void {
    this.results = new Uint8Array(this.rows.length);
    let at = 0;
    for (const read of this.reads) {
      const plan = planner.plan(read);
      this.results[at] = outcomes.indexOf(plan.outcome);
      this.kept.set(at, keptOf(plan));
      this.account.add(at, plan.outcome, plan.issues.length > 0);
      at += 1;
    }
  }

  private shown(at: number): TrialRow {
    const read = this.reads.at(at)!;
    const outcome = outcomes[this.results[at]!]!;
    const { issues, company } = this.kept.get(at)!;
    return {
      number: at + 1,
      outcome,
      cells: this.rows.at(at)!,
      issues,
      name: nameOf(read),
      changes: outcome === "created" && read.kind === "ready" ? changesOf(read) : [],
      ...(company === undefined ? {} : { company }),
    };
  }
}

function keptOf(plan: EntryPlan): Kept {
  return "company" in plan ? { issues: plan.issues, company: plan.company } : { issues: plan.issues };
}

/** What it is called: its subject, or how it begins. */
function nameOf(read: ReadEntry): string {
  if (read.kind !== "ready") return "";
  const { entry } = read;
  return entry.kind === "interactions" ? entry.subject : saidBy(entry).split("\n", 1)[0]!;
}

function changesOf({ entry, at, author, contact }: Extract<ReadEntry, { kind: "ready" }>): FieldChange[] {
  const said: Record<string, unknown> = {
    entryDate: at,
    entryType:
      entry.kind === "interactions"
        ? entry.type
        : entry.kind === "notes"
          ? entry.noteType
          : entry.documentType,
    ...(entry.kind === "interactions"
      ? { body: entry.description, entryOutcome: entry.outcome, duration: entry.duration, owner: author }
      : { author }),
    ...(entry.kind === "documents" ? { files: entry.files.map(({ fileName }) => fileName) } : {}),
    ofContact: contact,
  };
  return Object.entries(said)
    .filter(([, to]) => to !== undefined)
    .map(([field, to]) => ({ field, from: null, to }));
}
