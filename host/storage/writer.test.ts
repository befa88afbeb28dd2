import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Overlay } from "./overlay";
import { Catalog } from "../indexes/catalog";
import { Committer } from "../transaction/committer";
import { unpacked, type PackedWrites, type Steps } from "./packed";
import { Store, StoreWriteError } from "./store";
import { Writer } from "./writer";

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "orbit-writer-"));
  store = Store.open(folder, 0);
  await store.startWriter();
});
afterEach(async () => {
  await store.close();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const isMade = () => false;

function over(base: Store): Overlay {
  return new Overlay(base.committed());
}

function whole(steps: Steps<PackedWrites>): PackedWrites {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Others have a turn after every step of putting a commit together. */
async function reopenInTurns(): Promise<void> {
  await store.close();
  store = Store.open(folder, 0, 0);
  await store.startWriter();
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Keys of several tables or indexes, many of them met twice. */
const key = fc
  .tuple(fc.constantFrom("\0\0\0\x01", "\0\0\0\x02", "ts"), fc.string({ maxLength: 2 }))
  .map(([start, end]) => Buffer.from(start + end, "utf8").latin1Slice());
const text = fc.string({ unit: "grapheme", maxLength: 8 });

describe("writer", () => {
  it("ST-18 what is handed over is what was pending, in the order of its keys", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom("documents", "entries", "system", "search"),
            key,
            fc.option(text, { nil: null }),
          ),
        ),
        (writes) => {
          const overlay = over(store);
          for (const [space, at, value] of writes) {
            if (value === null) overlay.remove(space, at);
            else if (space === "search") overlay.putBytes(at, Buffer.from(value));
            else overlay.put(space, at, space === "entries" ? "" : value);
          }
          const bytes = (all: ReturnType<typeof unpacked>) =>
            all.map((write) => ({
              ...write,
              value: write.value && Buffer.from(write.value).toString("hex"),
            }));
          expect(bytes(unpacked(structuredClone(whole(overlay.packed()))))).toEqual(bytes(overlay.writes()));
        },
      ),
    );
  });

  it("ST-18 ST-1 a commit of the writer's is seen by the next reader, by none before, and survives reopening", async () => {
    const commit = vi.spyOn(store, "commit");
    const overlay = over(store);
    overlay.put("documents", "k\xff\x00", '{"text":"ä €"}');
    overlay.put("system", "ts", "1");
    overlay.putEntry(1, "\0\0\0\x01a");
    overlay.putBytes("b", Uint8Array.of(1, 2, 3));
    const before = store.snapshot();
    await store.commitPending(overlay, isMade);
    expect(commit).not.toHaveBeenCalled();
    for (const when of ["now", "reopened"]) {
      const view = store.committed();
      expect(view.get("documents", "k\xff\x00"), when).toBe('{"text":"ä €"}');
      expect([...view.keys("entries", "\0", "\xff", false)]).toEqual(["\0\0\0\x01a"]);
      expect([...(view.getBytes("b") ?? [])]).toEqual([1, 2, 3]);
      if (when === "reopened") break;
      expect(before.get("system", "ts")).toBeUndefined();
      before.release();
      await store.close();
      store = Store.open(folder);
    }
  });

  it("ST-18 ST-3 commits of both threads follow each other in one store", async () => {
    for (let round = 0; round < 60; round++) {
      const overlay = over(store);
      overlay.put("documents", `k${String(round).padStart(2, "0")}`, `{"round":${round}}`);
      if (round > 0) overlay.remove("documents", `k${String(round - 1).padStart(2, "0")}`);
      if (round % 3 === 0) await store.commit(overlay.writes());
      else await store.commitPending(overlay, isMade);
      const last = `k${String(round).padStart(2, "0")}`;
      expect([...store.committed().keys("documents", "k", "l", false)]).toEqual([last]);
      expect(store.committed().get("documents", last)).toBe(`{"round":${round}}`);
    }
  });

  it("ST-18 CR-5 a commit that the store refuses is kept in no part, and the next one is made", async () => {
    const full = over(store);
    full.put("documents", "a", "{}");
    vi.spyOn(full, "blockWrites").mockImplementationOnce(() => {
      throw new Error("nothing was handed over");
    });
    await expect(store.commitPending(full, isMade)).rejects.toThrow("nothing was handed over");
    vi.spyOn(Writer.prototype, "write").mockRejectedValueOnce(new Error("no room"));
    await expect(store.commitPending(full, isMade)).rejects.toThrow(StoreWriteError);
    const tooLong = over(store);
    tooLong.put("documents", "b", "{}");
    tooLong.putEntry(1, "x".repeat(1_979));
    await expect(store.commitPending(tooLong, isMade)).rejects.toThrow(
      "A key of 1979 bytes does not fit the store",
    );
    const good = over(store);
    good.put("documents", "c", "{}");
    await store.commitPending(good, isMade);
    expect([...store.committed().keys("documents", "\0", "\xff", false)]).toEqual(["c"]);
  });

  it("ST-18 the first large commits are made before the thread is there; it ends with the store", async () => {
    await store.close();
    const start = vi.spyOn(Writer.prototype, "start");
    store = Store.open(folder, 2);
    const commit = vi.spyOn(store, "commit");
    const write = async (count: number) => {
      const overlay = over(store);
      for (let i = 0; i < count; i++) overlay.put("documents", `n${i}`, "{}");
      await store.commitPending(overlay, isMade);
    };
    await write(1);
    expect(start).not.toHaveBeenCalled();
    await write(3);
    expect(start).toHaveBeenCalledTimes(1);
    expect(commit).toHaveBeenCalledTimes(2);
    await store.startWriter();
    await write(3);
    await write(1);
    expect(commit).toHaveBeenCalledTimes(3);
  });

  it("ST-18 ST-2 it ends when it is not needed and starts again; whoever reads meanwhile sees what they saw", async () => {
    const { writer } = store as unknown as { writer: Writer };
    for (let round = 1; round <= 3; round++) {
      await store.startWriter();
      const overlay = over(store);
      overlay.put("documents", "k", `{"round":${round}}`);
      const before = store.snapshot();
      await store.commitPending(overlay, isMade);
      await writer.end();
      expect(writer.isReady).toBe(false);
      expect(before.get("documents", "k")).toBe(round === 1 ? undefined : `{"round":${round - 1}}`);
      expect(store.committed().get("documents", "k")).toBe(`{"round":${round}}`);
      before.release();
      await store.commit([{ space: "documents", key: "direct", value: `{"round":${round}}` }]);
      expect(store.committed().get("documents", "direct")).toBe(`{"round":${round}}`);
    }
  });

  it("ST-19 while a large commit is put together others have their turn, readers see what was before it, and what is read of it stays whole", async () => {
    await reopenInTurns();
    const overlay = over(store);
    const count = 6_000;
    for (let i = 0; i < count; i++) overlay.put("documents", `n${String(i).padStart(6, "0")}`, `{"i":${i}}`);
    for (let i = 0; i < count; i += 2) overlay.remove("documents", `n${String(i).padStart(6, "0")}`);
    const write = vi.spyOn(Writer.prototype, "write");
    const made = store.commitPending(overlay, isMade);
    let turns = 0;
    for (; write.mock.calls.length === 0; turns++) {
      const { keys } = store.committed();
      expect([...keys.call(store.committed(), "documents", "n", "o", false)]).toEqual([]);
      // A range puts the pending writes in order, which must not change what is handed over.
      if (turns === 0) expect([...overlay.keys("documents", "n000000", "n000004", false)]).toHaveLength(2);
      await turn();
    }
    expect(turns).toBeGreaterThan(12);
    await made;
    const kept = [...store.committed().keys("documents", "n", "o", false)];
    expect(kept).toHaveLength(count / 2);
    expect(
      kept.every((at) => store.committed().get("documents", at) === `{"i":${Number(at.slice(1))}}`),
    ).toBe(true);
  });

  it("ST-19 TX-23 what comes while a large commit is put together runs above it, is durable after it, and nobody sees it earlier or half of it", async () => {
    await reopenInTurns();
    const catalog = Catalog.load(store.committed());
    const committer = new Committer(store, catalog);
    const table = catalog.ensureTable("", "rows");
    await committer.submit({ run: (transaction) => Promise.resolve(transaction.insert(table, {})) });
    const write = vi.spyOn(Writer.prototype, "write");
    const count = 6_000;
    const order: string[] = [];
    const large = committer.submit({
      run: (transaction) => {
        for (let i = 0; i < count; i++) transaction.insert(table, { i });
        return Promise.resolve();
      },
    });
    const told = large.then(() => order.push("large"));
    while (committer.queueLength > 0) await turn();
    let seenByNext = 0;
    const next = committer
      .submit({
        run: (transaction) => {
          expect(write).not.toHaveBeenCalled();
          seenByNext = transaction.count(table);
          return Promise.resolve(transaction.insert(table, {}));
        },
      })
      .then(() => order.push("next"));
    const seen = new Set<number>();
    let isOver = false;
    const both = Promise.all([told, next]).finally(() => (isOver = true));
    while (!isOver) {
      await committer.read((transaction) => Promise.resolve(seen.add(transaction.count(table))));
      await turn();
    }
    await both;
    await committer.read((transaction) => Promise.resolve(seen.add(transaction.count(table))));
    expect(seenByNext).toBe(count + 1);
    expect(order).toEqual(["large", "next"]);
    expect([...seen]).toEqual([1, count + 1, count + 2].filter((size) => seen.has(size)));
    expect(seen.has(1) && seen.has(count + 2)).toBe(true);
    await committer.drain();
  });

  it("ST-19 a commit whose thread rests while it is put together is made all the same", async () => {
    const { writer } = store as unknown as { writer: Writer };
    const overlay = over(store);
    overlay.put("documents", "k", "{}");
    const packed = whole(overlay.packed());
    vi.spyOn(overlay, "packed").mockImplementationOnce(function* () {
      void writer.end();
      yield;
      return packed;
    });
    await store.commitPending(overlay, isMade);
    expect(store.committed().get("documents", "k")).toBe("{}");
  });

  it("ST-18 a thread that ends under a commit leaves it whole or not at all, and says which", async () => {
    let made = 0;
    let cut = 0;
    // Kills are spread over the time that a commit takes here and now, and as much after it, until both have happened.
    let takesMs = 0;
    for (let round = 0; round <= 16 || cut === 0; round++) {
      const value = String(round);
      const overlay = over(store);
      for (let i = 0; i < 3_000; i++) overlay.put("documents", `n${i}`, `{"round":${round},"i":${i}}`);
      overlay.put("system", "ts", value);
      await store.startWriter();
      const { worker } = (store as unknown as { writer: { worker: Worker } }).writer;
      const before = store.committed().get("system", "ts");
      const began = performance.now();
      const outcome = store
        .commitPending(overlay, (view) => view.get("system", "ts") === value)
        .then(
          () => "made",
          (error: unknown) => error,
        );
      if (round === 0) await outcome.then(() => (takesMs = performance.now() - began));
      await new Promise((resolve) => setTimeout(resolve, (((round - 1) % 16) * takesMs) / 8));
      await worker.terminate();
      const told = await outcome;
      if (told === "made") made++;
      else {
        cut++;
        expect(told).toBeInstanceOf(StoreWriteError);
      }
      const view = store.committed();
      expect(view.get("system", "ts")).toBe(told === "made" ? value : before);
      const rounds = new Set(
        Array.from(
          view.keys("documents", "n", "o", false),
          (at) => /"round":(\d+)/.exec(view.get("documents", at)!)?.[1],
        ),
      );
      expect([...rounds]).toEqual(view.get("system", "ts") === undefined ? [] : [view.get("system", "ts")]);
    }
    // The first was not killed under it.
    expect(made).toBeGreaterThan(0);
  }, 180_000);
});
