/** What becomes of a row of contacts, given which customers and contacts are known; the same for the dry run and the run. Pure. */
import {
  hasRequiredContact,
  newCustomerShape,
  type CustomerDraft,
  type CustomerInput,
  type CustomerRules,
} from "../customers/shape";
import { domainOf, mailboxOf } from "../duplicates/identity";
import { isSameValue } from "../shared/conflict";
import { fold } from "../shared/text";
import { normalizeEmail } from "../shared/email";
import { Companies } from "./companies";
import { contactKeys, type ReadContact, type ReadyContact } from "./contactRow";
import { phoneKey } from "./keys";
import { firstAddress, issue, type RowIssue } from "./normalise";
import type { Decision, DuplicateChoice, Policy } from "./plan";

/** What to do with a row whose customer is not known: put it on the fix list, or create the company with it. */
export const missingChoices = ["reject", "create"] as const;
export type MissingChoice = (typeof missingChoices)[number];

/** The fields of a contact that an import may fill or change. */
export type ContactFacts = Required<Pick<ReadyContact["values"], "firstName" | "lastName">> &
  ReadyContact["values"] & { isPrimary: boolean; isDecisionMaker: boolean };

/** A customer, stored or to be created by a row; compared by identity. The id is filled in when it is created. */
export interface KnownCompany {
  customerId?: string;
  name: string;
  customerCode?: string;
  /** The row that creates it, where it is not stored. */
  row?: number;
}
/** A contact, stored or created by an earlier row; its facts move with what rows change. */
export interface KnownContact {
  contactId?: string;
  company: KnownCompany;
  facts: ContactFacts;
  row?: number;
}

export interface ContactPlanRules {
  duplicates: DuplicateChoice;
  missing: MissingChoice;
  policy: Policy;
  rules: CustomerRules;
}

export interface NewCompany {
  input: CustomerInput;
  code?: string;
}
export type ContactPlan =
  | {
      outcome: "created";
      row: ReadyContact;
      company: KnownCompany;
      /** Set when the company is created with it. */
      creates?: NewCompany;
      contact: KnownContact;
      issues: RowIssue[];
    }
  | {
      outcome: "updated" | "duplicate" | "unchanged";
      row: ReadyContact;
      contact: KnownContact;
      changes: Partial<ContactFacts>;
      /** What they were. */
      before: ContactFacts;
      by: string;
      issues: RowIssue[];
    }
  | { outcome: "skipped" | "rejected"; issues: RowIssue[]; contact?: KnownContact; by?: string };

/** The keys of customers that a row's plan looks at: whom it names, and who has what a new company would get. */
export function customersAsked(row: ReadContact, missing: MissingChoice): string[] {
  if (row.kind !== "ready") return [];
  if (missing === "reject") return row.customer;
  return [...row.customer, ...row.keys.filter((key) => !key.startsWith("name:"))];
}

/** Decides row after row in the file's order; remembers the companies and contacts it has met. */
export class ContactPlanner {
  private readonly companies = new Companies<KnownCompany>();
  private readonly contacts = new Map<KnownCompany, Map<string, Set<KnownContact>>>();

  private readonly shape: ReturnType<typeof newCustomerShape>;

  constructor(private readonly settings: ContactPlanRules) {
    this.shape = newCustomerShape(settings.rules);
  }

  /** A customer that one of these keys means. */
  know(key: string, company: KnownCompany): void {
    this.companies.know(key, company);
  }

  /** A contact of a known customer. */
  meet(contact: KnownContact): void {
    const byKey = this.contacts.get(contact.company) ?? new Map<string, Set<KnownContact>>();
    this.contacts.set(contact.company, byKey);
    for (const key of contactKeys(contact.facts, this.settings.rules.country))
      byKey.set(key, (byKey.get(key) ?? new Set()).add(contact));
  }

  /** The customer that a row names by the strongest of its keys that means one alone; else how many there are. */
  companyOf({ customer }: ReadyContact): KnownCompany | "none" | "several" {
    return this.companies.of(customer);
  }

  plan(read: ReadContact, row: number, decision?: Decision): ContactPlan {
    if (read.kind !== "ready") return { outcome: read.kind, issues: read.issues };
    const company = this.companyOf(read);
    if (company === "several") {
      return { outcome: "rejected", issues: [this.notFound(read, "severalCustomers"), ...read.issues] };
    }
    if (company === "none") return this.createWithCompany(read, row);
    const like = this.likeliest(read, company);
    if (like === null || decision === "create") return this.create(read, company, row);
    const { contact, by } = like;
    const choice = decision ?? this.settings.duplicates;
    if (choice === "skip") return { outcome: "skipped", issues: [issue("", "alreadyHere", "")], contact, by };
    return this.change(read, contact, by, choice);
  }

  private notFound({ named }: ReadyContact, rule: string): RowIssue {
    const [field = "ofName", value = ""] = Object.entries(named)[0] ?? [];
    return issue(field, rule, value);
  }

  private create(
    row: ReadyContact,
    company: KnownCompany,
    number: number,
    creates?: NewCompany,
  ): ContactPlan {
    const { values, isPrimary, isDecisionMaker = false } = row;
    const facts: ContactFacts = { ...values, isPrimary: isPrimary ?? false, isDecisionMaker };
    const contact: KnownContact = { company, facts, row: number };
    this.meet(contact);
    const issues = [...row.issues];
    return {
      outcome: "created",
      row,
      company,
      contact,
      issues,
      ...(creates === undefined ? {} : { creates }),
    };
  }

  private createWithCompany(row: ReadyContact, number: number): ContactPlan {
    const { missing, rules } = this.settings;
    const name = row.named.ofName;
    if (missing === "reject" || name === undefined)
      return { outcome: "rejected", issues: [this.notFound(row, "unknownCustomer"), ...row.issues] };
    const { code, ...made } = newCompanyOf(row, name, (key) => this.isTaken(key), rules.country);
    const checked = this.shape.safeParse(made.draft);
    const input = checked.success ? checked.data : null;
    if (input === null || !hasRequiredContact(rules.requiredContact, input))
      return { outcome: "rejected", issues: [issue("phone", "contactRequired", ""), ...row.issues] };
    const company: KnownCompany = { name, row: number };
    const mailbox = input.email === undefined ? null : mailboxOf(input.email);
    const domain = domainOf(input.website, mailbox === null ? [] : [mailbox]);
    const phone = input.phone === undefined ? null : phoneKey(input.phone, rules.country);
    const keys = [
      ...row.customer,
      ...(input.email === undefined ? [] : [`email:${input.email}`]),
      ...(phone === null ? [] : [phone]),
      ...(domain === null ? [] : [`domain:${domain}`]),
    ];
    for (const key of keys) this.know(key, company);
    return this.create(row, company, number, code === undefined ? { input } : { input, code });
  }

  /** Somebody has the e-mail or the phone, and the organization allows it once. */
  private isTaken(key: string): boolean {
    const kind = key.startsWith("email:") ? "email" : "phone";
    return this.settings.policy[kind] === "block" && this.companies.has(key);
  }

  /** The contact of this customer that has the strongest of the row's keys; of namesakes the one most like it. */
  private likeliest(row: ReadyContact, company: KnownCompany): { contact: KnownContact; by: string } | null {
    const byKey = this.contacts.get(company);
    for (const by of row.keys) {
      const found = [...(byKey?.get(by) ?? [])];
      const sameName = found.filter(({ facts }) => nameOf(facts) === nameOf(row.values));
      const [best] = (sameName.length > 0 || !isShared(by) ? orAll(sameName, found) : []).sort(
        (a, b) => alike(row, b.facts) - alike(row, a.facts),
      );
      if (best !== undefined) return { contact: best, by };
    }
    return null;
  }

  private change(row: ReadyContact, contact: KnownContact, by: string, how: "link" | "update"): ContactPlan {
    const before = contact.facts;
    const changes: Partial<Record<keyof ContactFacts, unknown>> = {};
    const issues = [...row.issues];
    for (const [field, value] of Object.entries(row.values) as [keyof ContactFacts, string][]) {
      const isFree = how === "update" || before[field] === undefined;
      if (isFree && !isSameContactValue(field, before[field], value, this.settings.rules.country))
        changes[field] = value;
    }
    const { isPrimary, isDecisionMaker } = row;
    if (how === "update") {
      if (isDecisionMaker !== undefined && isDecisionMaker !== before.isDecisionMaker)
        changes.isDecisionMaker = isDecisionMaker;
      if (isPrimary === true && !before.isPrimary) changes.isPrimary = true;
      // One stays primary until another is made so (CON-04).
      if (isPrimary === false && before.isPrimary) issues.push(issue("isPrimary", "primaryKept", ""));
    }
    contact.facts = { ...before, ...(changes as Partial<ContactFacts>) };
    this.meet(contact);
    const isSame = Object.keys(changes).length === 0;
    const outcome = how === "link" ? "duplicate" : isSame ? "unchanged" : "updated";
    return { outcome, row, contact, changes: changes as Partial<ContactFacts>, before, by, issues };
  }
}

const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) =>
  fold(`${firstName} ${lastName}`);
/** A phone or a desk's e-mail that people of one company may share: says nothing without the name. */
const isShared = (key: string) =>
  !key.startsWith("email:") || mailboxOf(key.slice("email:".length))?.isShared === true;
const orAll = <T>(some: T[], all: T[]): T[] => (some.length > 0 ? some : all);

/** How many fields say the same, of namesakes. */
function alike({ values }: ReadyContact, facts: ContactFacts): number {
  return (["email", "phone", "mobile", "title", "department"] as const).filter(
    (field) => values[field] === facts[field],
  ).length;
}

/** A phone in another spelling is the same phone. */
function isSameContactValue(
  field: keyof ContactFacts,
  stored: unknown,
  given: string,
  country: string,
): boolean {
  if (isSameValue(stored, given)) return true;
  if (field !== "phone" && field !== "mobile") return false;
  const key = phoneKey(given, country);
  return key !== null && typeof stored === "string" && phoneKey(stored, country) === key;
}

/** A business whose e-mail and phone are its own where the row says them, else those of the person who answers there. */
function newCompanyOf(
  { named, values }: ReadyContact,
  name: string,
  isTaken: (key: string) => boolean,
  country: string,
): { draft: CustomerDraft; code?: string } {
  const draft: CustomerDraft = { name: name.slice(0, 255), type: "business", customerSource: "Others" };
  const email = named.ofEmail === undefined ? values.email : normalizeEmail(firstAddress(named.ofEmail));
  if (email && !isTaken(`email:${email}`)) draft.email = email;
  const phone = [values.phone, values.mobile].find(
    (one) => one !== undefined && phoneKey(one, country) !== null,
  );
  if (phone !== undefined && !isTaken(phoneKey(phone, country)!)) draft.phone = phone;
  if (named.ofLegacyId !== undefined) draft.legacyIds = [named.ofLegacyId.slice(0, 255)];
  if (named.ofDomain !== undefined && /^[^\s@]+\.[^\s@]+$/.test(named.ofDomain))
    draft.website = named.ofDomain;
  return named.ofCode === undefined ? { draft } : { draft, code: named.ofCode.slice(0, 20) };
}
