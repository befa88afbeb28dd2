/** What a dry run that is carried out row by row keeps account of, and how it asks for many keys. Pure. */
import { knownLimit } from "./limits";
import type { Outcome } from "./plan";
import type { TrialClass, TrialCounts } from "./trial";

/** Which rows ended how, by their places in the file. */
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
