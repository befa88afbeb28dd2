/** The unmodified `npx convex` CLI, offline, against a running host. No command may hang. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { eventually } from "../conformance/eventually";
import { startTestHost, type TestHost } from "../sync/testHost";
import { runCli, type Ran } from "./testCli";

vi.setConfig({ testTimeout: 180_000 });
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
    export default defineSchema({ notes: defineTable({ text: v.string() }).index("by_text", ["text"]) });`,
  "convex/notes.ts": `
    import { query, mutation, internalMutation } from "./_generated/server";
    import { v } from "convex/values";
    export const list = query({ args: {}, handler: async (ctx) => (await ctx.db.query("notes").take(10)).map(({ text }) => text) });
    export const add = mutation({ args: { text: v.string() }, handler: async (ctx, { text }) => {
      console.log("adding", text);
      await ctx.db.insert("notes", { text });
      return text.length;
    }});
    export const clear = internalMutation({ args: {}, handler: async (ctx) => {
      for (const note of await ctx.db.query("notes").take(100)) await ctx.db.delete("notes", note._id);
    }});`,
  "convex/_generated/server.js": `
    import { queryGeneric, mutationGeneric, internalMutationGeneric } from "convex/server";
    export const query = queryGeneric; export const mutation = mutationGeneric;
    export const internalMutation = internalMutationGeneric;`,
};

let host: TestHost;

const convex = (args: readonly string[], until?: (text: string) => boolean): Promise<Ran> =>
  runCli(host, args, until);

async function ok(...args: string[]): Promise<Ran> {
  const ran = await convex(args);
  expect(ran.code, `convex ${args.join(" ")}\n${ran.out}\n${ran.err}`).toBe(0);
  return ran;
}

/** Calls a function without the CLI, which takes a second each time. */
async function call(path: string, args: object = {}): Promise<unknown> {
  const response = await fetch(`${host.url}/api/function`, {
    method: "POST",
    headers: { authorization: `Convex ${host.secrets.adminKey}` },
    body: JSON.stringify({ path, args }),
  });
  return ((await response.json()) as { value: unknown }).value;
}

beforeAll(async () => {
  host = await startTestHost(APP);
});

afterAll(() => host.remove());

it("PU-1 codegen writes typed files", async () => {
  await ok("codegen", "--typecheck", "disable");
  const api = readFileSync(path.join(host.project, "convex", "_generated", "api.d.ts"), "utf8");
  expect(api).toContain("notes: typeof notes");
  expect(api).toContain('rateLimiter: import("@convex-dev/rate-limiter/_generated/component.js")');
});

it("PU-2 dev --once pushes, and what it pushed runs at once", async () => {
  host.write(
    "convex/extra.ts",
    'import { query } from "./_generated/server"; export default query({ args: {}, handler: async () => "v1" });',
  );
  const ran = await ok("dev", "--once", "--typecheck", "disable");
  expect(ran.err).toContain("Convex functions ready");
  expect(await call("extra:default")).toBe("v1");
});

it("PU-3 deploy replaces functions and adds an index", async () => {
  host.write(
    "convex/extra.ts",
    'import { query } from "./_generated/server"; export default query({ args: {}, handler: async () => "v2" });',
  );
  host.write(
    "convex/schema.ts",
    APP["convex/schema.ts"].replace(
      '.index("by_text", ["text"])',
      '.index("by_text", ["text"]).index("by_text2", ["text"])',
    ),
  );
  const ran = await ok("deploy", "--typecheck", "disable", "-y");
  expect(ran.err).toContain("by_text2");
  expect(await call("extra:default")).toBe("v2");
});

it("PU-4 deploy --dry-run changes nothing", async () => {
  host.write(
    "convex/extra.ts",
    'import { query } from "./_generated/server"; export default query({ args: {}, handler: async () => "v3" });',
  );
  await ok("deploy", "--dry-run", "--typecheck", "disable", "-y");
  expect(await call("extra:default")).toBe("v2");
});

it("PU-5 code that does not load and a schema the rows violate are refused with a reason; nothing changes", async () => {
  const before = (await call("notes:list")) as string[];
  await call("notes:add", { text: "kept" });
  host.write("convex/broken.ts", "export const x = 1; throw new Error('broken at load');");
  const broken = await convex(["deploy", "--typecheck", "disable", "-y"]);
  expect(broken.code).toBe(1);
  expect(broken.err).toContain("broken at load");
  host.write("convex/broken.ts", "");
  host.write("convex/schema.ts", APP["convex/schema.ts"].replace("text: v.string()", "text: v.number()"));
  const violated = await convex(["deploy", "--typecheck", "disable", "-y"]);
  expect(violated.code).toBe(1);
  expect(violated.err).toContain("Schema validation failed");
  expect(violated.err).toContain('in table "notes"');
  host.write("convex/schema.ts", APP["convex/schema.ts"]);
  const after = await call("notes:list");
  expect(after).toEqual([...before, "kept"]);
});

it("PU-5 RT-32 what this host does not offer is refused by name when it is pushed; nothing changes", async () => {
  const before = await call("notes:list");
  host.write(
    "convex/schema.ts",
    APP["convex/schema.ts"].replace(
      '.index("by_text", ["text"])',
      '.vectorIndex("by_meaning", { vectorField: "meaning", dimensions: 3 })',
    ),
  );
  const refused = await convex(["deploy", "--typecheck", "disable", "-y"]);
  host.write("convex/schema.ts", APP["convex/schema.ts"]);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain("by_meaning");
  expect(refused.err).toContain("vector search is not available");
  expect(await call("notes:list")).toEqual(before);
});

it("PU-23 deploy tells how far staged validators are, and which row does not fit", async () => {
  const propose = (fields: string) =>
    host.write(
      "convex/schema.ts",
      APP["convex/schema.ts"].replace(
        '.index("by_text", ["text"])',
        `.index("by_text", ["text"]).staged(${fields})`,
      ),
    );
  const ended = () =>
    eventually(() => expect(host.engine.stagedValidators()[""]?.["notes"]?.state).not.toBe("pending"));
  const deploy = async () => (await ok("deploy", "--typecheck", "disable", "-y")).err;
  propose("{ text: v.union(v.string(), v.number()) }");
  await deploy();
  await ended();
  expect(await deploy()).toMatch(/Staged schema validation status:\s+notes: validated/);
  await call("notes:add", { text: "odd" });
  propose('{ text: v.literal("even") }');
  await deploy();
  await ended();
  expect(await deploy()).toMatch(/notes: failed: Document with ID "\w+" in table "notes" does not match/);
  host.write("convex/schema.ts", APP["convex/schema.ts"]);
  await deploy();
  expect(host.engine.stagedValidators()).toEqual({});
});

it("PU-6 run: public, internal, arguments, errors, and an unknown name lists what there is", async () => {
  expect((await ok("run", "notes:add", '{"text":"four"}')).out.trim()).toBe("4");
  expect(await call("notes:list")).toContain("four");
  await ok("run", "notes:clear");
  expect(JSON.parse((await ok("run", "notes:list")).out)).toEqual([]);
  const wrong = await convex(["run", "notes:add", '{"text":1}']);
  expect(wrong.code).toBe(1);
  const unknown = await convex(["run", "notes:nothing"]);
  expect(unknown.code).toBe(1);
  expect(unknown.err).toContain("Could not find");
  expect(unknown.err).toContain("add");
});

it("PU-7 run --watch follows a query", async () => {
  await call("notes:add", { text: "there before" });
  const adding: Promise<unknown>[] = [];
  const watched = await convex(["run", "--watch", "notes:list"], (text) => {
    if (text.includes("there before") && adding.length === 0)
      adding.push(call("notes:add", { text: "seen by watch" }));
    return text.includes("seen by watch");
  });
  await Promise.all(adding);
  const [first, last] = ["there before", "seen by watch"].map((text) => watched.out.indexOf(text));
  expect(first).toBeGreaterThanOrEqual(0);
  expect(last).toBeGreaterThan(first!);
});

it("PU-8 data lists tables and rows", async () => {
  await call("notes:add", { text: "in the table" });
  expect((await ok("data")).out.split("\n")).toContain("notes");
  expect((await ok("data", "notes", "--format", "jsonLines")).out).toContain("in the table");
  expect((await convex(["data", "nothing"])).code).toBe(0);
});

it("PU-9 env sets, gets, lists and removes; reserved names are refused", async () => {
  await ok("env", "set", "GREETING", "hello world");
  expect((await ok("env", "get", "GREETING")).out.trim()).toBe("hello world");
  expect((await ok("env", "list")).out).toContain("GREETING=");
  const listed = (await ok("env", "list")).out;
  for (const [name, secret] of Object.entries(host.secrets))
    expect([name, listed.includes(secret.slice(0, 40))]).toEqual([name, false]);
  await ok("env", "remove", "GREETING");
  expect((await convex(["env", "get", "GREETING"])).out).not.toContain("hello");
  for (const reserved of ["CONVEX_CLOUD_URL", "CONVEX_ANYTHING"])
    expect((await convex(["env", "set", reserved, "x"])).code).toBe(1);
  expect((await ok("env", "list")).out).not.toContain("CONVEX_");
});

it("PU-10 function-spec describes the functions", async () => {
  const spec = JSON.parse((await ok("function-spec")).out) as {
    url: string;
    functions: { identifier: string }[];
  };
  expect(spec.url).toBe(host.url);
  expect(spec.functions.map(({ identifier }) => identifier)).toContain("notes.js:add");
});

it("PU-11 logs shows what functions print", async () => {
  await call("notes:add", { text: "for the log" });
  const ran = await convex(["logs", "--history", "50"], (text) => text.includes("for the log"));
  expect(ran.out).toContain("'adding' 'for the log'");
});

it("PU-12 export downloads a zip of all tables", async () => {
  await ok("export", "--path", "out.zip");
  const zip = readFileSync(path.join(host.project, "out.zip"));
  expect(zip.subarray(0, 4).toString("latin1")).toBe("PK\u0003\u0004");
  expect(zip.includes("notes/documents.jsonl")).toBe(true);
});

it("PU-13 dev (watch) pushes again when a file changes", async () => {
  let pushes = 0;
  const ran = convex(["dev", "--typecheck", "disable", "--tail-logs", "disable"], (text) => {
    const ready = text.split("Convex functions ready").length - 1;
    if (ready === 1 && pushes === 0) {
      pushes = 1;
      host.write(
        "convex/extra.ts",
        'import { query } from "./_generated/server"; export default query({ args: {}, handler: async () => "v4" });',
      );
    }
    return ready === 2;
  });
  expect((await ran).err).toContain("Convex functions ready");
  expect(await call("extra:default")).toBe("v4");
});

it("PU-24 network-test passes: connection, request, live query, and what is sent comes back", async () => {
  const { err } = await ok("network-test", "--timeout", "50", "--speed-test");
  for (const line of [
    "TCP connect",
    "HTTP check",
    "WebSocket connection established",
    "echo 128 bytes",
    "echo 4 MiB",
    "echo 64 MiB",
  ])
    expect(err).toMatch(new RegExp(`OK: ${line}`));
  expect(err).toContain("Network test passed.");
});

it("PU-16 components: their tables are listed, their functions run, an unknown one is named", async () => {
  expect((await ok("data", "--component", "rateLimiter")).out).toContain("rateLimits");
  const time = await ok("run", "--component", "rateLimiter", "time:getServerTime");
  expect(Number(time.out)).toBeGreaterThan(1.7e12);
  const unknown = await convex(["run", "--component", "nothing", "time:getServerTime"]);
  expect(unknown.code).toBe(1);
  expect(unknown.err).toContain('in component "nothing"');
});

it("PU-14 a wrong key is refused, and the command ends", async () => {
  const ran = await runCli(host, ["run", "notes:list"], undefined, {
    CONVEX_SELF_HOSTED_ADMIN_KEY: "orbit|wrong",
  });
  expect(ran.code).toBe(1);
});
