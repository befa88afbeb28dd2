// Whatever happens to the store's file: a clear refusal or a clear error, never a wrong answer.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callOf, ENGINE_OPTIONS, fixtureEngine } from "../conformance/calls";
import { randomFrom } from "../crash/workload";
import { createEngine, DamagedStoreError } from "../engine";
import { checkFolder } from "./checkFolder";

const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const seed = Number(process.env["ORBIT_SEED"] ?? Date.now() % 2 ** 31);
const FLIPS = 30;

let work: string;
let base: string;
let tools: string;
let reader: string;
let bytes: Buffer;

interface Reading {
  readonly read: Record<string, string>;
  readonly problems: readonly string[];
}

/** Null: the process did not survive what it read. */
function readIn(directory: string): Reading | null {
  const { stdout, status } = spawnSync(process.execPath, [reader, directory], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return status === 0 && stdout !== "" ? (JSON.parse(stdout) as Reading) : null;
}

/** A copy of the folder with another store. */
function withStore(store: Buffer): string {
  const directory = mkdtempSync(join(work, "damaged-"));
  cpSync(base, directory, { recursive: true });
  writeFileSync(join(directory, "store.mdb"), store);
  return directory;
}

beforeAll(async () => {
  console.log(`damage: seed ${seed}`);
  work = mkdtempSync(join(tmpdir(), "orbit-damage-"));
  base = join(work, "base");
  mkdirSync(base);
  const engine = await fixtureEngine(base);
  for (let i = 0; i < 6; i++) {
    const texts = Array.from({ length: 60 }, (_, j) => `amber birch copper ${i} ${j} ${"z".repeat(j * 12)}`);
    await engine.mutation(callOf("notes:addMany", { channel: `c${i}`, texts }));
  }
  await engine.close();
  bytes = readFileSync(join(base, "store.mdb"));
  tools = mkdtempSync(join(PACKAGES, ".damage-"));
  reader = join(tools, "reader.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("readChild.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile: reader,
    logLevel: "silent",
  });
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
  rmSync(tools, { recursive: true, force: true });
});

describe("a damaged store", () => {
  it("CR-7 CR-8 any flipped bit: documents read as they were written or not at all, and whatever changed is found by the check", () => {
    const sound = readIn(withStore(bytes)) as Reading;
    expect(Object.keys(sound.read).length).toBeGreaterThan(300);
    expect(sound.problems).toEqual([]);
    const random = randomFrom(seed);
    for (let flip = 0; flip < FLIPS; flip++) {
      const damaged = Buffer.from(bytes);
      const at = random(damaged.length);
      damaged[at] = (damaged[at] as number) ^ (1 << random(8));
      const directory = withStore(damaged);
      const seen = readIn(directory);
      rmSync(directory, { recursive: true });
      if (seen === null || seen.problems.length > 0) continue;
      expect(seen.read, `bit flipped at ${at}`).toEqual(sound.read);
    }
  }, 300_000);

  it("CR-7 a flipped bit in a document's text is an error that says so, not another text", async () => {
    const damaged = Buffer.from(bytes);
    const at = damaged.indexOf("amber birch copper 3 30");
    expect(at).toBeGreaterThan(0);
    // Every copy: pages that were replaced may still hold old ones.
    for (let found = at; found >= 0; found = damaged.indexOf("amber birch copper 3 30", found + 1))
      damaged[found] = (damaged[found] as number) ^ 1;
    const directory = withStore(damaged);
    const engine = await createEngine({ dataDirectory: directory, ...ENGINE_OPTIONS });
    const outcome = await engine.query(callOf("notes:list", { channel: "c3" }));
    expect(outcome).toMatchObject({
      ok: false,
      errorMessage: expect.stringContaining("The store is damaged") as unknown,
    });
    expect((await engine.query(callOf("notes:list", { channel: "c2" }))).ok).toBe(true);
    await engine.close();
    expect((await checkFolder(directory)).problems).not.toEqual([]);
  });

  it("CR-9 a store that was cut off, emptied, removed or replaced is refused in one sentence", async () => {
    const open = (directory: string) => createEngine({ dataDirectory: directory, ...ENGINE_OPTIONS });
    const grown = Buffer.concat([bytes, Buffer.alloc(3 * 2 ** 20)]);
    // The head says that the file is three megabytes longer.
    for (const page of [0, 4_096]) {
      const at = page + 144;
      grown.writeBigUInt64LE(grown.readBigUInt64LE(at) + 768n, at);
    }
    const cut = withStore(grown);
    truncateSync(join(cut, "store.mdb"), bytes.length);
    await expect(open(cut)).rejects.toThrow(
      /The store is damaged: the last \d+ bytes of store.mdb are missing/,
    );
    await expect(open(withStore(Buffer.alloc(0)))).rejects.toThrow(DamagedStoreError);
    await expect(open(withStore(Buffer.alloc(100_000, "x")))).rejects.toThrow(DamagedStoreError);
    const gone = withStore(bytes);
    rmSync(join(gone, "store.mdb"));
    await expect(open(gone)).rejects.toThrow("store.mdb is missing or empty");
  });

  it("CR-9 a store that lost its last pages gives errors where they are needed, and the process goes on", () => {
    const directory = withStore(bytes.subarray(0, bytes.length - 200 * 1_024));
    const seen = readIn(directory);
    expect(seen).not.toBeNull();
    expect(seen!.problems).not.toEqual([]);
  });
});
