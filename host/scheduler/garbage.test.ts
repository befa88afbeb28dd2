import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Catalog } from "../indexes/catalog";
import { FileStore } from "../runtime/files";
import { Jobs } from "../runtime/jobs";
import { Store } from "../storage/store";
import { Committer } from "../transaction/committer";
import { collectRecords } from "./garbage";

let folder: string;
let store: Store;
let catalog: Catalog;
let committer: Committer;
let jobs: Jobs;
let files: FileStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orbit-garbage-"));
  store = Store.open(folder);
  catalog = Catalog.load(store.committed());
  committer = new Committer(store, catalog);
  jobs = new Jobs(catalog);
  files = new FileStore(folder, catalog, () => "", "secret");
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
const collect = (now: number) => collectRecords(store, committer, jobs, files, 100, now);
const systemKeys = (from: string, to: string) => [...store.committed().keys("system", from, to, false)];

describe("garbage", () => {
  it("ST-13 idempotency records live 24 hours", async () => {
    let runs = 0;
    const bump = () =>
      committer.submit({
        idempotencyKey: "s/1",
        run: (transaction) => {
          runs++;
          return Promise.resolve(transaction.insert(catalog.ensureTable("", "rows"), {}));
        },
      });
    await bump();
    await collect(Date.now() + 23 * HOUR);
    await bump();
    expect(runs).toBe(1);
    await collect(Date.now() + 25 * HOUR);
    expect(systemKeys("once", "oncf")).toEqual([]);
    await bump();
    expect(runs).toBe(2);
  });

  it("ST-13 old records go in small steps, the oldest first", async () => {
    const target = { component: "", path: "jobs:run" };
    for (let n = 0; n < 25; n++) {
      await committer.submit({
        idempotencyKey: `s/${String(n).padStart(2, "0")}`,
        run: (transaction) => {
          const job = jobs.schedule(transaction, "", target, Date.now() + HOUR, {});
          jobs.finish(transaction, { id: job, component: "" }, { kind: "success" });
          return Promise.resolve();
        },
      });
    }
    const kept = () => ({
      requests: systemKeys("once/", "once0").length,
      byAge: systemKeys("onceAt/", "onceAt0").length,
      jobs: [...store.committed().keys("documents", "", "\xff", false)].length,
    });
    expect(kept()).toEqual({ requests: 25, byAge: 25, jobs: 25 });
    const old = Date.now() + WEEK + HOUR;
    for (const left of [15, 5, 0, 0]) {
      await collectRecords(store, committer, jobs, files, 10, old);
      expect(kept()).toEqual({ requests: left, byAge: left, jobs: left });
      expect(systemKeys("once/", "once0").at(-1)).toBe(left === 0 ? undefined : "once/s/24");
    }
  });

  it("ST-13 results of jobs live 7 days, waiting jobs are never dropped", async () => {
    const target = { component: "", path: "jobs:run" };
    const [done, waiting] = (
      await committer.submit({
        run: (transaction) =>
          Promise.resolve([1, 2].map(() => jobs.schedule(transaction, "", target, Date.now() + HOUR, {}))),
      })
    ).result as [string, string];
    await committer.submit({
      run: (transaction) =>
        Promise.resolve(jobs.finish(transaction, { id: done, component: "" }, { kind: "success" })),
    });
    const isPending = (id: string) =>
      committer.read((transaction) =>
        Promise.resolve(jobs.isPending(transaction, { id, component: "", target })),
      );
    const exists = (id: string) =>
      committer.read((transaction) =>
        Promise.resolve(
          transaction.getDocument(catalog.ensureTable("", "_scheduled_functions"), id) !== null,
        ),
      );
    await collect(Date.now() + WEEK - HOUR);
    expect(await exists(done)).toBe(true);
    await collect(Date.now() + WEEK + HOUR);
    expect(await exists(done)).toBe(false);
    expect(await isPending(waiting)).toBe(true);
    expect(systemKeys("job/", "job0")).toHaveLength(1);
  });

  it("ST-13 bytes of a deleted file go after the commit that deleted it", async () => {
    const received = files.receiveBytes(new Uint8Array([1, 2, 3]));
    const { result: id } = await committer.submit({
      run: (transaction) => Promise.resolve(files.register(transaction, "", received, null)),
    });
    await collect(Date.now());
    expect(readdirSync(files.path)).toHaveLength(1);
    await committer.submit({ run: (transaction) => Promise.resolve(files.delete(transaction, "", id)) });
    await collect(Date.now());
    expect(readdirSync(files.path)).toEqual([]);
    expect(systemKeys("file", "filf")).toEqual([]);
  });

  it("ST-13 used upload tokens are remembered for as long as they could be used", async () => {
    const token = new URL(`http://host${files.uploadUrl("")}`).searchParams.get("token")!;
    const spend = async () =>
      (
        await committer.submit({
          run: (transaction) => Promise.resolve(files.spend(transaction, files.grantOf(token)!)),
        })
      ).result;
    expect(await spend()).toBe(true);
    await collect(Date.now() + 0.9 * HOUR);
    expect(await spend()).toBe(false);
    await collect(Date.now() + 1.1 * HOUR);
    expect(systemKeys("uploaded", "uploadee")).toEqual([]);
  });
});
