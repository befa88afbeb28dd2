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

/** What a file's rows ask for: keys by their kind, and the words and keys by which they name others. */
export class Asked {
  readonly members = new Set<string>();
  /** Keys of customers that rows name. */
  readonly related = new Set<string>();
  // Lists, put in order and without repetitions later: a set of four million texts is a third of all the room.
  private readonly kinds = new Map<string, string[]>();
  private count = 0;

  add(key: string): void {
    const kind = key.slice(0, key.indexOf(":") + 1);
    const keys = this.kinds.get(kind);
    if (keys === undefined) this.kinds.set(kind, [key]);
    else keys.push(key);
    this.count += 1;
  }

  /** Keys still to be handed out or handed out already; repetitions count until their kind is put in order. */
  get length(): number {
    return this.count;
  }

  /**
   * The keys once each, in parts of one question: neighbours in the index are answered together. A kind is put in
   * order when its turn comes, so that the server has questions meanwhile, and let go behind its last part.
   */
  *parts(): Generator<string[]> {
    for (const kind of [...this.kinds.keys()].sort()) {
      const sorted = this.kinds.get(kind)!.sort();
      this.kinds.delete(kind);
      let kept = 0;
      for (const key of sorted) if (kept === 0 || sorted[kept - 1] !== key) sorted[kept++] = key;
      this.count -= sorted.length - kept;
      for (let from = 0; from < kept; from += knownLimit)
        yield sorted.slice(from, Math.min(from + knownLimit, kept));
    }
  }
}

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

  /** Asks for all of the keys. `meanwhile` gets the share that is asked for, each time the server has something to do. */
  async learn(
    asked: Asked,
    ask: Pick<Ask, "known">,
    onProgress: (share: number) => void,
    meanwhile: (share: number) => void,
  ): Promise<void> {
    const all = asked.parts();
    let sent = 0;
    let answered = 0;
    const lane = async () => {
      for (const part of all) {
        sent += part.length;
        for (let at = 0; at < part.length;) {
          const coming = ask.known(part.slice(at));
          meanwhile(sent / asked.length);
          const answer = await coming;
          for (const customer of answer.customers) this.add(customer);
          for (const { key, customerId } of answer.keys) this.keys.set(key, this.places.get(customerId)!);
          at += answer.answered;
          answered += answer.answered;
          onProgress(answered / asked.length);
        }
      }
    };
    await Promise.all(Array.from({ length: underWay }, lane));
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
