/** What a dry run asks the server: whom the base knows of a file's rows. Pure; the asking is the caller's. */
import type { ImportFacts } from "./facts";
import { knownLimit, wordLimit } from "./limits";
import { Packed } from "./packed";

/** A customer of the base, as the server tells it. */
export interface KnownOne {
  customerId: string;
  customerCode: string;
  facts: ImportFacts;
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

/** Questions under way at once: the connection is shared with the page. */
const underWay = 4;

/** The customers that a file's keys mean, each once, by the place in which they were heard of. */
export class KnownBase {
  /** Place of the customer of each key that has one. */
  readonly keys = new Map<string, number>();
  private readonly places = new Map<string, number>();
  private readonly customers = new Packed<KnownOne>();

  at(place: number): KnownOne {
    return this.customers.at(place)!;
  }

  idOf(key: string): string | undefined {
    const place = this.keys.get(key);
    return place === undefined ? undefined : this.at(place).customerId;
  }

  /** Asks for all of the keys, and leaves them sorted; `onProgress` gets the share that is answered. */
  async learn(keys: string[], ask: Ask, onProgress: (share: number) => void): Promise<void> {
    // Neighbours in the index are answered together.
    const sorted = keys.sort();
    let kept = 0;
    for (const key of sorted) if (kept === 0 || sorted[kept - 1] !== key) sorted[kept++] = key;
    sorted.length = kept;
    let answered = 0;
    const askFor = async (lane: readonly string[]) => {
      for (let at = 0; at < lane.length;) {
        const answer = await ask.known(lane.slice(at, at + knownLimit));
        for (const customer of answer.customers) this.add(customer);
        for (const { key, customerId } of answer.keys) this.keys.set(key, this.places.get(customerId)!);
        at += answer.answered;
        answered += answer.answered;
        onProgress(answered / sorted.length);
      }
    };
    const lane = Math.ceil(sorted.length / underWay);
    await Promise.all(parts(sorted, lane).map(askFor));
  }

  private add(customer: KnownOne): void {
    if (this.places.has(customer.customerId)) return;
    this.places.set(customer.customerId, this.customers.length);
    this.customers.push(customer);
  }
}

/** Members that words mean: their ids by word, and their names by id. */
export async function learnMembers(
  words: Iterable<string>,
  ask: Pick<Ask, "members">,
): Promise<{ ids: Map<string, string>; names: Map<string, string> }> {
  const ids = new Map<string, string>();
  const names = new Map<string, string>();
  for (const part of parts([...words], wordLimit)) {
    for (const { word, userId, name } of await ask.members(part)) {
      ids.set(word, userId);
      names.set(userId, name);
    }
  }
  return { ids, names };
}

function parts(all: readonly string[], size: number): string[][] {
  const cut: string[][] = [];
  for (let from = 0; from < all.length; from += size) cut.push(all.slice(from, from + size));
  return cut;
}
