import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rangeOf } from "../indexes/bounds";
import { Catalog, type TableInfo } from "../indexes/catalog";
import { Store } from "../storage/store";
import type { JsonObject } from "../values/json";
import { Committer } from "./committer";
import { IndexScan } from "./scan";
import type { Transaction } from "./transaction";

let folder: string;
let store: Store;
let committer: Committer;
let table: TableInfo;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orbit-transaction-"));
  store = Store.open(folder);
  const catalog = Catalog.load(store.committed());
  committer = new Committer(store, catalog);
  table = catalog.ensureTable("", "rows");
});
afterEach(async () => {
  await committer.drain();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = async <T>(work: (transaction: Transaction) => T): Promise<T> =>
  (await committer.submit({ run: (transaction) => Promise.resolve(work(transaction)) })).result;

/** By its id, and by an index. */
function read(transaction: Transaction, id: string): JsonObject | null {
  const text = transaction.getDocument(table, id);
  const rows = new IndexScan(transaction, table, rangeOf(table, "by_creation_time", []), false, 64);
  const scanned: string[] = [];
  for (let row = rows.next(); row !== null; row = rows.next())
    if (row.text.includes(id)) scanned.push(row.text);
  expect(scanned).toEqual(text === null ? [] : [text]);
  return text === null ? null : (JSON.parse(text) as JsonObject);
}

/** What a patch does: it starts from the row as it is. */
function patch(transaction: Transaction, id: string, fields: JsonObject): void {
  const before = transaction.existing(table, id, "Update");
  const { _id, _creationTime, ...kept } = before;
  transaction.replace(table, before, { ...kept, ...fields });
}

describe("a row that was read before it is written", () => {
  it("TX-1 is what it was before a nested mutation that was undone, and what that saw is forgotten", async () => {
    const id = await run((transaction) => transaction.insert(table, { a: 1, b: 1 }));
    await run((transaction) => {
      expect(read(transaction, id)).toMatchObject({ a: 1, b: 1 });
      const nested = transaction.savepoint();
      patch(transaction, id, { a: 2 });
      // Read again, so that the nested one's own row is what was read last.
      expect(read(transaction, id)).toMatchObject({ a: 2, b: 1 });
      transaction.rollback(nested);
      patch(transaction, id, { b: 3 });
      expect(read(transaction, id)).toMatchObject({ a: 1, b: 3 });
    });
    await run((transaction) => expect(read(transaction, id)).toMatchObject({ a: 1, b: 3 }));
  });

  it("RT-2 is gone when it was deleted, and follows each write to it", async () => {
    const id = await run((transaction) => transaction.insert(table, { n: 0 }));
    await run((transaction) => {
      for (let n = 1; n <= 3; n++) {
        read(transaction, id);
        patch(transaction, id, { n });
        expect(read(transaction, id)).toMatchObject({ n });
      }
      transaction.remove(table, transaction.existing(table, id, "Delete"));
      expect(read(transaction, id)).toBeNull();
      expect(() => transaction.existing(table, id, "Update")).toThrow(
        `Update on nonexistent document ID ${id}`,
      );
    });
  });

  it("TX-8 is what the one that ran before wrote, also while that is on its way to the disk", async () => {
    const id = await run((transaction) => transaction.insert(table, { n: 0 }));
    const count = () =>
      run((transaction) => {
        const { n } = read(transaction, id) as { n: number };
        patch(transaction, id, { n: n + 1 });
      });
    await Promise.all(Array.from({ length: 20 }, count));
    expect(await run((transaction) => read(transaction, id))).toMatchObject({ n: 20 });
  });

  it("RT-55 counts as read again, though it is not looked up again", async () => {
    const id = await run((transaction) => transaction.insert(table, { text: "é".repeat(100) }));
    await run((transaction) => {
      const spent = () => ({ ...transaction.budget.used });
      const before = spent();
      transaction.getDocument(table, id);
      const once = spent();
      transaction.existing(table, id, "Update");
      const twice = spent();
      const difference = (a: ReturnType<typeof spent>, b: ReturnType<typeof spent>) =>
        Object.fromEntries(
          Object.entries(b).map(([name, value]) => [name, value - a[name as keyof typeof a]]),
        );
      expect(difference(once, twice)).toEqual(difference(before, once));
      expect(once.documentsRead - before.documentsRead).toBe(1);
      expect(once.bytesRead - before.bytesRead).toBeGreaterThan(200);
    });
  });

  it("RT-2 is found however many were read in between", async () => {
    const ids = await run((transaction) =>
      Array.from({ length: 200 }, (_, n) => transaction.insert(table, { n })),
    );
    await run((transaction) => {
      for (const id of ids) transaction.getDocument(table, id);
      for (const id of ids) patch(transaction, id, { seen: true });
      for (const [n, id] of ids.entries())
        expect(JSON.parse(transaction.getDocument(table, id)!)).toMatchObject({ n, seen: true });
    });
  });
});
