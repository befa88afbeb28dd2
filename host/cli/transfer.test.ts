/** `npx convex export` and `npx convex import`, both ways, by the unmodified CLI. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ConvexClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { convexToJson, jsonToConvex, type Value } from "convex/values";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { eventually } from "../conformance/eventually";
import { createIsolatedEngine } from "../isolation/face";
import { ZipReader } from "../push/archive/zipReader";
import { startTestHost, type TestHost } from "../sync/testHost";
import { runCli, type Ran } from "./testCli";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const SNAPSHOT = fileURLToPath(new URL("../push/archive/fixture/snapshot.zip", import.meta.url));

const APP = {
  "convex/convex.config.ts": `
    import { defineApp } from "convex/server";
    import rateLimiter from "@convex-dev/rate-limiter/convex.config";
    const app = defineApp();
    app.use(rateLimiter);
    export default app;`,
  "tsconfig.json": '{"compilerOptions":{"skipLibCheck":true}}',
  "convex/schema.ts": `
    import { defineSchema, defineTable } from "convex/server";
    import { v } from "convex/values";
    export default defineSchema({
      notes: defineTable({ text: v.string(), person: v.optional(v.id("people")), stars: v.optional(v.number()) })
        .index("by_text", ["text"]).searchIndex("search", { searchField: "text" }),
      people: defineTable(v.any()),
    });`,
  "convex/data.ts": `
    import { queryGeneric as query, mutationGeneric as mutation, actionGeneric as action } from "convex/server";
    import { v } from "convex/values";
    export const all = query({ args: { table: v.string() }, handler: (ctx, { table }) => ctx.db.query(table).collect() });
    export const texts = query({ args: {}, handler: async (ctx) => (await ctx.db.query("notes").withIndex("by_text").collect()).map(({ text }) => text) });
    export const search = query({ args: { text: v.string() }, handler: async (ctx, { text }) => (await ctx.db.query("notes").withSearchIndex("search", (q) => q.search("text", text)).take(9)).map((note) => note.text) });
    export const person = query({ args: {}, handler: async (ctx) => {
      const note = await ctx.db.query("notes").withIndex("by_text").first();
      return note?.person ? await ctx.db.get(note.person) : null;
    }});
    export const add = mutation({ args: { table: v.string(), row: v.any() }, handler: (ctx, { table, row }) => ctx.db.insert(table, row) });
    export const store = action({ args: { text: v.string(), type: v.string() }, handler: (ctx, { text, type }) => ctx.storage.store(new Blob([text], { type })) });
    export const url = query({ args: { id: v.string() }, handler: (ctx, { id }) => ctx.storage.getUrl(id) });
    export const file = query({ args: { id: v.string() }, handler: (ctx, { id }) => ctx.db.system.get(id) });`,
};

let a: TestHost;
let b: TestHost;

beforeAll(async () => {
  // One with the database in this thread, one with it in a thread of its own, as it is served.
  [a, b] = await Promise.all([
    startTestHost(APP),
    startTestHost(APP, {}, (options) => createIsolatedEngine(options)),
  ]);
});

afterAll(async () => {
  await Promise.all([a.remove(), b.remove()]);
});

async function ok(host: TestHost, ...args: string[]): Promise<Ran> {
  const ran = await runCli(host, args);
  expect(ran.code, `convex ${args.join(" ")}\n${ran.out}\n${ran.err}`).toBe(0);
  return ran;
}

async function call(host: TestHost, name: string, args: Record<string, Value> = {}): Promise<Value> {
  const response = await fetch(`${host.url}/api/function`, {
    method: "POST",
    headers: { authorization: `Convex ${host.secrets.adminKey}` },
    body: JSON.stringify({ path: name, args: convexToJson(args), format: "convex_encoded_json" }),
  });
  const answer = (await response.json()) as { value: unknown; errorMessage?: string };
  if (!response.ok) throw new Error(answer.errorMessage);
  return jsonToConvex(answer.value as never);
}

async function entries(file: string): Promise<Map<string, string>> {
  const zip = await ZipReader.open(file);
  const found = new Map<string, string>();
  for (const entry of zip.entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of zip.read(entry)) chunks.push(chunk);
    found.set(entry.name, Buffer.concat(chunks).toString());
  }
  await zip.close();
  return found;
}

it("PU-12 PU-17 PU-19 tables, files and components go from one host to another and arrive as they were", async () => {
  const person = await call(a, "data:add", {
    table: "people",
    row: {
      name: "Ada",
      big: 2n ** 60n + 1n,
      whole: 5,
      half: 0.5,
      zero: -0,
      blob: new Uint8Array([1, 2]).buffer,
    },
  });
  await call(a, "data:add", { table: "notes", row: { text: "moved words", person } });
  await call(a, "data:add", { table: "loose", row: { any: ["thing", Number.NaN, 7n] } });
  const file = String(await call(a, "data:store", { text: "file content", type: "text/plain" }));
  const url = new URL(String(await call(a, "data:url", { id: file })));

  await ok(a, "export", "--include-file-storage", "--path", "out.zip");
  const packed = await entries(path.join(a.project, "out.zip"));
  expect([...packed.keys()]).toEqual(
    expect.arrayContaining([
      "README.md",
      "_tables/documents.jsonl",
      "notes/documents.jsonl",
      "notes/generated_schema.jsonl",
      "_components/rateLimiter/_tables/documents.jsonl",
      "_components/rateLimiter/rateLimits/documents.jsonl",
      "_storage/documents.jsonl",
      `_storage/${file}.txt`,
    ]),
  );
  expect([...packed.keys()].filter((name) => name.includes("_scheduled_functions"))).toEqual([]);
  expect(packed.get("people/documents.jsonl")).toContain('"big":1152921504606846977');
  expect(packed.get("people/documents.jsonl")).toContain('"whole":5.0');

  // What was there before goes, and live queries hear of it.
  await call(b, "data:add", { table: "notes", row: { text: "of before" } });
  const client = new ConvexClient(b.url);
  const seen: unknown[] = [];
  client.onUpdate(makeFunctionReference<"query">("data:texts"), {}, (texts) => seen.push(texts));
  cpSync(path.join(a.project, "out.zip"), path.join(b.project, "in.zip"));
  const ran = await ok(b, "import", "--replace-all", "-y", "in.zip");
  expect(ran.err).toContain("Import change summary");
  expect(ran.err).toContain("Added 3 documents");
  await eventually(() => expect(seen.at(-1)).toEqual(["moved words"]));
  await client.close();

  for (const table of ["notes", "people", "loose"]) {
    expect(await call(b, "data:all", { table })).toEqual(await call(a, "data:all", { table }));
  }
  expect(await call(b, "data:person")).toMatchObject({ _id: person, name: "Ada", big: 2n ** 60n + 1n });
  expect(await call(b, "data:search", { text: "mov" })).toEqual(["moved words"]);
  const served = await fetch(`${b.url}${url.pathname}`);
  expect(await served.text()).toBe("file content");
  expect(served.headers.get("content-type")).toContain("text/plain");
  expect(await call(b, "data:file", { id: file })).toEqual(await call(a, "data:file", { id: file }));

  await b.restart();
  expect(await call(b, "data:person")).toMatchObject({ _id: person });
  expect(await (await fetch(`${b.url}${url.pathname}`)).text()).toBe("file content");
  // The same archive again: the same rows, the same files.
  await ok(b, "import", "--replace-all", "-y", "in.zip");
  expect(await call(b, "data:all", { table: "notes" })).toEqual(
    await call(a, "data:all", { table: "notes" }),
  );
  expect(await (await fetch(`${b.url}${url.pathname}`)).text()).toBe("file content");
});

it("PU-17 PU-19 a snapshot in Convex's own layout comes in with its ids, values, files and components, and leaves as it came", async () => {
  cpSync(SNAPSHOT, path.join(b.project, "snapshot.zip"));
  await ok(b, "import", "--replace-all", "-y", "snapshot.zip");
  const [ada] = (await call(b, "data:all", { table: "people" })) as Record<string, Value>[];
  expect(ada).toMatchObject({
    name: "Ada",
    age: 36,
    big: 9007199254740993n,
    _creationTime: 1724241600000.25,
  });
  expect(Object.is(ada?.["neg"], -0)).toBe(true);
  expect(await call(b, "data:texts")).toEqual(["first words", "second\u2028thoughts"]);
  expect(await call(b, "data:person")).toMatchObject({ _id: ada?.["_id"] });
  const picture = String(await call(b, "data:url", { id: ada?.["picture"] as string }));
  expect(picture).toContain("5c1f2a1e-0c52-4a55-9a7e-3f6f3a1d2b10");
  expect(
    Buffer.from(await (await fetch(picture)).arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe("PNG");
  expect((await ok(b, "data", "rateLimits", "--component", "rateLimiter")).out).toContain("mail");
  // New rows get ids of the imported table number, and a table made later collides with none.
  const added = String(await call(b, "data:add", { table: "notes", row: { text: "third" } }));
  expect(added.slice(0, 2)).toBe("q9");
  await call(b, "data:add", { table: "later", row: {} });
  expect(await call(b, "data:all", { table: "notes" })).toHaveLength(3);

  await ok(b, "export", "--include-file-storage", "--path", "again.zip");
  const [came, left] = [await entries(SNAPSHOT), await entries(path.join(b.project, "again.zip"))];
  for (const name of ["people/documents.jsonl", "_components/rateLimiter/rateLimits/documents.jsonl"]) {
    const rows = (text = "") =>
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown);
    expect(rows(left.get(name))).toEqual(rows(came.get(name)));
  }
  const image = [...came.keys()].find((name) => name.endsWith(".png")) ?? "";
  expect(left.get(image)).toBe(came.get(image));
  expect(left.get("_tables/documents.jsonl")).toContain('{"name":"notes","id":10042}');
});

it("PU-18 what cannot be imported is refused with its reason, and nothing has changed", async () => {
  const before = await call(a, "data:all", { table: "notes" });
  const refused = async (name: string, content: string | Buffer, ...options: string[]) => {
    writeFileSync(path.join(a.project, name), content);
    const ran = await runCli(a, ["import", ...options, "-y", name]);
    expect(ran.code).toBe(1);
    expect(await call(a, "data:all", { table: "notes" })).toEqual(before);
    return ran.err;
  };
  expect(await refused("in.jsonl", '{"text":"x"}\n', "--table", "notes")).toContain(
    "Table notes already exists",
  );
  expect(await refused("in.jsonl", '{"text":"x"}\n{"text":5}\n', "--table", "notes", "--replace")).toContain(
    "does not match the schema",
  );
  expect(await refused("in.jsonl", '{"text":"x"}\n{"text"\n', "--table", "notes", "--replace")).toContain(
    "Row 2 wasn't valid JSON",
  );
  expect(await refused("in.csv", "text,stars\nx\n", "--table", "notes", "--replace")).toContain(
    "CSV row 1 doesn't have all of the fields in the header",
  );
  expect(await refused("in.json", '{"text":"x"}', "--table", "notes", "--replace")).toContain(
    "Not a JSON array",
  );
  expect(await refused("in.jsonl", '{"text":"x"}\n', "--table", "_storage", "--replace")).toContain(
    "starts with metadata prefix",
  );
  const zip = readFileSync(SNAPSHOT);
  expect(await refused("cut.zip", zip.subarray(0, zip.length - 300), "--replace-all")).toContain(
    "invalid zip file",
  );
  // The archive's number of "notes" is not the one that "people" refers to, and "people" stays.
  expect(
    await refused(
      "in.jsonl",
      '{"_id":"q9702081040g2081040g2081040g266a","text":"x"}\n',
      "--table",
      "people",
      "--replace",
    ),
  ).toContain("Import changes table 'people' which is referenced by 'notes' in the schema");
});

it("PU-20 single tables come from jsonl, csv and json, in every mode", async () => {
  const write = (name: string, content: string) => writeFileSync(path.join(a.project, name), content);
  write("in.jsonl", '{"text":"from lines","stars":3}\n');
  await ok(a, "import", "--table", "notes", "--append", "-y", "in.jsonl");
  write("in.csv", '﻿text, stars\n"quoted, ""text""",4\nplain,\n');
  await ok(a, "import", "--table", "notes", "--append", "-y", "in.csv");
  write("in.json", '[{"text":"from array"}]');
  await ok(a, "import", "--table", "notes", "--append", "-y", "in.json");
  expect(await call(a, "data:texts")).toEqual(
    ["moved words", "from lines", 'quoted, "text"', "plain", "from array"].sort(),
  );
  expect(await call(a, "data:search", { text: "array" })).toEqual(["from array"]);
  const rows = (await call(a, "data:all", { table: "notes" })) as { text: string; stars?: number }[];
  expect(rows.find(({ text }) => text === "plain")).not.toHaveProperty("stars");
  expect(rows.find(({ text }) => text.startsWith("quoted"))?.stars).toBe(4);
  await ok(a, "import", "--table", "notes", "--replace", "-y", "in.json");
  expect(await call(a, "data:texts")).toEqual(["from array"]);
  write("new.jsonl", '{"any":[1,null,"x"]}\n');
  await ok(a, "import", "--table", "fresh", "-y", "new.jsonl");
  expect(await call(a, "data:all", { table: "fresh" })).toMatchObject([{ any: [1, null, "x"] }]);
  write("limits.jsonl", '{"name":"kept","shard":0,"ts":1,"value":2}\n');
  await ok(
    a,
    "import",
    "--component",
    "rateLimiter",
    "--table",
    "rateLimits",
    "--append",
    "-y",
    "limits.jsonl",
  );
  expect((await ok(a, "data", "rateLimits", "--component", "rateLimiter")).out).toContain("kept");
});
