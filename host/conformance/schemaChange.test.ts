// A new schema comes in while the app goes on.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { LocalEngine } from "../contract";
import { createEngine } from "../engine";
import { Catalog } from "../indexes/catalog";
import { Store } from "../storage/store";
import { audit } from "../transaction/audit";
import { callOf, ENGINE_OPTIONS, FIXTURE, fixtureEngine, temporaryFolder, unwrap, type Args } from "./calls";

const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const ROWS = 3_000;

let folder: string;
let app: string;
let engine: LocalEngine;
beforeEach(async () => {
  folder = temporaryFolder();
  app = mkdtempSync(join(PACKAGES, ".schema-test-"));
  cpSync(FIXTURE, app, { recursive: true });
  engine = await fixtureEngine(folder, app);
  for (let from = 0; from < ROWS; from += 1_000) {
    const texts = Array.from({ length: 1_000 }, (_, i) => `word${from + i} common`);
    await mutation("notes:addMany", { channel: "a", texts });
  }
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
  rmSync(app, { recursive: true, force: true });
});

const query = async (path: string, args: Args = {}) => unwrap(await engine.query(callOf(path, args)));
const mutation = async (path: string, args: Args = {}) => unwrap(await engine.mutation(callOf(path, args)));
const edit = (file: string, from: string, to: string) => {
  const source = readFileSync(join(app, file), "utf8");
  expect(source).toContain(from);
  writeFileSync(join(app, file), source.replace(from, to));
};
const prepare = () => engine.prepare({ kind: "folder", directory: app });

/** Another order of fields under the same names, so that old and new index exist side by side. */
function changeIndexes(): void {
  edit("schema.ts", '.index("by_channel", ["channel"])', '.index("by_channel", ["channel", "text"])');
  edit("schema.ts", 'filterFields: ["channel", "rank"]', 'filterFields: ["rank"]');
  edit("notes.ts", 'found.eq("channel", channel)', 'found.eq("rank", 1)');
}

function check(directory: string): Promise<void> {
  const store = Store.open(directory);
  expect(audit(store.committed(), Catalog.load(store.committed())).problems).toEqual([]);
  return store.close();
}

it("ST-9 TX-21 rows are checked and indexes filled while mutations and queries go on, and progress is told", async () => {
  changeIndexes();
  const prepared = await prepare();
  const seen: number[] = [];
  let isStaged = false;
  const staging = engine.stage(prepared).finally(() => (isStaged = true));
  let during = 0;
  for (let i = 0; !isStaged; i++) {
    const id = String(await mutation("notes:add", { channel: "a", text: `during${i} common`, rank: 1 }));
    if (i % 3 === 1) await mutation("notes:patch", { id, value: { text: `edited${i} common` } });
    if (i % 3 === 2) await mutation("notes:remove", { id });
    else during++;
    const { indexesComplete, indexesTotal } = engine.stagingProgress()[""] ?? {};
    if (indexesTotal !== undefined) seen.push(indexesComplete ?? 0);
    // The old code and its indexes still answer.
    expect(await query("notes:search", { text: "word7", channel: "a", count: 1 })).toHaveLength(1);
  }
  await staging;
  expect(during).toBeGreaterThan(2);
  expect(engine.stagingProgress()[""]).toEqual({
    schemaValidationComplete: true,
    indexesComplete: 2,
    indexesTotal: 2,
  });
  expect(seen[0]).toBe(0);
  await mutation("notes:add", { channel: "a", text: "after staging common", rank: 1 });
  await engine.deploy(prepared);
  expect(await query("notes:list", { channel: "a" })).toHaveLength(ROWS + during + 1);
  expect(await query("notes:search", { text: "after", channel: "any", count: 5 })).toEqual([
    "after staging common",
  ]);
  expect(((await query("notes:search", { text: "edited1", channel: "any", count: 5 })) as string[])[0]).toBe(
    "edited1 common",
  );
  await engine.close();
  await check(folder);
  engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
});

it.each([
  [
    "are not read for a schema that takes all that the one before took",
    "v.optional(v.any()), more: v.optional(v.string())",
    false,
  ],
  ["are read for a schema that takes less", "v.optional(v.string())", true],
])("ST-8 rows %s", async (_what, field, areRead) => {
  edit("schema.ts", "extra: v.optional(v.any())", `extra: ${field}`);
  const prepared = await prepare();
  let isStaged = false;
  const staging = engine.stage(prepared).finally(() => (isStaged = true));
  const seen = new Set<boolean>();
  while (!isStaged) {
    await new Promise((resolve) => setImmediate(resolve));
    const progress = engine.stagingProgress()[""];
    if (progress !== undefined) seen.add(progress.schemaValidationComplete);
  }
  expect(await staging).toBeNull();
  expect(seen.has(false)).toBe(areRead);
  await engine.deploy(prepared);
  await expect(mutation("notes:add", { channel: "a", text: "no", surplus: 1 })).rejects.toThrow("surplus");
});

it("ST-8 a row written between the check and the switch is checked too", async () => {
  edit("schema.ts", "extra: v.optional(v.any())", "extra: v.optional(v.literal(1))");
  const prepared = await prepare();
  await engine.stage(prepared);
  const id = String(await mutation("notes:add", { channel: "a", text: "late", extra: 2 }));
  await expect(engine.deploy(prepared)).rejects.toThrow(new RegExp(`Document with ID "${id}"`));
  expect(await query("notes:get", { id })).toMatchObject({ extra: 2 });
  await mutation("notes:remove", { id });
  await engine.deploy(prepared);
  await expect(mutation("notes:add", { channel: "a", text: "no", extra: 2 })).rejects.toThrow(
    "does not match",
  );
});

it("ST-9 what an interrupted or given up deployment filled is used or dropped by the next", async () => {
  changeIndexes();
  await engine.stage(await prepare());
  // The host ends before the switch: writes go on keeping the new indexes, nobody sees them.
  await engine.close();
  await check(folder);
  engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
  await mutation("notes:add", { channel: "a", text: "in between", rank: 1 });
  await engine.deploy(await prepare());
  expect(await query("notes:search", { text: "between", channel: "any", count: 5 })).toEqual(["in between"]);
  edit("schema.ts", '["channel", "text"]', '["channel", "rank", "text"]');
  await engine.stage(await prepare());
  edit("schema.ts", '["channel", "rank", "text"]', '["channel", "text"]');
  await engine.deploy(await prepare());
  expect(await query("notes:list", { channel: "a" })).toHaveLength(ROWS + 1);
  await engine.close();
  await check(folder);
  const store = Store.open(folder);
  expect([...store.committed().keys("system", "loose/", "loose0", false)]).toEqual([]);
  await store.close();
  engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
});

it("ST-9 PU-21 an import between staging and switching is not lost", async () => {
  changeIndexes();
  const prepared = await prepare();
  await engine.stage(prepared);
  const target = await engine.beginImport("replace", [{ component: "", table: "notes", number: null }]);
  await target.insert("", "notes", [{ channel: "a", text: "imported", rank: 1 }]);
  await target.finish();
  await engine.deploy(prepared);
  expect(await query("notes:list", { channel: "a" })).toMatchObject([{ text: "imported" }]);
  expect(await query("notes:search", { text: "imported", channel: "any", count: 5 })).toEqual(["imported"]);
  await engine.close();
  await check(folder);
  engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
});
