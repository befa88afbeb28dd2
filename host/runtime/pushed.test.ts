// A push as the CLI makes it: ES modules, shared chunks, definitions.
import { mkdtempSync, rmSync } from "node:fs";
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

describe("declared variables", () => {
  it("RT-50 a required variable of defineApp that is not set stops the deployment", async () => {
    const request = await push();
    const definition = {
      path: "convex.config.js",
      environment: "isolate" as const,
      source: `export default { _isRoot: true, _childComponents: [], _env: { KEY: { isOptional: "required", json: { type: "string" } } }, export: () => ({}) };`,
    };
    const withEnv = { ...request, appDefinition: { ...request.appDefinition, definition } };
    const prepared = await engine.prepare({ kind: "pushed", request: withEnv });
    await expect(engine.deploy(prepared)).rejects.toThrow(/KEY/);
    await engine.environment.update([{ name: "KEY", value: "v" }]);
    await engine.deploy(prepared);
  });
});
