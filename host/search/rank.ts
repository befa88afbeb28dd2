// Finds and ranks the documents a search means: every word exactly, the last one
// also as a prefix, any of them suffices; more and rarer words rank higher.
import type { SearchIndexInfo } from "../indexes/catalog";
import type { ReadView } from "../storage/store";
import { encodeUint32, type Key } from "../values/keys";
import { readMeta } from "./maintain";
import { pendingPart, type PendingPart, type Visit } from "./pending";
import {
  blockBase,
  blockKey,
  blockOf,
  blockSize,
  eachEntry,
  entryWeight,
  filterList,
  hashValue,
  isPartition,
  listOf,
  PART,
  partitionOf,
  PREFIX_LENGTHS,
  prefixList,
  prefixRange,
  termList,
  termRange,
  utf8,
} from "./postings";
import { rankLong, rarityOf, type Source } from "./rankLong";
import { giveBack, takeScores, type Scores } from "./scores";

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

/** Where document numbers end below it, all that matches is looked at. */
const SMALL = 4_096;
/** Lists that a beginning is looked for in one by one. */
const MOST_LISTS = 64;

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
    this.pending = pendingPart(view, name, index);
  }

  /** Where a word is found; see rankLong.ts. */
  wordSource(term: string): Source {
    const { pending } = this;
    const word = utf8(term);
    return {
      lists: [termList(this.name, word)],
      share: 1,
      pending: (visit) => pending.withWord(word, visit),
      outdated: () => pending.outdatedWithWord(word),
    };
  }

  /** Where a beginning is found; null where it is in too many lists. */
  beginningSource(term: string): Source | null {
    const { pending } = this;
    const start = utf8(term);
    const characters = Array.from(term).length;
    const lists = this.hasList(characters)
      ? [prefixList(this.name, start)]
      : this.listsFrom(this.listsOfBeginning(start, characters));
    if (lists === null) return null;
    return {
      lists,
      share: PREFIX_SHARE,
      pending: (visit) => pending.withBeginning(start, characters, visit),
      outdated: () => pending.outdatedWithBeginning(start, characters),
    };
  }

  private hasList(characters: number): boolean {
    return (PREFIX_LENGTHS as readonly number[]).includes(characters);
  }

  /** What their names begin with. Four characters: the lists of five; six and more: few enough whole words remain. */
  private listsOfBeginning(start: Key, characters: number): Key {
    return characters === 4 ? prefixRange(this.name, start) : termRange(this.name, start);
  }

  private listsFrom(start: Key): Key[] | null {
    const end = `${start}\xff`;
    const lists: Key[] = [];
    for (let from = start; ;) {
      let found: Key | undefined;
      for (const key of this.view.keys("search", from, end, false)) {
        found = key;
        break;
      }
      if (found === undefined) return lists;
      if (lists.length === MOST_LISTS) return null;
      const list = listOf(found);
      lists.push(list);
      from = `${list}\xff`;
    }
  }

  /** Takes every entry in and returns how many there are. */
  private read(list: Key, scores: Scores): number {
    const { pending } = this;
    let size = 0;
    for (const { key, bytes } of this.view.blocks(list, `${list}\xff`)) {
      if (pending.isEmpty) {
        size += blockSize(bytes);
        scores.seeBlock(bytes, blockBase(key));
        continue;
      }
      eachEntry(bytes, blockBase(key), (document, weight) => {
        if (pending.has(document)) return;
        size++;
        scores.see(document, weight);
      });
    }
    return size;
  }

  word(term: string, scores: Scores): number {
    const word = utf8(term);
    const visit: Visit = (document, weight) => scores.see(document, weight);
    return this.read(termList(this.name, word), scores) + this.pending.withWord(word, visit);
  }

  beginning(term: string, scores: Scores): number {
    const { name } = this;
    const characters = Array.from(term).length;
    const start = utf8(term);
    const lists = this.hasList(characters)
      ? prefixList(name, start)
      : this.listsOfBeginning(start, characters);
    const visit: Visit = (document, weight) => scores.see(document, weight);
    return this.read(lists, scores) + this.pending.withBeginning(start, characters, visit);
  }

  /** Tells of any document whether its filter field has that value; blocks of the list are read as they are asked for. */
  filter(field: number, value: Key): (document: number) => boolean {
    const { view, pending } = this;
    const hash = hashValue(value);
    const list = filterList(this.name, field, hash);
    const changed = new Set<number>();
    pending.withFilter(field, hash, (document) => changed.add(document));
    const blocks = new Map<number, Uint8Array | undefined>();
    return (document) => {
      if (pending.has(document)) return changed.has(document);
      const number = blockOf(document);
      let block = blocks.get(number);
      if (block === undefined && !blocks.has(number))
        blocks.set(number, (block = view.getBytes(blockKey(list, document))));
      return entryWeight(block, document) !== undefined;
    };
  }
}

/** How many times as many as wanted are looked at when filters have left too few. */
const WIDER = 4;

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
  if (next > SMALL && view.lists !== undefined) {
    const sources = sourcesOf(part, search);
    if (sources !== null) {
      const filters = [...search.filters].filter(([field]) => field !== 0);
      const asked = { view, partition, count, pending: part.pending, sources, filters };
      return rankLong(asked, limit).map((hit) => ({ partition, ...hit }));
    }
  }
  const scores = takeScores(next);
  const add = (found: number, share: number): void => {
    if (found > 0) scores.add(rarityOf(found, count) * share);
  };
  search.terms.forEach((term, i) => {
    add(part.word(term, scores), 1);
    if (i === search.terms.length - 1) add(part.beginning(term, scores), PREFIX_SHARE);
  });
  const documents = bestOf(scores, passing(part, search), limit);
  const hits = documents.map((document) => ({ partition, document, score: scores.of(document) }));
  giveBack(scores);
  return hits;
}

function sourcesOf(part: Part, { terms }: Search): Source[] | null {
  const sources = terms.map((term) => part.wordSource(term));
  const last = part.beginningSource(terms.at(-1) as string);
  return last === null ? null : [...sources, last];
}

/** Null where every document passes. */
function passing(part: Part, { filters }: Search): ((document: number) => boolean) | null {
  // The first filter field is the partition itself.
  const checks = [...filters]
    .filter(([field]) => field !== 0)
    .map(([field, value]) => part.filter(field, value));
  return checks.length === 0 ? null : (document) => checks.every((check) => check(document));
}

/** The best `limit` that pass. Filters are asked about the best alone, and about more while too few of them pass. */
function bestOf(
  scores: Scores,
  passes: ((document: number) => boolean) | null,
  limit: number,
): readonly number[] {
  if (passes === null) return scores.best(limit);
  for (let wanted = 2 * limit; ; wanted *= WIDER) {
    const found = scores.best(wanted);
    const kept = found.filter(passes);
    if (kept.length >= limit || found.length < wanted) return kept.slice(0, limit);
  }
}

/** Store key of the record that names a hit's document. */
export function hitKey(hit: Hit): Key {
  return hit.partition + PART.documents + encodeUint32(hit.document);
}
