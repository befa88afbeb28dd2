/** What every dry run keeps account of, and how it asks for many keys. Pure. */
import { knownLimit } from "./limits";
import type { Decision, Outcome } from "./plan";

/** The rows of a file: a list, or something that holds them in less room. */
export interface Rows {
  readonly length: number;
  at(index: number): readonly string[] | undefined;
}

/** An outcome, or the created rows that lose a value. */
export type TrialClass = Outcome | "incomplete";
export type TrialCounts = Record<TrialClass, number>;

/** A row as it is sent to the run: its number in the file, and what was decided of it. */
export interface DecidedRow {
  number: number;
  cells: string[];
  decision?: Decision;
}

/** Which rows ended how, by their places in the order of the import. */
export class Account {
  private readonly places = new Map<TrialClass, number[]>();

  clear(): void {
    this.places.clear();
  }

  add(at: number, outcome: Outcome, isLosing: boolean): void {
    this.put(outcome, at);
    if (outcome === "created" && isLosing) this.put("incomplete", at);
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

  page(kind: TrialClass, offset: number, limit: number): number[] {
    return (this.places.get(kind) ?? []).slice(offset, offset + limit);
  }

  private put(kind: TrialClass, at: number): void {
    const places = this.places.get(kind);
    if (places === undefined) this.places.set(kind, [at]);
    else places.push(at);
  }
}

/** Asks for all of the keys, a part at a time; `ask` answers how many of them, from the first on, were looked up. */
export async function inTurn(
  keys: readonly string[],
  ask: (part: string[]) => Promise<number>,
  onProgress: (share: number) => void,
): Promise<void> {
  for (let at = 0; at < keys.length;) {
    at += await ask(keys.slice(at, at + knownLimit));
    onProgress(at / keys.length);
  }
}
