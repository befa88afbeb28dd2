// Finds and ranks the documents a search means: every word exactly, the last one
// also as a prefix, any of them suffices; more and rarer words rank higher.
import type { SearchIndexInfo } from "../indexes/catalog";
import type { ReadView } from "../storage/store";
import { encodeUint32, type Key } from "../values/keys";
import { readMeta } from "./maintain";
import { PendingPart, type Visit } from "./pending";
import {
  blockBase,
  blockSize,
  eachEntry,
  filterList,
  hashValue,
  isPartition,
  PART,
  partitionOf,
  PREFIX_LENGTHS,
  prefixList,
  prefixRange,
  termList,
  termRange,
  utf8,
} from "./postings";

export interface Search {
  /** Words of the query; the last one also matches as a prefix. */
  readonly terms: readonly string[];
  /** Filter field number -> encoded value. */
  readonly filters: ReadonlyMap<number, Key>;
}

export interface Hit {
  readonly partition: Key;
  readonly document: number;
  readonly score: number;
}

/** A prefix is a weaker sign than the whole word. */
const PREFIX_SHARE = 0.5;

/** The best `limit` hits, best first; among equals the newest first. */
export function rank(view: ReadView, index: SearchIndexInfo, search: Search, limit: number): Hit[] {
  if (search.terms.length === 0) return [];
  const hits: Hit[] = [];
  for (const partition of partitions(view, index, search))
    hits.push(...rankPartition(view, index, partition, search, limit));
  hits.sort((a, b) => b.score - a.score || b.document - a.document);
  return hits.slice(0, limit);
}

/** One partition when the query names it, otherwise all. */
function* partitions(view: ReadView, index: SearchIndexInfo, search: Search): Generator<Key> {
  const first = search.filters.get(0);
  if (index.filterFields.length === 0 || first !== undefined) {
    yield partitionOf(index, first);
    return;
  }
  let from = encodeUint32(index.number);
  const to = encodeUint32(index.number + 1);
  for (;;) {
    let found: Key | undefined;
    for (const key of view.keys("search", from, to, false)) {
      found = key;
      break;
    }
    if (found === undefined || !isPartition(found)) return;
    const partition = found.slice(0, 12);
    yield partition;
    from = `${partition}\xff`;
  }
}

/** One partition's lists without the numbers that were changed since, of which `pending` tells. */
class Part {
  readonly pending: PendingPart;

  constructor(
    private readonly view: ReadView,
    readonly name: Key,
    index: SearchIndexInfo,
  ) {
    this.pending = new PendingPart(view, name, index);
  }

  /** Visits every entry and returns how many there are. */
  private read(list: Key, visit: Visit): number {
    const { pending } = this;
    let size = 0;
    for (const { key, bytes } of this.view.blocks(list, `${list}\xff`)) {
      if (pending.isEmpty) {
        size += blockSize(bytes);
        eachEntry(bytes, blockBase(key), visit);
        continue;
      }
      eachEntry(bytes, blockBase(key), (document, weight) => {
        if (pending.has(document)) return;
        size++;
        visit(document, weight);
      });
    }
    return size;
  }

  word(term: string, visit: Visit): number {
    const word = utf8(term);
    return this.read(termList(this.name, word), visit) + this.pending.withWord(word, visit);
  }

  beginning(term: string, visit: Visit): number {
    const { name } = this;
    const characters = Array.from(term).length;
    const start = utf8(term);
    let lists: Key;
    if ((PREFIX_LENGTHS as readonly number[]).includes(characters)) lists = prefixList(name, start);
    // Four characters: the lists of five; six and more: few enough whole words remain.
    else lists = characters === 4 ? prefixRange(name, start) : termRange(name, start);
    return this.read(lists, visit) + this.pending.withBeginning(start, characters, visit);
  }

  filter(field: number, value: Key, visit: Visit): void {
    const hash = hashValue(value);
    this.read(filterList(this.name, field, hash), visit);
    this.pending.withFilter(field, hash, visit);
  }
}

function rankPartition(
  view: ReadView,
  index: SearchIndexInfo,
  partition: Key,
  search: Search,
  limit: number,
): Hit[] {
  const { next, count } = readMeta(view, partition);
  if (count === 0) return [];
  const part = new Part(view, partition, index);
  const allowed = filterMask(part, search, next);
  if (allowed === "none") return [];
  const scores = new Float32Array(next);
  const weights = new Uint8Array(next);
  const collect: Visit = (document, weight) => {
    if (weight > (weights[document] as number)) weights[document] = weight;
  };
  const add = (found: number, share: number): void => {
    if (found === 0) return;
    const rarity = Math.log(1 + (count - found + 0.5) / (found + 0.5)) * share;
    for (let document = 0; document < next; document++) {
      const weight = weights[document] as number;
      if (weight !== 0) (scores[document] as number) += rarity * weight;
    }
    weights.fill(0);
  };
  search.terms.forEach((term, i) => {
    add(part.word(term, collect), 1);
    if (i === search.terms.length - 1) add(part.beginning(term, collect), PREFIX_SHARE);
  });
  if (allowed !== "all") for (let i = 0; i < next; i++) if (allowed[i] === 0) scores[i] = 0;
  return best(scores, limit).map((document) => ({ partition, document, score: scores[document] as number }));
}

function filterMask(part: Part, search: Search, next: number): Uint8Array | "all" | "none" {
  let mask: Uint8Array | "all" = "all";
  for (const [field, value] of search.filters) {
    // The first filter field is the partition itself.
    if (field === 0) continue;
    const previous: Uint8Array | "all" = mask;
    const current = new Uint8Array(next);
    let matches = 0;
    part.filter(field, value, (document) => {
      if (previous !== "all" && previous[document] === 0) return;
      current[document] = 1;
      matches++;
    });
    if (matches === 0) return "none";
    mask = current;
  }
  return mask;
}

const BUCKETS = 2_048;

/** Documents with the highest scores, unsorted ones cut by a histogram first: sorting all would dominate. */
function best(scores: Float32Array, limit: number): number[] {
  let highest = 0;
  let found = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (score === 0) continue;
    found++;
    if (score > highest) highest = score;
  }
  const scale = found > limit ? (BUCKETS - 1) / highest : 0;
  let cut = 0;
  if (found > limit) {
    const histogram = new Uint32Array(BUCKETS);
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i] as number;
      if (score !== 0) (histogram[Math.floor(score * scale)] as number)++;
    }
    let above = 0;
    for (cut = BUCKETS - 1; cut > 0; cut--) {
      above += histogram[cut] as number;
      if (above >= limit) break;
    }
    // The last bucket may hold far more than fits: mostly equal scores, of which the newest are kept.
    if (above > 4 * limit) return newest(scores, scale, cut, limit);
  }
  const documents: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (score !== 0 && Math.floor(score * scale) >= cut) documents.push(i);
  }
  return documents.sort((a, b) => (scores[b] as number) - (scores[a] as number) || b - a).slice(0, limit);
}

function newest(scores: Float32Array, scale: number, cut: number, limit: number): number[] {
  const classes = new Map<number, number[]>();
  for (let i = scores.length - 1; i >= 0; i--) {
    const score = scores[i] as number;
    if (score === 0 || Math.floor(score * scale) < cut) continue;
    const members = classes.get(score);
    if (members === undefined) classes.set(score, [i]);
    else if (members.length < limit) members.push(i);
  }
  const out: number[] = [];
  for (const score of [...classes.keys()].sort((a, b) => b - a)) {
    for (const document of classes.get(score) as number[]) {
      if (out.length >= limit) return out;
      out.push(document);
    }
  }
  return out;
}

/** Store key of the record that names a hit's document. */
export function hitKey(hit: Hit): Key {
  return hit.partition + PART.documents + encodeUint32(hit.document);
}
