// Brings posting lists up to date with what was changed since (pending.ts), for many
// documents at once: a list that all of them stand in is written once.
import type { SearchIndexInfo } from "../indexes/catalog";
import type { Overlay } from "../storage/overlay";
import type { Key } from "../values/keys";
import { eachFilter, eachPending, eachWord, listsOf, pendingKey, type Packed, type Pending } from "./pending";
import {
  beginningsOf,
  blockKey,
  documentOfChange,
  filterList,
  GONE,
  isSameBlock,
  packChange,
  prefixList,
  termList,
  weightOfChange,
  withChanges,
} from "./postings";

/** Changes by list, each in the order of the documents' numbers. */
type Changes = Map<Key, number[]>;

interface Block {
  readonly key: Key;
  /** Undefined when nothing is left of it. */
  readonly bytes: Uint8Array | undefined;
}

/** Lists read from one step to the next: well below a millisecond. */
const STEP = 100;

/** Merges up to `limit` records of one index in steps; returns how many. Nobody else may write meanwhile. */
export function* mergeSteps(
  overlay: Overlay,
  index: SearchIndexInfo,
  limit: number,
): Generator<undefined, number> {
  const records: Pending[] = [];
  for (const record of eachPending(overlay, index.number)) {
    records.push(record);
    if (records.length >= limit) break;
  }
  for (let from = 0; from < records.length;) {
    const { partition } = records[from] as Pending;
    let end = from + 1;
    while (records[end]?.partition === partition) end++;
    yield* mergePartition(overlay, index, partition, records.slice(from, end));
    from = end;
  }
  return records.length;
}

/** All records of one index at once; for those who have just made them. */
export function mergeAll(overlay: Overlay, index: SearchIndexInfo): void {
  const steps = mergeSteps(overlay, index, Infinity);
  while (steps.next().done !== true);
}

function* mergePartition(
  overlay: Overlay,
  index: SearchIndexInfo,
  partition: Key,
  records: readonly Pending[],
): Generator<undefined> {
  const added = { words: new Map<Key, number[]>(), beginnings: new Map<Key, number[]>() };
  const changed: Changes = new Map();
  for (const { number, listed, current } of records) {
    if (listed === null) addNew(added, changed, partition, index, number, current as Packed);
    else addDifference(changed, partition, index, number, listed, current);
    if (number % STEP === 0) yield;
  }
  for (const [word, changes] of added.words) join(changed, termList(partition, word), changes);
  for (const [start, changes] of added.beginnings) join(changed, prefixList(partition, start), changes);
  // Written when all is read: a reader puts what is pending in order, and would do so for each list anew.
  const blocks: Block[] = [];
  let read = 0;
  for (const [list, changes] of changed) {
    apply(overlay, list, changes, blocks);
    if (++read % STEP === 0) yield;
  }
  for (const { number } of records) overlay.remove("search", pendingKey(partition, number));
  for (const { key, bytes } of blocks) {
    if (bytes === undefined) overlay.remove("search", key);
    else overlay.putBytes(key, bytes);
  }
}

/** The usual case, without a key for each list and document: words are told apart by themselves. */
function addNew(
  { words, beginnings }: { words: Map<Key, number[]>; beginnings: Map<Key, number[]> },
  changed: Changes,
  partition: Key,
  index: SearchIndexInfo,
  number: number,
  version: Packed,
): void {
  eachWord(version, index, (word, weight) => {
    const change = packChange(number, weight);
    add(words, word, change);
    for (const beginning of beginningsOf(word)) add(beginnings, beginning, change);
  });
  eachFilter(version, index, (field, hash) =>
    add(changed, filterList(partition, field, hash), packChange(number, 0)),
  );
}

/** Of several words with one beginning the heaviest counts. */
function add(changes: Changes, list: Key, change: number): void {
  const known = changes.get(list);
  if (known === undefined) {
    changes.set(list, [change]);
    return;
  }
  const last = known[known.length - 1] as number;
  if (documentOfChange(last) !== documentOfChange(change)) known.push(change);
  else if (weightOfChange(last) < weightOfChange(change)) known[known.length - 1] = change;
}

function addDifference(
  changed: Changes,
  partition: Key,
  index: SearchIndexInfo,
  number: number,
  listed: Packed,
  current: Packed | null,
): void {
  const before = listsOf(partition, listed, index);
  const after = current === null ? new Map<Key, number>() : listsOf(partition, current, index);
  for (const list of before.keys()) if (!after.has(list)) add(changed, list, packChange(number, GONE));
  for (const [list, weight] of after)
    if (before.get(list) !== weight) add(changed, list, packChange(number, weight));
}

/** Those of new documents beside those of others. */
function join(changed: Changes, list: Key, changes: number[]): void {
  const others = changed.get(list);
  changed.set(list, others === undefined ? changes : [...others, ...changes].sort((a, b) => a - b));
}

function apply(overlay: Overlay, list: Key, changes: readonly number[], blocks: Block[]): void {
  for (let from = 0; from < changes.length;) {
    const first = changes[from] as number;
    let end = from + 1;
    while (end < changes.length && isSameBlock(first, changes[end] as number)) end++;
    const key = blockKey(list, documentOfChange(first));
    blocks.push({ key, bytes: withChanges(overlay.peekBytes(key), changes, from, end) });
    from = end;
  }
}
