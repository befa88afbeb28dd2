/** What becomes of a row, given who is known already; the same for the dry run and the run. Pure. */
import { hasRequiredContact, type CustomerInput, type CustomerRules } from "../customers/shape";
import type { MatchBy } from "./fields";
import { emailKey, isMatching, partsOf, phoneKey } from "./keys";
import type { PartRow, ReadRow, ReadyRow, RowIssue } from "./normalise";

/** What to do with a row that is a customer already known. */
export const duplicateChoices = ["link", "update", "skip"] as const;
/**
 * link: fill what is empty, remember the old id. update: also overwrite what differs.
 * skip: leave the customer alone.
 */
export type DuplicateChoice = (typeof duplicateChoices)[number];

/** What a person decided of one row: as above, or that it is somebody else after all. */
export const decisions = ["link", "update", "create", "skip"] as const;
export type Decision = (typeof decisions)[number];

export const outcomes = ["created", "updated", "unchanged", "duplicate", "skipped", "rejected"] as const;
export type Outcome = (typeof outcomes)[number];

export type Policy = Record<"email" | "phone", "block" | "confirm" | "warn">;

export interface PlanRules {
  duplicates: DuplicateChoice;
  matchBy: MatchBy;
  /** The organization's identity policy: what it makes of a second customer with the same. */
  policy: Policy;
  rules: Pick<CustomerRules, "country" | "requiredContact">;
}

export interface CreatePlan<Known> {
  outcome: "created";
  row: ReadyRow;
  /** As the row says, without what belongs to somebody else. */
  customer: CustomerInput;
  code: string | undefined;
  /** What was left out for that reason. */
  issues: RowIssue[];
  /** Keys that nobody had before this row. */
  newKeys: string[];
  asKnown: Known;
}
export interface MeetPlan<Known> {
  /** Whether an update changes anything is known when the customer is looked at: then it may become "unchanged". */
  outcome: "updated" | "duplicate";
  row: ReadyRow | PartRow;
  newKeys: string[];
  known: Known;
  /** The key by which it was recognised. */
  by: string;
}
export interface LeavePlan<Known> {
  outcome: "skipped" | "rejected";
  issues: RowIssue[];
  /** The customer that it is, or that stands in the way. */
  known?: Known;
  by?: string;
}
export type Plan<Known> = CreatePlan<Known> | MeetPlan<Known> | LeavePlan<Known>;

/** Decides row after row, in the order of the import; remembers whom it has met. `Known` is compared by identity. */
export class Planner<Known> {
  private readonly known: Map<string, Known>;

  /** `base`: who has which key before the first row; it must cover the keys of every row to come. */
  constructor(
    private readonly rules: PlanRules,
    base: ReadonlyMap<string, Known>,
  ) {
    this.known = new Map(base);
  }

  /** Adds what the base knows of further keys; earlier rows of the file win. */
  learn(base: ReadonlyMap<string, Known>): void {
    for (const [key, known] of base) if (!this.known.has(key)) this.known.set(key, known);
  }

  /** A key that a customer has been given. */
  give(key: string, known: Known): void {
    if (!this.known.has(key)) this.known.set(key, known);
  }

  /**
   * Makes a new customer of a row that can be one, where nobody has any of its keys; what `plan` would do then, and
   * without asking what else the row says. Otherwise false, and nothing is done.
   */
  createStranger(keys: readonly string[], asKnown: Known): boolean {
    if (keys.some((key) => this.known.has(key))) return false;
    for (const key of keys) this.known.set(key, asKnown);
    return true;
  }

  /** Whether somebody other than this customer has the key. */
  isOthers(key: string, own: Known | null): boolean {
    const known = this.known.get(key);
    return known !== undefined && known !== own;
  }

  /** `asKnown` stands for this row's customer when a later row turns out to be the same. */
  plan(row: ReadRow, asKnown: Known, decision?: Decision): Plan<Known> {
    if (row.kind === "skipped" || row.kind === "rejected") return { outcome: row.kind, issues: row.issues };
    const { matchBy, duplicates } = this.rules;
    const matching = row.keys.find((key) => isMatching(key, matchBy) && this.known.has(key));
    const inTheWay = matching ?? this.inTheWay(row);
    // Without a person's word, another key than the chosen one makes nobody the same.
    const choice = decision ?? (matching === undefined ? undefined : duplicates);
    if (inTheWay !== undefined && choice !== undefined && choice !== "create") {
      return this.meet(row, inTheWay, choice);
    }
    if (row.kind === "part")
      return { outcome: row.lacking.outcome, issues: [...row.lacking.issues, ...row.issues] };
    if (inTheWay !== undefined && choice === undefined) {
      const taken = issueOf(inTheWay, row);
      const known = this.known.get(inTheWay)!;
      return { outcome: "rejected", issues: [taken, ...row.issues], known, by: inTheWay };
    }
    return this.create(row, asKnown);
  }

  private meet(row: ReadyRow | PartRow, by: string, choice: DuplicateChoice): Plan<Known> {
    const known = this.known.get(by)!;
    if (choice === "skip") {
      const issues = [{ field: "", rule: "alreadyHere", value: "" }];
      return { outcome: "skipped", issues, known, by };
    }
    const newKeys = this.register(row, known, choice === "update");
    return { outcome: choice === "update" ? "updated" : "duplicate", row, newKeys, known, by };
  }

  private create(row: ReadyRow, asKnown: Known): Plan<Known> {
    const taken = row.keys.filter((key) => this.known.has(key) && !this.mayRepeat(key));
    const issues = taken.map((key) => issueOf(key, row));
    const rest = taken.length === 0 ? row : without(row, taken, this.rules.rules.country);
    if (taken.length > 0 && !hasRequiredContact(this.rules.rules.requiredContact, rest.customer)) {
      const missing = { field: "phone", rule: "contactRequired", value: "" };
      return {
        outcome: "rejected",
        issues: [...issues, missing],
        known: this.known.get(taken[0]!)!,
        by: taken[0]!,
      };
    }
    const newKeys = row.keys.filter((key) => !this.known.has(key));
    for (const key of newKeys) this.known.set(key, asKnown);
    return { outcome: "created", row, customer: rest.customer, code: rest.code, issues, newKeys, asKnown };
  }

  /** An e-mail or a phone that the organization allows only once, and somebody has. */
  private inTheWay(row: ReadyRow | PartRow): string | undefined {
    return row.keys.find(
      (key) => /^(email|phone):/.test(key) && this.known.has(key) && !this.mayRepeat(key, "warn"),
    );
  }

  /** A second customer may have it too, as the identity policy says; ids and codes never. */
  private mayRepeat(key: string, level?: "warn"): boolean {
    const [kind] = partsOf(key);
    if (kind !== "email" && kind !== "phone") return false;
    const policy = this.rules.policy[kind];
    return level === undefined ? policy !== "block" : policy === level;
  }

  private register(row: ReadyRow | PartRow, known: Known, isUpdate: boolean): string[] {
    const unknown = row.keys.filter((key) => !this.known.has(key));
    const newKeys = unknown.filter((key) => !key.startsWith("custom."));
    for (const key of newKeys) this.known.set(key, known);
    // A link may leave a field of one's own as it is: see `give`.
    if (isUpdate) for (const key of unknown) this.known.set(key, known);
    return newKeys;
  }
}

const fieldOf: Partial<Record<string, string>> = {
  code: "customerCode",
  legacy: "legacyId",
  hash: "stableHashId",
};

function issueOf(key: string, row: ReadyRow | PartRow): RowIssue {
  const [kind, text] = partsOf(key);
  const isSecond = kind === "phone" && row.values.phone === undefined;
  const field = isSecond ? "secondaryPhone" : (fieldOf[kind] ?? kind);
  return { field, rule: "taken", value: kind.startsWith("custom.") ? "" : text.slice(0, 200) };
}

/** The row without the values of these keys. */
function without(
  { customer, code }: ReadyRow,
  taken: readonly string[],
  country: string,
): { customer: CustomerInput; code: string | undefined } {
  const rest: CustomerInput = { ...customer };
  const isTaken = (key: string | null) => key !== null && taken.includes(key);
  if (rest.email !== undefined && isTaken(emailKey(rest.email))) delete rest.email;
  for (const field of ["phone", "secondaryPhone"] as const) {
    if (rest[field] !== undefined && isTaken(phoneKey(rest[field], country))) delete rest[field];
  }
  const legacyIds = rest.legacyIds?.filter((id) => !isTaken(`legacy:${id}`));
  if (legacyIds !== undefined) rest.legacyIds = legacyIds;
  if (rest.stableHashId !== undefined && isTaken(`hash:${rest.stableHashId}`)) delete rest.stableHashId;
  if (rest.custom !== undefined) {
    const kinds = new Set(taken.map((key) => partsOf(key)[0]));
    rest.custom = Object.fromEntries(
      Object.entries(rest.custom).filter(([key]) => !kinds.has(`custom.${key}`)),
    );
  }
  return { customer: rest, code: code !== undefined && isTaken(`code:${code}`) ? undefined : code };
}
