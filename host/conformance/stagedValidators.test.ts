// A schema proposes validators for later: `defineTable(…).staged(…)`.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LocalEngine, StagedValidation } from "../contract";
import { createEngine } from "../engine";
import { callOf, ENGINE_OPTIONS, FIXTURE, fixtureEngine, temporaryFolder, unwrap, type Args } from "./calls";
import { eventually } from "./eventually";

const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const ROWS = 3_000;

let folder: string;
let app: string;
let engine: LocalEngine;
beforeEach(async () => {
  vi.spyOn(console, "info").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  folder = temporaryFolder();
  app = mkdtempSync(join(PACKAGES, ".staged-test-"));
  cpSync(FIXTURE, app, { recursive: true });
  engine = await fixtureEngine(folder, app);
  for (let from = 0; from < ROWS; from += 1_000) {
    const texts = Array.from({ length: 1_000 }, (_, i) => `word${from + i}`);
    await mutation("notes:addMany", { channel: "a", texts });
  }
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
  rmSync(app, { recursive: true, force: true });
  vi.restoreAllMocks();
});

const query = async (path: string, args: Args = {}) => unwrap(await engine.query(callOf(path, args)));
const mutation = async (path: string, args: Args = {}) => unwrap(await engine.mutation(callOf(path, args)));
const state = (): StagedValidation | undefined => engine.stagedValidators()[""]?.notes;
const deploy = async () => engine.deploy(await engine.prepare({ kind: "folder", directory: app }));

const ended = () => eventually(() => expect(state()?.state).not.toBe("pending"));

let schema: string;
/** The fixture's schema with a proposal of this kind for `extra`. */
function propose(extra: string): void {
  schema ??= readFileSync(join(app, "schema.ts"), "utf8");
  const table = /notes: defineTable\([\s\S]*?\n {2}\}\)/.exec(schema)?.[0];
  expect(table).toBeDefined();
  writeFileSync(
    join(app, "schema.ts"),
    schema.replace(table as string, `${table as string}.staged({ extra: ${extra} })`),
  );
}

it("ST-16 rows are compared in the background while the table's own validator is enforced", async () => {
  propose("v.optional(v.literal(1))");
  await deploy();
  expect(state()?.state).toBe("pending");
  // Reads and writes go on meanwhile, and what they write is compared too.
  const id = String(await mutation("notes:add", { channel: "a", text: "fits", extra: 1 }));
  await ended();
  expect(state()).toMatchObject({ state: "valid" });
  await mutation("notes:add", { channel: "a", text: "does not", extra: 2 });
  await eventually(() => expect(state()?.state).toBe("failed"));
  expect((state() as { error: string }).error).toMatch(
    /Document with ID "\w+" in table "notes" does not match the staged schema: .*literal/,
  );
  expect(await query("notes:get", { id })).toMatchObject({ extra: 1 });
});

it("ST-16 a row that does not fit is named until it is mended and the schema deployed again, restarts included", async () => {
  const id = String(await mutation("notes:add", { channel: "b", text: "odd", extra: "text" }));
  propose("v.optional(v.number())");
  await deploy();
  await ended();
  expect((state() as { error: string }).error).toContain(`Document with ID "${id}"`);
  await engine.close();
  engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
  await ended();
  expect((state() as { error: string }).error).toContain(`Document with ID "${id}"`);
  await mutation("notes:remove", { id });
  await deploy();
  await ended();
  expect(state()).toEqual({ state: "valid", rowsChecked: ROWS });
});

it("ST-16 a proposal that is taken back or put in force is no longer compared", async () => {
  propose("v.optional(v.literal(1))");
  await deploy();
  await ended();
  writeFileSync(
    join(app, "schema.ts"),
    schema.replace("extra: v.optional(v.any())", "extra: v.optional(v.literal(1))"),
  );
  await deploy();
  expect(engine.stagedValidators()).toEqual({});
  await expect(mutation("notes:add", { channel: "a", text: "no", extra: 2 })).rejects.toThrow(
    "does not match",
  );
});
