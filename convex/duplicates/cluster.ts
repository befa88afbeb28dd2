/** Finds who is whom among many records at once: the same comparison as everywhere, for a file or a bench. Pure. */
import { compare, type Comparison } from "./compare";
import type { Identity } from "./identity";
import { agreementOf } from "./names";
import { soundOf } from "./sound";

/** A key that more records share brings nobody together. */
export const crowdLimit = 20;

export interface MatchedPair extends Comparison {
  a: number;
  b: number;
}

/** Pairs of indexes worth comparing, with their comparison; a pair without evidence is left out. */
export function matchedPairs(people: readonly Identity[]): MatchedPair[] {
  const blocks = new Map<string, number[]>();
  for (const [index, person] of people.entries()) {
    for (const key of new Set(blockKeys(person))) {
      const block = blocks.get(key);
      if (block === undefined) blocks.set(key, [index]);
      else block.push(index);
    }
  }
  const crowded = (key: string) => (blocks.get(key)?.length ?? 0) > crowdLimit;
  const seen = new Set<string>();
  const pairs: MatchedPair[] = [];
  for (const [key, block] of blocks) {
    if (block.length < 2 || crowded(key)) continue;
    for (const [at, a] of block.entries()) {
      for (const b of block.slice(at + 1)) {
        const pair = `${a} ${b}`;
        if (seen.has(pair)) continue;
        seen.add(pair);
        const comparison = compare(people[a]!, people[b]!, crowded);
        if (comparison.score > 0) pairs.push({ a, b, ...comparison });
      }
    }
  }
  return pairs;
}

/** By what a record may be found beside another. */
export function blockKeys(person: Identity): string[] {
  const sounds = person.name.map(soundOf).sort();
  return [
    ...person.emails.flatMap(({ mailbox, local }) => [`mailbox:${mailbox}`, `local:${local}`]),
    ...person.phones.map(({ tail }) => `tail:${tail}`),
    ...(person.stableHashId === null ? [] : [`hash:${person.stableHashId}`]),
    ...(person.domain === null ? [] : [`domain:${person.domain}`]),
    ...(sounds.length === 0 ? [] : [`sound:${sounds.join(" ")}`]),
    ...(person.dateOfBirth === null ? [] : sounds.map((sound) => `birth:${person.dateOfBirth} ${sound}`)),
  ];
}

/**
 * Groups of two and more that are connected by pairs of at least `score`, the
 * surest pairs first. Two groups are not joined over a third record when their
 * own names contradict each other: a nameless record with the family's phone
 * makes no family one person.
 */
export function clustersFrom(
  people: readonly Identity[],
  pairs: readonly MatchedPair[],
  score: number,
): number[][] {
  const groups = people.map((_, index) => [index]);
  const contradict = (one: readonly number[], other: readonly number[]) =>
    one.some((a) => other.some((b) => agreementOf(people[a]!.name, people[b]!.name) === "other"));
  const sure = pairs.filter((pair) => pair.score >= score).sort((p, q) => q.score - p.score);
  for (const { a, b } of sure) {
    const [one, other] = [groups[a]!, groups[b]!];
    if (one === other || contradict(one, other)) continue;
    const joined = [...one, ...other];
    for (const index of joined) groups[index] = joined;
  }
  return [...new Set(groups)].filter((group) => group.length > 1);
}
