/** What becomes of a row of interactions, notes or documents, given whom and what is known; the same for the dry run and the run. Pure. */
import { Companies } from "./companies";
import { contactKey, saidBy, type ReadEntry, type ReadyEntry } from "./entryRow";
import { issue, type RowIssue } from "./normalise";

export interface EntryCompany {
  customerId: string;
  name: string;
  customerCode: string;
}

export type EntryPlan =
  | {
      outcome: "created";
      row: ReadyEntry;
      company: EntryCompany;
      /** The member who did it, where the row's word means one. */
      authorId?: string;
      contactId?: string;
      issues: RowIssue[];
    }
  | { outcome: "duplicate"; row: ReadyEntry; company: EntryCompany; issues: RowIssue[] }
  | { outcome: "skipped" | "rejected"; issues: RowIssue[] };

/** What the plan of rows rests on, key by key: entries at an instant of a customer, and entries by the id they had. */
export const placeKey = (customerId: string, at: number): string => `${customerId} ${at}`;
export const idKey = (id: string, at: number): string => `id ${at} ${id}`;

/** Decides row after row in the file's order; remembers the entries it has met. */
export class EntryPlanner {
  readonly companies = new Companies<EntryCompany>();
  private readonly ids = new Set<string>();
  private readonly said = new Map<string, Set<string>>();
  private readonly contacts = new Map<string, string>();

  constructor(private readonly member: (word: string) => string | undefined) {}

  /** An entry that is there: by its id, or what it says at its place. */
  meet(key: string, said: readonly string[]): void {
    if (key.startsWith("id ")) this.ids.add(key);
    else for (const one of said) this.add(key, one);
  }

  meetContact(key: string, contactId: string): void {
    if (!this.contacts.has(key)) this.contacts.set(key, contactId);
  }

  companyOf(read: ReadyEntry): EntryCompany | "none" | "several" {
    return this.companies.of(read.customer);
  }

  /** Which keys of entries and of contacts the plan of this row looks at. */
  asked(read: ReadEntry): { entries: string[]; contacts: string[] } {
    if (read.kind !== "ready") return { entries: [], contacts: [] };
    const company = this.companyOf(read);
    if (typeof company === "string") return { entries: [], contacts: [] };
    const { customerId } = company;
    return {
      entries: [placeKey(customerId, read.at), ...(read.id === undefined ? [] : [idKey(read.id, read.at)])],
      contacts: read.contact === undefined ? [] : [contactKey(customerId, read.contact)],
    };
  }

  plan(read: ReadEntry): EntryPlan {
    if (read.kind !== "ready") return { outcome: read.kind, issues: read.issues };
    const company = this.companyOf(read);
    if (typeof company === "string") {
      const [field = "ofName", value = ""] = Object.entries(read.named)[0] ?? [];
      const rule = company === "none" ? "unknownCustomer" : "severalCustomers";
      return { outcome: "rejected", issues: [issue(field, rule, value), ...read.issues] };
    }
    const place = placeKey(company.customerId, read.at);
    const said = saidBy(read.entry);
    if (
      (read.id !== undefined && this.ids.has(idKey(read.id, read.at))) ||
      this.said.get(place)?.has(said) === true
    )
      return { outcome: "duplicate", row: read, company, issues: [] };
    if (read.id !== undefined) this.ids.add(idKey(read.id, read.at));
    this.add(place, said);
    const issues = [...read.issues];
    const authorId = read.author === undefined ? undefined : this.member(read.author);
    // A note keeps the name of whoever wrote it; an interaction belongs to somebody who is here.
    if (read.author !== undefined && authorId === undefined && read.entry.kind === "interactions")
      issues.push(issue("owner", "unknownMember", read.author));
    const contactId =
      read.contact === undefined
        ? undefined
        : this.contacts.get(contactKey(company.customerId, read.contact));
    if (read.contact !== undefined && contactId === undefined)
      issues.push(issue("ofContact", "unknownContact", read.contact));
    return {
      outcome: "created",
      row: read,
      company,
      issues,
      ...(authorId === undefined ? {} : { authorId }),
      ...(contactId === undefined ? {} : { contactId }),
    };
  }

  private add(place: string, said: string): void {
    this.said.set(place, (this.said.get(place) ?? new Set()).add(said));
  }
}
