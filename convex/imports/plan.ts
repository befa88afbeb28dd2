/** What becomes of a row, given who is known already; the same for the dry run and the run. Pure. */
import type { ReadRow, ReadyRow, RowIssue } from "./normalise";

/** What to do with a row that is a customer already known. */
export const duplicateChoices = ["link", "update", "skip"] as const;
/**
 * link: fill what is empty, remember the old id. update: also overwrite what differs.
 * skip: leave the customer alone.
 */
export type DuplicateChoice = (typeof duplicateChoices)[number];

export const outcomes = ["created", "updated", "duplicate", "skipped", "rejected"] as const;
export type Outcome = (typeof outcomes)[number];

export type Plan<Known> =
  /** `newKeys`: keys that nobody had before this row. */
  | { outcome: "created"; row: ReadyRow; newKeys: string[]; asKnown: Known }
  | { outcome: "updated" | "duplicate"; row: ReadyRow; newKeys: string[]; known: Known }
  | { outcome: "skipped" | "rejected"; issues: RowIssue[] };

/** Decides row after row, in the order of the import; remembers whom it has met. */
export class Planner<Known> {
  private readonly known: Map<string, Known>;

  /** `base`: who has which key before the first row; it must cover the keys of every row to come. */
  constructor(
    private readonly choice: DuplicateChoice,
    base: ReadonlyMap<string, Known>,
  ) {
    this.known = new Map(base);
  }

  /** Adds what the base knows of further keys; earlier rows of the file win. */
  learn(base: ReadonlyMap<string, Known>): void {
    for (const [key, known] of base) if (!this.known.has(key)) this.known.set(key, known);
  }

  /** `asKnown` stands for this row's customer when a later row turns out to be the same. */
  plan(row: ReadRow, asKnown: Known): Plan<Known> {
    if (row.kind !== "ready") return { outcome: row.kind, issues: row.issues };
    const key = row.keys.find((candidate) => this.known.has(candidate));
    if (key === undefined) {
      return { outcome: "created", row, newKeys: this.register(row, asKnown), asKnown };
    }
    const known = this.known.get(key)!;
    const newKeys = this.choice === "skip" ? [] : this.register(row, known);
    return { outcome: this.choice === "update" ? "updated" : "duplicate", row, newKeys, known };
  }

  private register(row: ReadyRow, known: Known): string[] {
    const newKeys = row.keys.filter((key) => !this.known.has(key));
    for (const key of newKeys) this.known.set(key, known);
    return newKeys;
  }
}
