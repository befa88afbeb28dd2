import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { eventually } from "../conformance/eventually";
import { Catalog, type TableInfo } from "../indexes/catalog";
import { eachPending } from "../search/pending";
import { isPending } from "../search/postings";
import { Store } from "../storage/store";
import { audit } from "./audit";
import { Committer } from "./committer";
import { SearchMerger } from "./searchMerger";
import { SearchScan } from "./searchScan";
import { Transaction } from "./transaction";

const SEARCH = { number: 900, name: "search", searchField: "text", filterFields: ["org"], staged: false };

let folder: string;
let store: Store;
let catalog: Catalog;
let committer: Committer;
let table: TableInfo;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orbit-merge-"));
  store = Store.open(folder);
  catalog = Catalog.load(store.committed());
  committer = new Committer(store, catalog);
  table = catalog.ensureTable("", "rows");
  table.searchIndexes = [SEARCH];
});
afterEach(async () => {
  vi.useRealTimers();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const pending = () => [...eachPending(store.committed(), SEARCH.number)].length;

async function insert(count: number): Promise<void> {
  await committer.submit({
    run(transaction) {
      for (let n = 0; n < count; n++) transaction.insert(table, { org: "o", text: `common word${n % 7}` });
      return Promise.resolve();
    },
  });
}

/** How many rows a search for one of the seven words finds. */
async function found(word: string): Promise<number> {
  return await committer.read((transaction) => {
    const scan = new SearchScan(transaction, table, {
      indexName: "rows.search",
      filters: [
        { type: "Search", fieldPath: "text", value: word },
        { type: "Eq", fieldPath: "org", value: "o" },
      ],
    });
    let rows = 0;
    while (scan.next() !== null) rows++;
    return Promise.resolve(rows);
  });
}

it("SE-12 many changes are merged at once, few when nothing else happens, and searches find them before and after", async () => {
  // No moment is over before it is said to be.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const merged = async () => {
    while (pending() > 0) await new Promise((resolve) => setImmediate(resolve));
  };
  const merger = new SearchMerger(committer, catalog);
  await insert(700);
  expect(pending()).toBe(700);
  expect(await found("word3")).toBe(100);
  await insert(700);
  expect(await found("word3")).toBe(200);
  // 1,400 have gathered: they are not waited for.
  await merged();
  expect(await found("word3")).toBe(200);
  await insert(7);
  await vi.advanceTimersByTimeAsync(999);
  await committer.drain();
  expect(pending()).toBe(7);
  await vi.advanceTimersByTimeAsync(1);
  await merged();
  expect(await found("word3")).toBe(201);
  expect(audit(store.committed(), catalog).problems).toEqual([]);
  await merger.stop();
});

it("SE-12 what one process did not merge the next one does", async () => {
  await insert(70);
  expect(audit(store.committed(), catalog).problems).toEqual([]);
  const merger = new SearchMerger(new Committer(store, catalog), catalog);
  await eventually(() => expect(pending()).toBe(0));
  await merger.stop();
  expect(await found("word3")).toBe(10);
  expect(audit(store.committed(), catalog).problems).toEqual([]);
});

it("SE-12 a merge that cannot be written is made after a later commit", async () => {
  let isFull = false;
  let refused = 0;
  const full = new Proxy(store, {
    get(target, name) {
      if (name === "commitPending" && isFull)
        return () => Promise.reject(new Error(`No space left on device, ${++refused}`));
      const value = Reflect.get(target, name) as unknown;
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  committer = new Committer(full, catalog);
  await insert(1_100);
  isFull = true;
  const merger = new SearchMerger(committer, catalog);
  await eventually(() => expect(refused).toBeGreaterThan(0));
  expect(pending()).toBe(1_100);
  isFull = false;
  await insert(1);
  await eventually(() => expect(pending()).toBe(0));
  expect(await found("word3")).toBe(157);
  await merger.stop();
});

it("SE-12 searches of one snapshot share what is pending, and find what was there whatever is committed meanwhile", async () => {
  await insert(700);
  const blocks = vi.spyOn(Object.getPrototypeOf(store.committed()) as { blocks: () => unknown }, "blocks");
  const readPending = () => blocks.mock.calls.filter(([from]: unknown[]) => isPending(String(from))).length;
  const lease = committer.lease();
  const search = () => {
    const transaction = new Transaction(lease.snapshot, catalog, lease.ts, null);
    const scan = new SearchScan(transaction, table, {
      indexName: "rows.search",
      filters: [
        { type: "Search", fieldPath: "text", value: "word3" },
        { type: "Eq", fieldPath: "org", value: "o" },
      ],
    });
    let rows = 0;
    while (scan.next() !== null) rows++;
    return rows;
  };
  expect([search(), search(), search()]).toEqual([100, 100, 100]);
  expect(readPending()).toBe(1);
  await insert(70);
  expect(await found("word3")).toBe(110);
  expect(readPending()).toBe(2);
  expect(search()).toBe(100);
  expect(readPending()).toBe(2);
  lease.release();
  blocks.mockRestore();
});
