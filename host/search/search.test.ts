// The search index against a plain scan of the same documents.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SearchIndexInfo } from "../indexes/catalog";
import { Overlay } from "../storage/overlay";
import { Store } from "../storage/store";
import type { JsonObject } from "../values/json";
import { encodeUint32, encodeValue } from "../values/keys";
import { SearchAudit } from "./audit";
import { indexDocument } from "./maintain";
import { mergeAll, mergeSteps } from "./merge";
import { eachPending } from "./pending";
import { hitKey, rank } from "./rank";
import { tokenize } from "./tokenizer";

const INDEX: SearchIndexInfo = {
  number: 7,
  name: "search",
  searchField: "text",
  filterFields: ["org", "kind"],
  staged: false,
};

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

function find(
  view: Overlay,
  terms: string[],
  filters: Record<number, unknown> = {},
  limit = 1_024,
): number[] {
  const encoded = new Map(
    Object.entries(filters).map(([field, value]) => [Number(field), encodeValue(value as never)]),
  );
  return rank(view, INDEX, { terms, filters: encoded }, limit).map((hit) =>
    Number(
      Buffer.from(view.getBytes(hitKey(hit))!)
        .latin1Slice()
        .slice("document-".length),
    ),
  );
}

function merge(overlay: Overlay, limit: number): void {
  const steps = mergeSteps(overlay, INDEX, limit);
  while (steps.next().done !== true);
}

function problems(overlay: Overlay, rows: ReadonlyMap<number, JsonObject>): string[] {
  const audit = new SearchAudit(overlay, INDEX);
  const found = [...rows].flatMap(([id, row]) => audit.document(internal(id), row) ?? []);
  return [...found, ...audit.rest()];
}

describe("tokenizer", () => {
  it("SE-5 splits at everything but letters and digits, lower-cases, drops words of 32 bytes", () => {
    expect(tokenize("Hello, World! a_b-c d'Or ÄRGER 日本語 x2")).toEqual([
      "hello",
      "world",
      "a",
      "b",
      "c",
      "d",
      "or",
      "ärger",
      "日本語",
      "x2",
    ]);
    expect(tokenize(`${"a".repeat(31)} ${"b".repeat(32)}`)).toEqual(["a".repeat(31)]);
    expect(tokenize("")).toEqual([]);
  });
});

describe("index", () => {
  it("SE-6 SE-12 finds exactly what a scan finds, through inserts, edits, moves, removals and merges", () => {
    const word = fc.constantFrom(
      "a",
      "ab",
      "abc",
      "abcd",
      "abcde",
      "abcdef",
      "abcdeg",
      "abd",
      "b",
      "bc",
      "éa",
      "éab",
    );
    const document = fc.record({
      text: fc.oneof(
        fc.array(word, { maxLength: 5 }).map((words) => words.join(" ")),
        fc.constant(5),
      ),
      org: fc.constantFrom("o1", "o2"),
      kind: fc.constantFrom("k1", "k2", null),
    });
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ id: fc.nat({ max: 12 }), document: fc.option(document) }) },
      { weight: 1, arbitrary: fc.record({ merged: fc.integer({ min: 1, max: 5 }) }) },
    );
    const search = fc.record({
      terms: fc.array(word, { minLength: 1, maxLength: 3 }),
      org: fc.option(fc.constantFrom("o1", "o2", "o3")),
      kind: fc.option(fc.constantFrom("k1", "k2", null), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        fc.array(search, { maxLength: 8 }),
        (steps, searches) => {
          const overlay = new Overlay(store.committed());
          const model = new Map<number, JsonObject>();
          for (const one of steps) {
            if ("merged" in one) {
              merge(overlay, one.merged);
              continue;
            }
            const { id, document: next } = one;
            indexDocument(overlay, INDEX, internal(id), model.get(id) ?? null, next);
            if (next === null) model.delete(id);
            else model.set(id, next);
          }
          for (const { terms, org, kind } of searches) {
            const expected = [...model].filter(([, row]) => {
              if (typeof row.text !== "string") return false;
              if (org !== null && row.org !== org) return false;
              if (kind !== undefined && row.kind !== kind) return false;
              const words = tokenize(row.text);
              const last = terms[terms.length - 1]!;
              return words.some((item) => (terms as string[]).includes(item) || item.startsWith(last));
            });
            const filters = {
              ...(org === null ? {} : { 0: org }),
              ...(kind === undefined ? {} : { 1: kind }),
            };
            expect(find(overlay, terms, filters).sort((a, b) => a - b)).toEqual(
              expected.map(([id]) => id).sort((a, b) => a - b),
            );
          }
          expect(problems(overlay, model)).toEqual([]);
          const before = searches.map(({ terms }) => find(overlay, terms, { 0: "o1" }));
          mergeAll(overlay, INDEX);
          expect([...eachPending(overlay, INDEX.number)]).toEqual([]);
          expect(problems(overlay, model)).toEqual([]);
          expect(searches.map(({ terms }) => find(overlay, terms, { 0: "o1" }))).toEqual(before);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("SE-7 SE-12 removing every document leaves nothing but the counters, merged or not", () => {
    const overlay = new Overlay(store.committed());
    const rows = Array.from({ length: 50 }, (_, i) => ({ text: `word${i} common`, org: "o", kind: "k" }));
    rows.forEach((row, i) => indexDocument(overlay, INDEX, internal(i), null, row));
    merge(overlay, 20);
    rows.forEach((row, i) => indexDocument(overlay, INDEX, internal(i), row, null));
    mergeAll(overlay, INDEX);
    const left = [...overlay.keys("search", encodeUint32(7), encodeUint32(8), false)].map((key) =>
      key.charCodeAt(12),
    );
    // One record of counters and the freed numbers.
    expect(new Set(left)).toEqual(new Set([1, 2]));
    indexDocument(overlay, INDEX, internal(99), null, rows[0]!);
    expect(find(overlay, ["common"])).toEqual([99]);
  });

  it("SE-8 rarer words, repeated words and whole words rank higher; the newest wins a tie", () => {
    const overlay = new Overlay(store.committed());
    const texts = [
      "common",
      "common common common",
      "common rare",
      "commonality",
      "common",
      ...Array.from({ length: 20 }, () => "filler common"),
    ];
    texts.forEach((text, i) =>
      indexDocument(overlay, INDEX, internal(i), null, { text, org: "o", kind: "k" }),
    );
    expect(find(overlay, ["rare", "common"])[0]).toBe(2);
    const order = find(overlay, ["common"]);
    expect(order[0]).toBe(1);
    expect(order.indexOf(4)).toBeLessThan(order.indexOf(0));
    expect(order.indexOf(3)).toBe(order.length - 1);
  });

  it("SE-9 the best 1,024 of many equal matches are the newest, over many blocks", async () => {
    const overlay = new Overlay(store.committed());
    for (let i = 0; i < 5_000; i++)
      indexDocument(overlay, INDEX, internal(i), null, {
        text: "same",
        org: "o",
        kind: i % 2 ? "odd" : "even",
      });
    await store.commit(overlay.writes());
    const unmerged = new Overlay(store.committed());
    const expected = find(unmerged, ["same"]);
    mergeAll(unmerged, INDEX);
    await store.commit(unmerged.writes());
    const fresh = new Overlay(store.committed());
    const newest = find(fresh, ["same"]);
    expect(newest).toHaveLength(1_024);
    expect(newest).toEqual(expected);
    expect(Math.min(...newest)).toBe(5_000 - 1_024);
    expect(find(fresh, ["s"], { 0: "o", 1: "odd" }).every((id) => id % 2 === 1)).toBe(true);
  });
});
