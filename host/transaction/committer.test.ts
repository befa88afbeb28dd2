import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Catalog } from "../indexes/catalog";
import { Store, type PendingWrites } from "../storage/store";
import { Jobs } from "../runtime/jobs";
import { Scheduler } from "../scheduler/scheduler";
import { Committer } from "./committer";
import type { Reading } from "./lease";
import { Transaction } from "./transaction";

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

/** The store, but that its commits wait until they are let go, or refused. */
function heldStore() {
  const waiting: { letGo(): void; refuse(error: Error): void }[] = [];
  const held = new Proxy(store, {
    get(target, name) {
      if (name === "commitPending")
        return async (pending: PendingWrites) => {
          // In the order of the store: what is written is taken when it is handed over.
          const all = pending.writes();
          await new Promise<void>((letGo, refuse) => waiting.push({ letGo, refuse }));
          await target.commit(all);
        };
      const value = Reflect.get(target, name) as unknown;
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return { held, waiting };
}

/** Turns of the loop, in each of which timers that are due have come: whatever is not held would have gone on. */
const turns = async (count = 10): Promise<void> => {
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => setTimeout(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
};
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await turns(1);
};

describe("committer", () => {
  it("TX-20 when a commit fails its callers hear so, nothing of it is seen, and the next one succeeds", async () => {
    let failing = true;
    const flaky = new Proxy(store, {
      get(target, name) {
        if (name === "commitPending" && failing)
          return () => Promise.reject(new Error("No space left on device"));
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
      await turns();
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

  it("TX-9 TX-10 after a restart with a clock that was set back creation times and timestamps go on where they were", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 2, 1, 12) });
    try {
      const made: { created: number; ts: bigint }[] = [];
      for (const setBackMs of [0, 3_600_000, 60_000]) {
        vi.setSystemTime(Date.now() - setBackMs);
        const catalog = Catalog.load(store.committed());
        const committer = new Committer(store, catalog);
        for (let n = 0; n < 3; n++) {
          const { result, ts } = await committer.submit({
            run: (transaction) => {
              const table = catalog.ensureTable("", "rows");
              const [one, two] = [0, 1].map(() => transaction.insert(table, {}));
              const created = [one, two].map(
                (id) => JSON.parse(transaction.getDocument(table, id!)!) as { _creationTime: number },
              );
              return Promise.resolve(created.map(({ _creationTime }) => _creationTime));
            },
          });
          made.push(...(result as number[]).map((created) => ({ created, ts })));
        }
        await committer.drain();
        await store.close();
        store = Store.open(folder);
      }
      expect(made).toHaveLength(18);
      for (const [i, { created, ts }] of made.entries()) {
        if (i === 0) continue;
        expect(created).toBeGreaterThan(made[i - 1]!.created);
        if (i % 2 === 0) expect(ts).toBeGreaterThan(made[i - 1]!.ts);
      }
    } finally {
      vi.useRealTimers();
    }
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

  it("TX-23 while a commit is under way the next mutations run above it, and nobody hears of them before it is durable", async () => {
    const { held, waiting } = heldStore();
    const catalog = Catalog.load(store.committed());
    const committer = new Committer(held, catalog);
    const table = catalog.ensureTable("", "rows");
    const heard: string[] = [];
    const ran: string[] = [];
    const insert = (name: string) =>
      committer.submit({
        run: (transaction) => {
          ran.push(name);
          transaction.insert(table, { name });
          return Promise.resolve(transaction.count(table));
        },
      });
    const first = insert("first").then(({ result, ts }) => (heard.push(`first ${result}`), ts));
    await until(() => waiting.length === 1);
    const second = insert("second").then(({ result, ts }) => (heard.push(`second ${result}`), ts));
    const refused = committer
      .submit({ run: (transaction) => Promise.reject(new Error(`there are ${transaction.count(table)}`)) })
      .catch((error: unknown) => heard.push(String(error)));
    const looked = committer
      .submit({ run: (transaction) => Promise.resolve(transaction.count(table)) })
      .then(({ result }) => heard.push(`looked ${result}`));
    await until(() => ran.length === 2);
    await turns();
    const seen = () => committer.read((transaction) => Promise.resolve(transaction.count(table)));
    expect(ran).toEqual(["first", "second"]);
    expect([heard, waiting.length, await seen()]).toEqual([[], 1, 0]);
    waiting.shift()!.letGo();
    await first;
    await until(() => waiting.length === 1);
    await turns();
    expect([heard, waiting.length, await seen()]).toEqual([["first 1"], 1, 1]);
    waiting.shift()!.letGo();
    await Promise.all([second, refused, looked]);
    expect(heard).toEqual(["first 1", "second 2", "Error: there are 2", "looked 2"]);
    expect(await second).toBeGreaterThan(await first);
    expect([await seen(), committer.latestTs]).toEqual([2, await second]);
  });

  it("SY-37 what will be durable can be read while it is on its way, and still when it has arrived", async () => {
    const { held, waiting } = heldStore();
    const catalog = Catalog.load(store.committed());
    const committer = new Committer(held, catalog);
    const table = catalog.ensureTable("", "rows");
    const readings: Reading[] = [];
    committer.onUpcoming(({ lease }) => readings.push(lease()));
    const insert = (name: string) =>
      committer.submit({
        run: (transaction) => Promise.resolve(transaction.insert(table, { name })),
      });
    const seen = () =>
      readings.map(({ snapshot, ts }) => new Transaction(snapshot, catalog, ts, null).count(table));
    const first = insert("first");
    await until(() => waiting.length === 1);
    expect([seen(), committer.latestTs < readings[0]!.ts]).toEqual([[1], true]);
    waiting.shift()!.letGo();
    expect((await first).ts).toBe(readings[0]!.ts);
    const second = insert("second");
    await until(() => waiting.length === 1);
    waiting.shift()!.letGo();
    await second;
    expect(seen()).toEqual([1, 2]);
    for (const reading of readings) reading.release();
    // What wrote nothing is not on its way anywhere.
    await committer.submit({ run: (transaction) => Promise.resolve(transaction.count(table)) });
    expect(readings).toHaveLength(2);
  });

  it("TX-23 TX-20 when a commit fails, what ran above it fails with it, and what comes then begins below both", async () => {
    const { held, waiting } = heldStore();
    const catalog = Catalog.load(store.committed());
    const committer = new Committer(held, catalog);
    const ran: string[] = [];
    const insert = (name: string) =>
      committer.submit({
        idempotencyKey: name,
        run: (transaction) => {
          ran.push(name);
          const table = catalog.ensureTable("", "rows");
          transaction.insert(table, { name });
          return Promise.resolve(transaction.count(table));
        },
      });
    const outcomes = [insert("a")];
    await until(() => waiting.length === 1);
    outcomes.push(insert("b"));
    await until(() => ran.length === 2);
    await turns();
    expect(ran).toEqual(["a", "b"]);
    waiting.shift()!.refuse(new Error("No space left on device"));
    for (const outcome of outcomes) await expect(outcome).rejects.toThrow("No space left on device");
    // A replay runs again: nothing of the first run is left.
    const again = insert("b");
    await until(() => waiting.length === 1);
    waiting.shift()!.letGo();
    expect((await again).result).toBe(1);
    expect(Catalog.load(store.committed()).table("", "rows")).toBeDefined();
  });

  it("TX-23 TX-21 work that runs alone waits for the commit below it, and finds the store as that has left it", async () => {
    const { held, waiting } = heldStore();
    const committer = new Committer(held, Catalog.load(store.committed()));
    const write = committer.submit({
      run: ({ overlay }) => Promise.resolve(overlay.put("system", "mark", "there")),
    });
    await until(() => waiting.length === 1);
    const alone = committer.exclusive(() => Promise.resolve(store.committed().get("system", "mark")));
    await turns();
    waiting.shift()!.letGo();
    await write;
    expect(await alone).toBe("there");
  });

  it("TX-23 a scheduled mutation runs above the one that scheduled it where nobody waits for that, an action only once that is durable", async () => {
    const { held, waiting } = heldStore();
    const catalog = Catalog.load(store.committed());
    const committer = new Committer(held, catalog);
    const jobs = new Jobs(catalog);
    const ran: string[] = [];
    const scheduler: Scheduler = new Scheduler(
      held,
      committer,
      jobs,
      {
        kindOf: ({ target }) => (target.path === "act" ? "action" : "mutation"),
        async runMutation(job, args) {
          await committer.submit({
            run: (transaction) => {
              if (!jobs.isPending(transaction, job)) return Promise.resolve();
              ran.push(`mutation ${args}`);
              jobs.finish(transaction, job, { kind: "success" });
              return Promise.resolve();
            },
          });
        },
        runAction: (_job, args) => Promise.resolve(void ran.push(`action ${args}`)),
      },
      () => Promise.resolve(),
    );
    committer.onLatest(() => scheduler.wake());
    committer.onCommit(() => scheduler.wake());
    await scheduler.start();
    const heard = committer.submit({
      run: (transaction) => {
        jobs.schedule(transaction, "", { component: "", path: "later" }, Date.now(), { path: "later" });
        return Promise.resolve();
      },
    });
    await until(() => waiting.length > 0);
    await turns();
    expect(ran).toEqual([]);
    waiting.shift()!.letGo();
    await heard;
    await until(() => ran.length > 0 && waiting.length > 0);
    waiting.shift()!.letGo();
    ran.length = 0;
    const scheduled = committer.submit({
      isUnheard: true,
      run: (transaction) => {
        for (const path of ["act", "write"])
          jobs.schedule(transaction, "", { component: "", path }, Date.now(), { path });
        return Promise.resolve();
      },
    });
    await until(() => ran.length > 0);
    expect(waiting).toHaveLength(1);
    await turns();
    expect(ran).toEqual(['mutation {"path":"write"}']);
    waiting.shift()!.letGo();
    await scheduled;
    while (ran.length < 2) {
      await turns(1);
      waiting.shift()?.letGo();
    }
    expect(ran).toEqual(['mutation {"path":"write"}', 'action {"path":"act"}']);
    const stopping = scheduler.stop();
    const finish = setInterval(() => waiting.shift()?.letGo(), 2);
    await stopping;
    await committer.drain();
    clearInterval(finish);
    expect([...jobs.waiting(store.committed())]).toEqual([]);
    expect(ran).toHaveLength(2);
  });
});
