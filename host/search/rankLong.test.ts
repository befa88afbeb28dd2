// Looking at the best blocks alone against looking at everything, and lists that are
// kept in memory against the store.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SearchIndexInfo } from "../indexes/catalog";
import { FIRST_LIST_PART, KeptLists } from "../storage/keptLists";
import { Overlay } from "../storage/overlay";
import { Store, type Snapshot } from "../storage/store";
import type { JsonObject } from "../values/json";
import { encodeValue } from "../values/keys";
import { Best } from "./best";
import { indexDocument } from "./maintain";
import { mergeSteps } from "./merge";
import { PostingList, readList } from "./postingList";
import { PART, termList } from "./postings";
import { rank } from "./rank";

const INDEX: SearchIndexInfo = {
  number: 7,
  name: "search",
  searchField: "text",
  filterFields: ["org", "kind"],
  staged: false,
};
const documents = 18_000;

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orbit-search-"));
  store = Store.open(folder);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const internal = (n: number): string => `document-${String(n).padStart(7, "0")}`;

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const words = ["petrov", "petrova", "petrosyan", "petr", "pet", "ivan", "ivanov", "anna", "x1", "x2", "é"];

function documentOf(next: (below: number) => number): JsonObject {
  const text: string[] = [];
  // Some words are in nearly every document, some in few, and texts are of any length.
  while (text.length < 1 + next(9)) text.push(words[Math.min(next(words.length), next(words.length))]!);
  if (next(2_000) === 0) text.push("rare");
  return { text: text.join(" "), org: "o1", kind: next(50) === 0 ? "few" : "many" };
}

function filtersOf(kind: string | null): Map<number, string> {
  const all = new Map([[0, encodeValue("o1")]]);
  if (kind !== null) all.set(1, encodeValue(kind));
  return all;
}

const searches = [["petrov"], ["pet"], ["petro"], ["petr"], ["ivan", "petrov"], ["anna", "rare"], ["rare"]];

/** Searches of a snapshot, with what is kept of lists and by looking at everything. */
function compare(snapshot: Snapshot, seed: number): void {
  const next = numbers(seed);
  for (const terms of searches) {
    const search = { terms, filters: filtersOf([null, "few", "many"][next(3)]!) };
    const limit = [1, 20, 64, 1_024][next(4)]!;
    const everything = rank(new Overlay(snapshot), INDEX, search, limit);
    expect(rank(snapshot, INDEX, search, limit), `${terms.join(" ")}, ${limit}`).toEqual(everything);
  }
}

describe("a large partition", () => {
  it("SE-8 SE-9 SE-12 the best blocks alone hold the hits, scores and order of all, while commits and merges go on", async () => {
    const next = numbers(5);
    const rows: (JsonObject | null)[] = [];
    const change = (overlay: Overlay, id: number, row: JsonObject | null) => {
      indexDocument(overlay, INDEX, internal(id), rows[id] ?? null, row);
      rows[id] = row;
    };
    const merge = (overlay: Overlay, limit: number) => {
      const steps = mergeSteps(overlay, INDEX, limit);
      while (steps.next().done !== true);
    };
    for (let from = 0; from < documents; from += 3_000) {
      const overlay = new Overlay(store.committed());
      for (let id = from; id < from + 3_000; id++) change(overlay, id, documentOf(next));
      merge(overlay, Infinity);
      await store.commit(overlay.writes());
    }
    const old = store.snapshot();
    compare(old, 1);
    for (let round = 0; round < 12; round++) {
      const overlay = new Overlay(store.committed());
      for (let n = 0; n < 60; n++) {
        const id = next(documents + 200);
        change(overlay, id, next(3) === 0 ? null : documentOf(next));
      }
      if (round % 3 > 0) merge(overlay, 1 + next(200));
      const before = store.snapshot();
      const written = store.commit(overlay.writes());
      const meanwhile = store.snapshot();
      compare(meanwhile, round);
      await written;
      const after = store.snapshot();
      for (const snapshot of [after, before, meanwhile, after]) compare(snapshot, round + 100);
      for (const snapshot of [after, before, meanwhile]) snapshot.release();
    }
    compare(old, 2);
    old.release();
    // Not all of it was read from the store.
    const snapshot = store.snapshot();
    const partition = [...snapshot.keys("search", "", "\xff", false)][0]!.slice(0, 12);
    const list = readList(snapshot, termList(partition, "petrov"));
    expect(readList(snapshot, termList(partition, "petrov"))).toBe(list);
    snapshot.release();
  });

  it("a list in memory is what its blocks were changed to", () => {
    const block = fc
      .uint8Array({ maxLength: 12 })
      .map((bytes) => bytes.subarray(0, 3 * Math.floor(bytes.length / 3)));
    const changes = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.option(block, { nil: undefined })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(changes, changes, (first, later) => {
        const model = new Map<number, Uint8Array>();
        for (const [number, bytes] of first) if (bytes !== undefined) model.set(number, bytes);
        const list = new PostingList([...model].sort(([a], [b]) => a - b));
        for (const [number, bytes] of later) {
          list.change(number, bytes);
          model.set(number, bytes ?? new Uint8Array(0));
        }
        let entries = 0;
        for (let number = 0; number < 40; number++) {
          let held: number[] = [];
          list.read(number, (bytes, from, to) => (held = [...bytes.subarray(from, to)]));
          const wanted = [...(model.get(number) ?? [])];
          expect(held).toEqual(wanted);
          expect(list.heaviest[number] ?? 0).toBe(Math.max(0, ...wanted.filter((_, at) => at % 3 === 2)));
          entries += wanted.length / 3;
        }
        expect(list.entries).toBe(entries);
      }),
    );
  });

  it("the best of many are those that sorting gives", () => {
    const hit = fc.record({ score: fc.integer({ min: 1, max: 5 }), document: fc.nat({ max: 1_000 }) });
    fc.assert(
      fc.property(
        fc.uniqueArray(hit, { selector: (one) => one.document }),
        fc.nat({ max: 20 }),
        (hits, limit) => {
          const best = new Best(limit);
          for (const { score, document } of hits) if (best.takes(score, document)) best.add(score, document);
          const sorted = hits.toSorted((a, b) => b.score - a.score || b.document - a.document);
          expect(best.sorted()).toEqual(sorted.slice(0, limit));
        },
      ),
    );
  });
});

describe("lists kept in memory", () => {
  const name = (partition: string, list: string) => partition.padEnd(12, "-") + PART.term + list;
  const key = (list: string, block: number) => `${list}\0\0\0${String.fromCharCode(block)}`;
  const small = () => new PostingList([[0, new Uint8Array(30)]]);

  it("are told apart by snapshots: those of before a commit, of while it went on and of after it", () => {
    const lists = new KeptLists();
    const [petrov, anna] = [name("p", "petrov"), name("p", "anna")];
    const before = lists.now();
    before.keep(petrov, small());
    expect(before.find(petrov)).toBeDefined();
    const ended = lists.commit([{ key: key(petrov, 1), value: new Uint8Array(3) }]);
    const meanwhile = lists.now();
    for (const snapshot of [before, meanwhile]) expect(snapshot.find(petrov)).toBeUndefined();
    meanwhile.keep(anna, small());
    ended(true);
    for (const snapshot of [before, meanwhile]) {
      expect(snapshot.find(petrov)).toBeUndefined();
      // What was read of a state that may be over is nothing to keep.
      snapshot.keep(anna, small());
    }
    const after = lists.now();
    expect(after.find(anna)).toBeUndefined();
    expect((after.find(petrov) as PostingList).entries).toBe(11);
    lists.commit([{ key: key(petrov, 1), value: undefined }])(false);
    expect(lists.now().find(petrov), "the commit failed").toBeUndefined();
  });

  it("those used longest ago go first, and none takes most of the room", () => {
    const lists = new KeptLists(2_000);
    for (const list of "abcdefghijkl") {
      lists.now().keep(name("p", list), small());
      lists.now().find(name("p", "a"));
    }
    expect(lists.now().find(name("p", "a"))).toBeDefined();
    expect(lists.now().find(name("p", "b"))).toBeUndefined();
    expect(lists.now().find(name("p", "l"))).toBeDefined();
    lists.now().keep(name("p", "long"), new PostingList([[0, new Uint8Array(300)]]));
    expect(lists.now().find(name("p", "long"))).toBeUndefined();
  });

  it("are told of by the part of a key that lists begin with", () => {
    const parts = Object.entries(PART).map(([part, byte]) => [part, byte.charCodeAt(0) >= FIRST_LIST_PART]);
    expect(Object.fromEntries(parts)).toEqual({
      meta: false,
      free: false,
      documents: false,
      filter: true,
      term: true,
      prefix: true,
    });
  });
});
