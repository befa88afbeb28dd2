// An import takes the place of what was there whole or not at all.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { LocalEngine } from "../contract";
import { createEngine } from "../engine";
import { Catalog } from "../indexes/catalog";
import { arm } from "../storage/failpoints";
import { Store } from "../storage/store";
import { audit } from "../transaction/audit";
import { callOf, ENGINE_OPTIONS, FIXTURE, fixtureEngine, temporaryFolder, unwrap } from "./calls";
import { importSample, SAMPLE } from "./importSample";

const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));

let folder: string;
let before: string;
beforeEach(async () => {
  folder = temporaryFolder();
  const engine = await fixtureEngine(folder);
  for (const text of ["old one", "old two"]) {
    await engine.mutation(callOf("notes:add", { channel: "a", text }));
  }
  await engine.mutation(callOf("nested:bump", { name: "n" }));
  await engine.action(callOf("system:storeFile", { text: "old bytes" }));
  before = await state(engine);
  await engine.close();
});
afterEach(() => {
  arm("");
  rmSync(folder, { recursive: true, force: true });
});

const open = (dataDirectory = folder) => createEngine({ dataDirectory, ...ENGINE_OPTIONS });

/** All an app could see, and what the store itself says. */
async function state(engine: LocalEngine): Promise<string> {
  const snapshot = engine.snapshot();
  try {
    const files: unknown[] = [];
    for (const file of snapshot.files("")) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of file.open()) chunks.push(chunk);
      files.push([file.id, file.uuid, Buffer.concat(chunks).toString()]);
    }
    const tables = snapshot.tables.map(({ name, number, documents }) => [name, number, [...documents()]]);
    const found = unwrap(await engine.query(callOf("notes:search", { text: "one", count: 9 })));
    return JSON.stringify([tables, files, found]);
  } finally {
    snapshot.release();
  }
}

async function check(directory: string): Promise<void> {
  const store = Store.open(directory);
  expect(audit(store.committed(), Catalog.load(store.committed())).problems).toEqual([]);
  await store.close();
}

async function expectImported(engine: LocalEngine): Promise<void> {
  const notes = unwrap(await engine.query(callOf("notes:list", { channel: "a" }))) as { text: string }[];
  expect(notes.map(({ text }) => text)).toEqual(["new one", "new two", "new three"]);
  expect(unwrap(await engine.query(callOf("notes:search", { text: "one", count: 9 })))).toEqual(["new one"]);
  expect(unwrap(await engine.query(callOf("notes:get", { id: SAMPLE.note })))).toMatchObject({
    _creationTime: 5,
  });
  expect(unwrap(await engine.query(callOf("nested:value", { name: "n" })))).toBe(0);
  const file = await engine.files.open(SAMPLE.uuid);
  expect(await new Response(file?.stream).text()).toBe("bytes");
}

it("PU-21 an import that a full disk stops, at whichever commit, changes nothing; the next one is whole", async () => {
  let stopped = 0;
  for (let commit = 1; ; commit++) {
    const engine = await open();
    arm(`commit.begin:${commit}=full`);
    const outcome = await importSample(engine).then(
      () => "imported",
      () => "stopped",
    );
    arm("");
    if (outcome === "stopped") {
      stopped++;
      expect(await state(engine)).toBe(before);
      await engine.mutation(callOf("nested:metrics"));
      await engine.close();
      await check(folder);
      before = await open().then(async (again) => {
        const now = await state(again);
        await again.close();
        return now;
      });
      continue;
    }
    await expectImported(engine);
    await engine.close();
    await check(folder);
    break;
  }
  expect(stopped).toBeGreaterThan(4);
});

it("PU-21 an import that ends with the process, at whichever commit, has changed nothing or everything", async () => {
  const script = fileURLToPath(new URL("importChild.ts", import.meta.url));
  const outcomes = new Set<string>();
  // Every other commit, for time's sake.
  for (let commit = 1; ; commit += 2) {
    const copy = `${folder}-${commit}`;
    cpSync(folder, copy, { recursive: true });
    try {
      const child = spawn(process.execPath, ["--import", "tsx", script, copy], {
        env: { ...process.env, ORBIT_FAILPOINT: `commit.begin:${commit}=kill` },
        stdio: ["ignore", "pipe", "inherit"],
      });
      let output = "";
      child.stdout.on("data", (chunk) => (output += String(chunk)));
      await new Promise((resolve) => child.on("exit", resolve));
      const engine = await open(copy);
      const isOld = (await state(engine)) === before;
      if (!isOld) await expectImported(engine);
      outcomes.add(isOld ? "nothing" : "everything");
      // What was left lying about goes with the next import, and files that nobody names at start.
      await importSample(engine);
      await expectImported(engine);
      await engine.close();
      await check(copy);
      expect(readdirSync(join(copy, "files")).length).toBeLessThanOrEqual(3);
      if (output.includes("done")) break;
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }
  expect(outcomes).toEqual(new Set(["nothing", "everything"]));
}, 600_000);

it("PU-21 mutations go on during an import, and a change of schema meanwhile stops it", async () => {
  const engine = await open();
  const target = await engine.beginImport("replace", [{ component: "", table: "notes", number: 20_001 }]);
  await target.insert("", "notes", [{ channel: "a", text: "hidden" }]);
  unwrap(await engine.mutation(callOf("notes:add", { channel: "a", text: "meanwhile" })));
  expect(unwrap(await engine.query(callOf("notes:list", { channel: "a" })))).toHaveLength(3);
  await target.finish();
  expect(unwrap(await engine.query(callOf("notes:list", { channel: "a" })))).toMatchObject([
    { text: "hidden" },
  ]);
  await expect(target.insert("", "counters", [{}])).rejects.toThrow("does not announce");
  const wrong = await engine.beginImport("replace", [{ component: "", table: "notes", number: 20_001 }]);
  await expect(wrong.insert("", "notes", [{ channel: "a", text: 5 }])).rejects.toThrow(
    "does not match the schema",
  );
  await expect(wrong.insert("", "notes", [{ _id: SAMPLE.file, channel: "a", text: "x" }])).rejects.toThrow(
    "came from a different deployment",
  );
  await wrong.abort();

  const late = await engine.beginImport("replace", [{ component: "", table: "notes", number: 20_001 }]);
  await late.insert("", "notes", [{ channel: "a", text: "late" }]);
  const app = mkdtempSync(join(PACKAGES, ".import-test-"));
  try {
    cpSync(FIXTURE, app, { recursive: true });
    const schema = readFileSync(join(app, "schema.ts"), "utf8");
    writeFileSync(join(app, "schema.ts"), schema.replace("text: v.string()", "text: v.any()"));
    await engine.deploy(await engine.prepare({ kind: "folder", directory: app }));
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
  await expect(late.finish()).rejects.toThrow("because schema changed");
  await late.abort();
  expect(unwrap(await engine.query(callOf("notes:list", { channel: "a" })))).toMatchObject([
    { text: "hidden" },
  ]);
  await engine.close();
  await check(folder);
});
