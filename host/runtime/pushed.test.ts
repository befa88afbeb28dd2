// A push as the CLI makes it: ES modules, shared chunks, definitions.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Engine } from "../contract";
import { createEngine } from "../engine";
import { callOf, ENGINE_OPTIONS, FIXTURE, unwrap } from "../conformance/calls";
import { sharedOptions } from "./bundle";

let folder: string;
let engine: Engine;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "orbit-push-"));
  engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function modules(names: readonly string[], platform: "browser" | "node", chunks: string) {
  const result = await build({
    ...sharedOptions(platform),
    format: "esm",
    splitting: true,
    outdir: "/out",
    outbase: FIXTURE,
    chunkNames: `${chunks}/[hash]`,
    entryPoints: names.map((name) => join(FIXTURE, name)),
  });
  return (result.outputFiles ?? []).map(({ path, text }) => ({
    path: path.slice("/out/".length),
    source: text,
    environment: platform === "node" ? ("node" as const) : ("isolate" as const),
  }));
}

async function push(extra: readonly { path: string; source: string; environment: "isolate" }[] = []) {
  const isolate = await modules(["notes.ts", "nested.ts", "system.ts", "http.ts"], "browser", "_deps");
  const node = await modules(["nodeActions.ts"], "node", "_deps/node");
  const [schema] = await modules(["schema.ts"], "browser", "_deps");
  return {
    adminKey: "k",
    dryRun: false,
    functions: "convex/",
    appDefinition: {
      definition: null,
      dependencies: [],
      schema,
      changedModules: [...isolate, ...node, ...extra],
      unchangedModuleHashes: [],
      udfServerVersion: "1.48.0",
    },
    componentDefinitions: [],
    nodeDependencies: [],
  };
}

describe("pushed modules", () => {
  it("RT-47 run like a folder, also after a restart", async () => {
    const prepared = await engine.prepare({ kind: "pushed", request: await push() });
    const root = prepared.analysis.components[0]!;
    expect(root.modules.map(({ path }) => path)).toEqual([
      "http.js",
      "nested.js",
      "nodeActions.js",
      "notes.js",
      "system.js",
    ]);
    expect(root.modules.find(({ path }) => path === "nodeActions.js")!.environment).toBe("node");
    expect(root.modules.find(({ path }) => path === "http.js")!.httpRoutes).toEqual(
      expect.arrayContaining([
        { path: "/hello", method: "POST" },
        { path: "/files/*", method: "GET" },
      ]),
    );
    const add = root.modules
      .find(({ path }) => path === "notes.js")!
      .functions.find(({ name }) => name === "add")!;
    expect(add).toMatchObject({ udfType: "Mutation", visibility: "public" });
    expect(JSON.parse(add.args!)).toMatchObject({ type: "object" });
    await engine.deploy(prepared);
    await engine.mutation(callOf("notes:add", { channel: "a", text: "pushed" }));
    await engine.close();
    engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
    expect(unwrap(await engine.query(callOf("notes:list", { channel: "a" })))).toMatchObject([
      { text: "pushed" },
    ]);
    expect(unwrap(await engine.action(callOf("nodeActions:hash", { text: "", name: "n" })))).toMatch(
      /^e3b0c4/,
    );
  });

  it("RT-48 auth.config is resolved against the environment, a missing variable is named", async () => {
    const source = "export default { providers: [{ domain: process.env.ISSUER, applicationID: 'convex' }] };";
    const request = await push([{ path: "auth.config.js", source, environment: "isolate" }]);
    const prepared = await engine.prepare({ kind: "pushed", request });
    await expect(engine.deploy(prepared)).rejects.toThrow(
      /Environment variable ISSUER is used in auth config file/,
    );
    await engine.environment.update([{ name: "ISSUER", value: "https://id.example" }]);
    await engine.deploy(prepared);
    expect(engine.authProviders()).toEqual([
      { type: "oidc", issuer: "https://id.example", applicationID: "convex" },
    ]);
  });

  it("RT-49 a body that is no push is refused", async () => {
    for (const request of [
      null,
      5,
      {},
      { appDefinition: {} },
      { appDefinition: { changedModules: [{}] }, componentDefinitions: [] },
    ]) {
      await expect(engine.prepare({ kind: "pushed", request })).rejects.toThrow(/unexpected form/);
    }
  });
});

describe("the size of the code", () => {
  const much = (bytes: number) =>
    `export const text = ${JSON.stringify("x".repeat(bytes))}; console.log(text.length);`;
  const words = /Total module size exceeded the unzipped maximum \(3[34]\.\d\d MiB > maximum size 32 MiB\)/;

  it("RT-63 more than 32 MiB are refused, pushed or from a folder, and what runs goes on", async () => {
    await engine.deploy(await engine.prepare({ kind: "pushed", request: await push() }));
    await engine.mutation(callOf("notes:add", { channel: "a", text: "kept" }));
    const halves = ["one.js", "two.js"].map((path) => ({
      path,
      source: much(33 << 19),
      environment: "isolate" as const,
    }));
    await expect(engine.prepare({ kind: "pushed", request: await push(halves) })).rejects.toThrow(words);
    // Below the limit, the same is taken.
    await engine.prepare({ kind: "pushed", request: await push(halves.slice(1)) });
    const app = join(folder, "app");
    mkdirSync(app);
    for (const { path, source } of halves) writeFileSync(join(app, path), source);
    await expect(engine.prepare({ kind: "folder", directory: app })).rejects.toThrow(words);
    expect(unwrap(await engine.query(callOf("notes:list", { channel: "a" })))).toMatchObject([
      { text: "kept" },
    ]);
  });
});

describe("declared variables", () => {
  /** As `defineApp({ env: … })` writes it, bundled by the package's own defineApp. */
  async function requiring(env: string) {
    const result = await build({
      ...sharedOptions("browser"),
      format: "esm",
      stdin: {
        contents: `import { defineApp } from "convex/server"; import { v } from "convex/values"; export default defineApp({ env: ${env} });`,
        resolveDir: FIXTURE,
      },
    });
    const request = await push();
    const source = result.outputFiles![0]!.text;
    const definition = { path: "convex.config.js", environment: "isolate" as const, source };
    return {
      kind: "pushed" as const,
      request: { ...request, appDefinition: { ...request.appDefinition, definition } },
    };
  }
  const answers = async (): Promise<unknown> =>
    unwrap(await engine.query(callOf("notes:list", { channel: "a" })));

  it("RT-50 a variable that defineApp requires and nobody set stops the deployment and is named; what runs goes on", async () => {
    await engine.deploy(await engine.prepare({ kind: "pushed", request: await push() }));
    await engine.mutation(callOf("notes:add", { channel: "a", text: "kept" }));
    const app = await requiring(
      `{ FIRST: v.string(), MODE: v.union(v.literal("live"), v.literal("test")), MAYBE: v.optional(v.string()) }`,
    );
    const missing = (name: string) =>
      `Environment variable ${name} is required by convex.config.ts but is not set. Set it with \`npx convex env set ${name} <value>\`.`;
    const deploy = async () => await engine.deploy(await engine.prepare(app));
    await expect(deploy()).rejects.toThrow(missing("FIRST"));
    expect(await answers()).toMatchObject([{ text: "kept" }]);
    await engine.environment.update([{ name: "FIRST", value: "" }]);
    await expect(deploy()).rejects.toThrow(missing("MODE"));
    await engine.environment.update([{ name: "MODE", value: "wrong" }]);
    await expect(deploy()).rejects.toThrow(
      "Environment variable MODE does not match its validator in convex.config.ts",
    );
    expect(await answers()).toMatchObject([{ text: "kept" }]);
    await engine.environment.update([{ name: "MODE", value: "live" }]);
    await deploy();
    await engine.close();
    engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
    expect(await answers()).toMatchObject([{ text: "kept" }]);
  });
});
