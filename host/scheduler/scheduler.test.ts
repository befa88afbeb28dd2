import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Catalog } from "../indexes/catalog";
import { Jobs } from "../runtime/jobs";
import { Store } from "../storage/store";
import { Committer } from "../transaction/committer";
import { Scheduler } from "./scheduler";

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 1, 12);

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orbit-scheduler-"));
  store = Store.open(folder);
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: START });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

it("SC-11 a job of a far day, beyond what a timer counts, is looked at now and then until it is due, and runs once", async () => {
  const catalog = Catalog.load(store.committed());
  const committer = new Committer(store, catalog);
  const jobs = new Jobs(catalog);
  const looks = vi.spyOn(jobs, "waiting");
  const ran: number[] = [];
  const scheduler = new Scheduler(
    store,
    committer,
    jobs,
    {
      kindOf: () => "mutation",
      async runMutation(job) {
        await committer.submit({
          run: (transaction) => Promise.resolve(jobs.finish(transaction, job, { kind: "success" })),
        });
        ran.push(Date.now());
      },
      runAction: () => Promise.reject(new Error("there is no action")),
    },
    () => Promise.resolve(),
  );
  /** Lets the timers of so much time come, and what they start be done. */
  const pass = async (milliseconds: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(milliseconds);
    await committer.drain();
    await new Promise((resolve) => setImmediate(resolve));
  };
  await committer.submit({
    run: (transaction) =>
      Promise.resolve(
        jobs.schedule(transaction, "", { component: "", path: "far" }, START + 60 * DAY, { path: "far" }),
      ),
  });
  await scheduler.start();
  // A timer that is told more than it can count comes at once, and again and again.
  await pass(1_000);
  expect(looks).toHaveBeenCalledTimes(1);
  await pass(60 * DAY - 2_000);
  expect([looks.mock.calls.length <= 4, ran]).toEqual([true, []]);
  await pass(1_000);
  expect(ran).toEqual([START + 60 * DAY]);
  await pass(60 * DAY);
  expect([ran.length, [...jobs.waiting(store.committed())]]).toEqual([1, []]);
  vi.useRealTimers();
  await scheduler.stop();
});
