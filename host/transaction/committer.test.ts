import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Catalog } from "../indexes/catalog";
import { Store } from "../storage/store";
import { Committer } from "./committer";

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orbit-commit-"));
  store = Store.open(folder);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("committer", () => {
  it("TX-20 when a commit fails its callers hear so, nothing of it is seen, and the next one succeeds", async () => {
    let failing = true;
    const flaky = new Proxy(store, {
      get(target, name) {
        if (name === "commit" && failing) return () => Promise.reject(new Error("No space left on device"));
        const value = Reflect.get(target, name) as unknown;
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
    const catalog = Catalog.load(store.committed());
    const committer = new Committer(flaky, catalog);
    const insert = (text: string) =>
      committer.submit({
        run: (transaction) => Promise.resolve(transaction.insert(catalog.ensureTable("", "rows"), { text })),
      });
    const before = committer.latestTs;
    await expect(Promise.all([insert("a"), insert("b")])).rejects.toThrow("No space left on device");
    expect(committer.latestTs).toBe(before);
    failing = false;
    const { result } = await insert("c");
    const table = catalog.table("", "rows")!;
    expect(await committer.read((transaction) => Promise.resolve(transaction.count(table)))).toBe(1);
    expect(
      await committer.read((transaction) => Promise.resolve(transaction.getDocument(table, result))),
    ).toContain('"c"');
    // The table made by the failed commit is known to the next process too.
    expect(Catalog.load(store.committed()).table("", "rows")?.number).toBe(table.number);
  });

  it("TX-21 work runs alone when it asks to, and mutations wait for it", async () => {
    const committer = new Committer(store, Catalog.load(store.committed()));
    const order: string[] = [];
    const exclusive = committer.exclusive(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push("alone");
    });
    const after = committer.submit({ run: () => Promise.resolve(order.push("mutation")) });
    await Promise.all([exclusive, after]);
    expect(order).toEqual(["alone", "mutation"]);
    await expect(committer.exclusive(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await committer.submit({ run: () => Promise.resolve(1) });
  });

  it("TX-7 readers keep their snapshot while commits go on", async () => {
    const catalog = Catalog.load(store.committed());
    const committer = new Committer(store, catalog);
    const table = catalog.ensureTable("", "rows");
    const insert = () =>
      committer.submit({ run: (transaction) => Promise.resolve(transaction.insert(table, {})) });
    await insert();
    await committer.read(async (transaction) => {
      expect(transaction.count(table)).toBe(1);
      await insert();
      expect(transaction.count(table)).toBe(1);
      await committer.read((later) => Promise.resolve(expect(later.count(table)).toBe(2)));
    });
  });

  it("LI-9 more mutations than may wait are refused at once; those that wait are done", async () => {
    const committer = new Committer(store, Catalog.load(store.committed()));
    let ran = 0;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10_050 }, () => committer.submit({ run: () => Promise.resolve(++ran) })),
    );
    const refused = outcomes.filter(({ status }) => status === "rejected");
    expect(ran + refused.length).toBe(10_050);
    expect(ran).toBeGreaterThanOrEqual(10_000);
    expect(String((refused[0] as PromiseRejectedResult).reason)).toContain("Too many mutations are waiting");
    expect((await committer.submit({ run: () => Promise.resolve("again") })).result).toBe("again");
  });
});
