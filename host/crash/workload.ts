// What the clients of the crash test do. Every step is a pure function of seed, client
// and number, so the killed process and the one that checks it agree without talking.

export const KINDS = ["add", "edit", "remove", "job", "action", "cancelled", "file", "fail"] as const;

/**
 * Client number of rows that all clients write, so that their search lists are longer than one block of 1,024:
 * so many are there from the start, and one comes, changes and goes with the first row of a step.
 */
export const STOCK = { client: -1, rows: 1_000, text: "amber birch stock" } as const;

export interface Step {
  readonly client: number;
  readonly seq: number;
  readonly kind: (typeof KINDS)[number];
  /** An earlier step of the same client, whose rows are edited or removed. */
  readonly target: number;
  readonly parts: number;
  readonly text: string;
}

/** How often each kind comes, in KINDS' order. */
const WEIGHTS = [8, 6, 3, 2, 2, 1, 1, 2] as const;
const WORDS = ["amber", "birch", "copper", "delta", "ember", "fjord", "granite", "harbor"] as const;

/** A small generator with a period of 2^32: the same seed gives the same numbers everywhere. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function stepOf(seed: number, client: number, seq: number): Step {
  const random = randomFrom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(client + 1, 0x85ebca6b) ^ seq);
  let ticket = random(WEIGHTS.reduce<number>((sum, weight) => sum + weight, 0));
  const kind = KINDS[WEIGHTS.findIndex((weight) => (ticket -= weight) < 0)] as Step["kind"];
  const words = Array.from({ length: 1 + random(4) }, () => WORDS[random(WORDS.length)] as string);
  return {
    client,
    seq,
    kind,
    target: Math.max(0, seq - 1 - random(12)),
    parts: 1 + random(5),
    text: `${words.join(" ")} s${seq}`,
  };
}
