// Scores of the documents that a search has met, and the best of them. Work and
// memory go by what was met, not by how many documents there are: the arrays are
// used again, and only what was touched is cleared.

/** Larger arrays are not kept from one search to the next. */
const MAX_KEPT = 4_000_000;
const BUCKETS = 2_048;
/** Newest first, numbers are told apart by so many of their upper bits before they are sorted. */
const NEAR_BITS = 10;

let kept: Scores | null = null;

/** For documents below `next`; to be given back. */
export function takeScores(next: number): Scores {
  const known = kept;
  kept = null;
  if (known !== null && known.capacity >= next) return known;
  return new Scores(Math.max(1_024, Math.ceil(next * 1.25)));
}

export function giveBack(scores: Scores): void {
  scores.clear();
  if (scores.capacity <= MAX_KEPT) kept = scores;
}

export class Scores {
  /** 0 where nothing was met. */
  private readonly scores: Float32Array;
  /** The heaviest entry of the word that is being read; 0 outside. */
  private readonly weights: Uint8Array;
  private readonly met: Uint32Array;
  private size = 0;
  private highest = 0;
  private readonly seen: Uint32Array;
  private seenSize = 0;

  constructor(readonly capacity: number) {
    this.scores = new Float32Array(capacity);
    this.weights = new Uint8Array(capacity);
    this.met = new Uint32Array(capacity);
    this.seen = new Uint32Array(capacity);
  }

  /** Forgets everything. */
  clear(): void {
    const { scores, met } = this;
    for (let i = 0; i < this.size; i++) scores[met[i] as number] = 0;
    this.size = 0;
    this.highest = 0;
  }

  /** The entries of a block of postings that begins with document `base`; see postings.ts. */
  seeBlock(bytes: Uint8Array, base: number): void {
    const { weights, seen } = this;
    let size = this.seenSize;
    for (let at = 0; at < bytes.length; at += 3) {
      const document = base + ((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
      const weight = bytes[at + 2] as number;
      const known = weights[document] as number;
      if (known === 0) seen[size++] = document;
      if (weight > known) weights[document] = weight;
    }
    this.seenSize = size;
  }

  /** An entry of the word that is being read. */
  see(document: number, weight: number): void {
    const { weights } = this;
    const known = weights[document] as number;
    if (known === 0) this.seen[this.seenSize++] = document;
    if (weight > known) weights[document] = weight;
  }

  /** Ends a word: each of its documents gets its weight times `rarity`, which is above 0. */
  add(rarity: number): void {
    const { scores, weights, seen, met, seenSize } = this;
    let { size, highest } = this;
    for (let i = 0; i < seenSize; i++) {
      const document = seen[i] as number;
      const before = scores[document] as number;
      if (before === 0) met[size++] = document;
      scores[document] = before + rarity * (weights[document] as number);
      // As it is kept: with fewer digits than it was worked out with.
      const score = scores[document] as number;
      if (score > highest) highest = score;
      weights[document] = 0;
    }
    this.size = size;
    this.highest = highest;
    this.seenSize = 0;
  }

  of(document: number): number {
    return this.scores[document] as number;
  }

  /** The documents with the highest scores, best first, among equals the newest; all when there are no more. */
  best(limit: number): number[] {
    const { scores, met, size } = this;
    if (size <= limit) return this.sorted(Array.from(met.subarray(0, size)));
    const scale = (BUCKETS - 1) / this.highest;
    const counts = new Uint32Array(BUCKETS);
    for (let i = 0; i < size; i++) (counts[((scores[met[i] as number] as number) * scale) | 0] as number)++;
    let cut = BUCKETS - 1;
    let above = 0;
    while (cut > 0 && above + (counts[cut] as number) < limit) above += counts[cut--] as number;
    const better: number[] = [];
    const last: number[] = [];
    for (let i = 0; i < size; i++) {
      const document = met[i] as number;
      const bucket = ((scores[document] as number) * scale) | 0;
      if (bucket > cut) better.push(document);
      else if (bucket === cut) last.push(document);
    }
    return [...this.sorted(better), ...this.bestOfAlike(last, limit - better.length)];
  }

  /** Of many with nearly the same score, mostly few scores in all: sorting all of them would dominate. */
  private bestOfAlike(documents: readonly number[], limit: number): number[] {
    const classes = new Map<number, number[]>();
    for (const document of documents) {
      const score = this.of(document);
      const members = classes.get(score);
      if (members === undefined) classes.set(score, [document]);
      else members.push(document);
    }
    const out: number[] = [];
    for (const score of [...classes.keys()].sort((a, b) => b - a)) {
      if (out.length >= limit) break;
      for (const document of newest(classes.get(score) as number[], limit - out.length)) out.push(document);
    }
    return out;
  }

  private sorted(documents: number[]): number[] {
    const { scores } = this;
    return documents.sort((a, b) => (scores[b] as number) - (scores[a] as number) || b - a);
  }
}

/** The highest numbers, in descending order. */
function newest(documents: number[], limit: number): number[] {
  let among = documents;
  if (documents.length > 4 * limit) {
    const counts = new Map<number, number>();
    for (const document of documents) {
      const near = document >>> NEAR_BITS;
      counts.set(near, (counts.get(near) ?? 0) + 1);
    }
    let left = limit;
    let from = 0;
    for (const near of [...counts.keys()].sort((a, b) => b - a)) {
      from = near;
      left -= counts.get(near) as number;
      if (left <= 0) break;
    }
    among = documents.filter((document) => document >>> NEAR_BITS >= from);
  }
  return among.sort((a, b) => b - a).slice(0, limit);
}
