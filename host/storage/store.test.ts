import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FolderInUseError } from "./lock";
import { Overlay } from "./overlay";
import { SortedMap } from "./sortedMap";
import { NewerFormatError, Store } from "./store";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orbit-store-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function all(
  view: { keys(space: "entries", from: string, to: string, reverse: boolean): Iterable<string> },
  reverse = false,
) {
  return [...view.keys("entries", "a", "z", reverse)];
}

/** Kilobytes of a file that this process has mapped and looked at, and those of them the disk does not have yet. */
function pagesOf(file: string): { mapped: number; unwritten: number } {
  const [, map = ""] = readFileSync("/proc/self/smaps", "utf8").split(`${file}\n`);
  const kilobytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, "m").exec(map)?.[1]);
  return { mapped: kilobytes("Rss"), unwritten: kilobytes("Shared_Dirty") + kilobytes("Private_Dirty") };
}

describe("store", () => {
  it("ST-1 a commit is seen by the next reader and survives reopening", async () => {
    let store = Store.open(folder);
    await store.commit([
      { space: "documents", key: "k\xff\x00", value: "text ä" },
      { space: "search", key: "b", value: Uint8Array.of(1, 2, 3) },
    ]);
    expect(store.committed().get("documents", "k\xff\x00")).toBe("text ä");
    await store.close();
    store = Store.open(folder);
    expect(store.committed().get("documents", "k\xff\x00")).toBe("text ä");
    expect([...(store.committed().getBytes("b") ?? [])]).toEqual([1, 2, 3]);
    await store.close();
  });

  it.each([
    ["this thread", Infinity],
    ["the thread for large commits", 0],
  ])(
    "ST-1 ST-18 a commit by %s is acknowledged when the disk has every page of it",
    async (_who, handOverFrom) => {
      // Not where temporary files may be kept in memory. Only Linux shows what a process has mapped and nobody has written.
      const onDisk = mkdtempSync(join("node_modules", ".orbit-store-"));
      const store = Store.open(onDisk, handOverFrom);
      try {
        if (handOverFrom === 0) await store.startWriter();
        for (let round = 0; round < 3; round++) {
          const overlay = new Overlay(store.committed());
          for (let n = 0; n < 50; n++) overlay.put("documents", `k${round}-${n}`, "x".repeat(1_000));
          await store.commitPending(overlay, () => false);
          for (let n = 0; n < 50; n++)
            expect(store.committed().get("documents", `k${round}-${n}`)).toBeDefined();
          if (process.platform !== "linux") continue;
          const { mapped, unwritten } = pagesOf(join(onDisk, "store.mdb"));
          expect(mapped).toBeGreaterThan(50);
          expect(unwritten).toBe(0);
        }
      } finally {
        await store.close();
        rmSync(onDisk, { recursive: true, force: true });
      }
    },
  );

  it("ST-15 the growing store stays mapped once, so that its pages count once", async () => {
    const store = Store.open(folder);
    const value = "x".repeat(1_000_000);
    for (let round = 0; round < 12; round++) {
      await store.commit([{ space: "documents", key: `k${round}`, value }]);
      expect(store.committed().get("documents", `k${round}`)).toHaveLength(value.length);
    }
    // Only Linux shows a process its maps.
    const file = join(folder, "store.mdb");
    const maps = existsSync("/proc/self/maps") ? readFileSync("/proc/self/maps", "utf8") : `${file}\n`;
    expect(maps.split(`${file}\n`)).toHaveLength(2);
    await store.close();
  });

  it("ST-20 the first commit after a backup was restored may change thousands of pages", async () => {
    let store = Store.open(folder);
    const rewritten = (letter: string) =>
      Array.from({ length: 3_000 }, (_, n) => ({
        space: "documents" as const,
        key: `k${String(n).padStart(5, "0")}`,
        value: letter.repeat(1_500),
      }));
    await store.commit(rewritten("a"));
    const restored = join(folder, "restored");
    mkdirSync(restored);
    await store.backup(join(restored, "store.mdb"));
    await store.close();
    store = Store.open(restored);
    await store.commit(rewritten("b"));
    expect(store.committed().get("documents", "k02999")).toBe("b".repeat(1_500));
    await store.close();
  });

  it("ST-2 a snapshot does not change while commits go on", async () => {
    const store = Store.open(folder);
    await store.commit([{ space: "entries", key: "b", value: "" }]);
    const snapshot = store.snapshot();
    await store.commit([
      { space: "entries", key: "c", value: "" },
      { space: "entries", key: "b", value: undefined },
    ]);
    expect(all(snapshot)).toEqual(["b"]);
    expect(all(store.committed())).toEqual(["c"]);
    const later = store.snapshot();
    expect(all(later)).toEqual(["c"]);
    expect(all(snapshot, true)).toEqual(["b"]);
    snapshot.release();
    later.release();
    await store.close();
  });

  it("ST-3 ranges are half open in both directions", async () => {
    const store = Store.open(folder);
    await store.commit(["a", "b", "c", "d"].map((key) => ({ space: "entries" as const, key, value: "" })));
    const keys = (from: string, to: string, reverse: boolean) => [
      ...store.committed().keys("entries", from, to, reverse),
    ];
    expect(keys("b", "d", false)).toEqual(["b", "c"]);
    expect(keys("b", "d", true)).toEqual(["c", "b"]);
    expect(keys("e", "f", true)).toEqual([]);
    expect(keys("a\x00", "b\x00", true)).toEqual(["b"]);
    await store.close();
  });

  it("ST-4 one process per folder; a lock of a dead process is taken over", async () => {
    const store = Store.open(folder);
    expect(() => Store.open(folder)).toThrow(FolderInUseError);
    expect(() => Store.open(folder)).toThrow(`is in use by process ${process.pid}.`);
    // Another process that lives, whoever it is.
    const lock = join(folder, "process.lock");
    writeFileSync(lock, String(process.ppid));
    expect(() => Store.open(folder)).toThrow(`is in use by process ${process.ppid}.`);
    expect(readFileSync(lock, "utf8")).toBe(String(process.ppid));
    await store.close();
    writeFileSync(join(folder, "process.lock"), "999999999");
    await Store.open(folder).close();
    expect(existsSync(join(folder, "process.lock"))).toBe(false);
  });

  it("ST-5 a folder written by a newer version is refused and left alone", async () => {
    const store = Store.open(folder);
    await store.commit([{ space: "system", key: "format", value: "999" }]);
    await store.close();
    const bytes = readFileSync(join(folder, "store.mdb"));
    expect(() => Store.open(folder)).toThrow(NewerFormatError);
    expect(() => Store.open(folder)).toThrow(/newer Orbit \(format 999/);
    expect(readFileSync(join(folder, "store.mdb")).equals(bytes)).toBe(true);
    // Nobody is kept out by the one who was refused.
    expect(existsSync(join(folder, "process.lock"))).toBe(false);
  });

  it("ST-6 only the owner may read the folder", async () => {
    chmodSync(folder, 0o755);
    const store = Store.open(folder);
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, "store.mdb")).mode & 0o077).toBe(0);
    await store.close();
  });
});

describe("overlay", () => {
  it("ST-7 reads, ranges, rollback and earlier states equal a plain model", async () => {
    const store = Store.open(folder);
    const names = ["b", "c", "d", "e", "f", "g", "h"];
    await store.commit(
      ["b", "d", "f", "h"].map((key) => ({ space: "entries" as const, key, value: "base" })),
    );
    const step = fc.oneof(
      fc.record({ kind: fc.constant("put" as const), key: fc.constantFrom(...names) }),
      fc.record({ kind: fc.constant("remove" as const), key: fc.constantFrom(...names) }),
      fc.record({ kind: fc.constantFrom("save" as const, "rollback" as const), key: fc.constant("") }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const overlay = new Overlay(store.committed());
        let model = new Set(["b", "d", "f", "h"]);
        const saved: { point: number; model: Set<string> }[] = [];
        for (const { kind, key } of steps) {
          if (kind === "put") {
            overlay.put("entries", key, "");
            model.add(key);
          } else if (kind === "remove") {
            overlay.remove("entries", key);
            model.delete(key);
          } else if (kind === "save") saved.push({ point: overlay.savepoint(), model: new Set(model) });
          else {
            const last = saved.pop();
            if (last === undefined) continue;
            overlay.rollback(last.point);
            model = last.model;
          }
        }
        const expected = [...model].sort();
        expect(all(overlay)).toEqual(expected);
        expect(all(overlay, true)).toEqual(expected.slice().reverse());
        for (const name of names) expect(overlay.get("entries", name) !== undefined).toBe(model.has(name));
        // Earlier states can still be read, and what comes later does not show in them.
        const earlier = saved.map((one) => ({ ...one, view: overlay.at(one.point) }));
        overlay.put("entries", "z", "");
        for (const one of earlier) expect(all(one.view)).toEqual([...one.model].sort());
      }),
    );
    await store.close();
  });

  it("ST-7 the sorted map keeps order over many chunks", () => {
    const map = new SortedMap<number>();
    const keys = Array.from({ length: 5_000 }, (_, i) => String((i * 7_919) % 5_000).padStart(4, "0"));
    for (const key of keys) map.set(key, 1);
    for (const key of keys.slice(0, 2_500)) map.delete(key);
    const left = keys.slice(2_500).sort();
    expect([...map.range("", "~", false)]).toEqual(left);
    expect([...map.range("1000", "2000", true)]).toEqual(
      left.filter((key) => key >= "1000" && key < "2000").reverse(),
    );
    // Few keys among many are put in their places one by one, many at once by sorting.
    for (const count of [1, 10, 200, 2_000]) {
      const more = Array.from(
        { length: count },
        (_, i) => `${String((i * 7_919) % 5_000).padStart(4, "0")}+${count}`,
      );
      for (const key of more) expect(map.set(key, 1)).toBeUndefined();
      expect(map.set(more[0]!, 2)).toBe(1);
      left.push(...more);
      left.sort();
      expect([...map.range("", "~", false)]).toEqual(left);
      const seen: string[] = [];
      map.each((key) => seen.push(key));
      expect(seen).toEqual(left);
      map.delete(more[0]!);
      left.splice(left.indexOf(more[0]!), 1);
    }
  });
});
