// What a deployment changes under an engine that runs.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SessionTransition } from "../contract";
import { callOf, FIXTURE } from "./calls";
import { engineWorld, listen } from "./engineWorld";

const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));

const world = engineWorld();
const { query, mutation } = world;

describe("deployment", () => {
  let app: string;
  beforeEach(() => {
    // Below node_modules, so that packages resolve and nothing is left in the tree.
    app = mkdtempSync(join(PACKAGES, ".engine-test-"));
    cpSync(FIXTURE, app, { recursive: true });
  });
  afterEach(() => {
    rmSync(app, { recursive: true, force: true });
  });
  const deploy = async (): Promise<void> =>
    world.engine.deploy(await world.engine.prepare({ kind: "folder", directory: app }));
  const edit = (file: string, from: string, to: string): void => {
    const path = join(app, file);
    const text = readFileSync(path, "utf8");
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };

  it("TX-17 a variable with which the app does not load is refused, and what runs goes on with the one before", async () => {
    writeFileSync(
      join(app, "moody.ts"),
      `import { queryGeneric as query } from "convex/server";
      const mood = process.env.MOOD;
      if (mood === "bad") throw new Error("not in this mood");
      export const now = query({ args: {}, handler: () => mood ?? "none" });`,
    );
    await deploy();
    const set = (value: string) => world.engine.environment.update([{ name: "MOOD", value }]);
    const { session, seen, until } = listen(world);
    session.modify({ add: [{ queryId: 1, call: callOf("moody:now"), journal: null }], remove: [], tag: 0 });
    await until((all) => all.length === 1);
    await set("good");
    await until((all) => all.length === 2);
    await expect(set("bad")).rejects.toThrow("not in this mood");
    expect(world.engine.environment.list().get("MOOD")).toBe("good");
    expect(await query("moody:now")).toBe("good");
    await world.reopen();
    expect(await query("moody:now")).toBe("good");
    expect(seen.map(({ changes }) => changes[0]!.outcome)).toMatchObject([
      { value: '"none"' },
      { value: '"good"' },
    ]);
  });

  it("TX-18 new code is swapped under live queries; removed functions fail alone", async () => {
    const { session, seen, until } = listen(world);
    session.modify({
      add: [
        { queryId: 1, call: callOf("system:random"), journal: null },
        { queryId: 2, call: callOf("values:echo", { value: 1 }), journal: null },
        { queryId: 3, call: callOf("notes:list", { channel: "swap" }), journal: null },
      ],
      remove: [],
      tag: 0,
    });
    await until((all) => all.length === 1);
    const system = readFileSync(join(app, "system.ts"), "utf8");
    edit("values.ts", "value ?? null }", "[value, 'new'] }");
    writeFileSync(join(app, "system.ts"), 'export const nothing = "left";');
    await deploy();
    await until((all) => all.length >= 2);
    const told = (transition: SessionTransition) =>
      transition.changes.map(({ queryId, outcome }) => [
        queryId,
        outcome.ok ? outcome.value : outcome.errorMessage,
      ]);
    // What reads the same is not told again.
    expect(told(seen[1]!).toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
      [1, expect.stringContaining("Could not find public function for 'system:random'")],
      [2, expect.stringContaining("new")],
    ]);
    // The session goes on: the others hear of commits, and the failed one of the function's return.
    await mutation("notes:add", { channel: "swap", text: "after" });
    await until((all) => all.length >= 3);
    expect(told(seen[2]!)).toEqual([[3, expect.stringContaining("after")]]);
    writeFileSync(join(app, "system.ts"), system);
    await deploy();
    await until((all) => all.length >= 4);
    expect(seen[3]!.changes).toMatchObject([{ queryId: 1, outcome: { ok: true } }]);
  });

  it("RT-30 a syntax error is reported with file and line and the old code goes on", async () => {
    writeFileSync(join(app, "values.ts"), "export const broken = ;");
    await expect(world.engine.prepare({ kind: "folder", directory: app })).rejects.toThrow(/values\.ts:1:22/);
    expect(await query("values:echo", { value: 1 })).toBe(1);
  });

  it("RT-31 a module that fails to load is named", async () => {
    writeFileSync(join(app, "values.ts"), 'export const x = 1; throw new Error("at import");');
    await expect(world.engine.prepare({ kind: "folder", directory: app })).rejects.toThrow(
      /Failed to analyze values\.js: Uncaught Error: at import/,
    );
  });

  it("ST-8 existing rows are checked against a new schema before anything changes", async () => {
    const id = await mutation("notes:add", { channel: "a", text: "one" });
    edit("schema.ts", "text: v.string()", "text: v.number()");
    const prepared = await world.engine.prepare({ kind: "folder", directory: app });
    await expect(world.engine.deploy(prepared)).rejects.toThrow(
      new RegExp(`Document with ID "${String(id)}" in table "notes" does not match the schema`),
    );
    await mutation("notes:add", { channel: "a", text: "two" });
    expect(await query("notes:search", { text: "two", count: 5 })).toEqual(["two"]);
  });

  it("ST-9 new indexes and search indexes are filled with existing rows, removed ones refuse", async () => {
    await mutation("notes:addMany", { channel: "a", texts: ["blue whale", "red fox"] });
    edit("schema.ts", '.index("by_channel", ["channel"])', '.index("by_channel", ["channel", "text"])');
    edit(
      "schema.ts",
      '.searchIndex("search_text"',
      '.searchIndex("search_words", { searchField: "channel" }).searchIndex("search_text"',
    );
    edit("schema.ts", 'filterFields: ["channel", "rank"]', 'filterFields: ["rank"]');
    edit("notes.ts", 'found.eq("channel", channel)', 'found.eq("rank", 1)');
    await deploy();
    const rows = (await query("notes:list", { channel: "a" })) as { text: string }[];
    expect(rows.map(({ text }) => text)).toEqual(["blue whale", "red fox"]);
    expect(await query("notes:search", { text: "fox", channel: "any", count: 5 })).toEqual(["red fox"]);
    edit("schema.ts", '.index("by_channel_and_rank", ["channel", "rank"])', "");
    await deploy();
    await expect(query("notes:first", { channel: "a", count: 1, order: "asc" })).rejects.toThrow(
      /by_channel_and_rank not found/,
    );
  });

  it("ST-10 staged indexes are accepted, kept up to date and refused to queries until enabled", async () => {
    edit(
      "schema.ts",
      '.index("by_channel", ["channel"])',
      '.index("by_channel", { fields: ["channel"], staged: true })',
    );
    await deploy();
    await mutation("notes:add", { channel: "a", text: "while staged" });
    await expect(query("notes:list", { channel: "a" })).rejects.toThrow(/staged/);
    edit("schema.ts", '{ fields: ["channel"], staged: true }', '["channel"]');
    await deploy();
    expect(await query("notes:list", { channel: "a" })).toMatchObject([{ text: "while staged" }]);
  });

  it.each(["query", "mutation"])(
    'RT-29 a %s in a "use node" module is refused by name at push',
    async (kind) => {
      const code = `"use node"; import { ${kind}Generic as make } from "convex/server";
export const misplaced = make({ args: {}, handler: () => 1 });`;
      writeFileSync(join(app, "nodeActions.ts"), code);
      await expect(world.engine.prepare({ kind: "folder", directory: app })).rejects.toThrow(
        /`misplaced` defined in `nodeActions\.js` is a (Query|Mutation) function\. Only actions can be defined in Node\.js/,
      );
      expect(await query("values:echo", { value: 1 })).toBe(1);
    },
  );

  it("RT-32 vector indexes are refused by name at push", async () => {
    edit(
      "schema.ts",
      '.index("by_channel", ["channel"])',
      '.vectorIndex("by_embedding", { vectorField: "extra", dimensions: 3 })',
    );
    await expect(world.engine.prepare({ kind: "folder", directory: app })).rejects.toThrow(
      /by_embedding.*vector search is not available/,
    );
  });
});
