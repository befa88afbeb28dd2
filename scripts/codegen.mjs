/**
 * Writes convex/_generated with the real `npx convex codegen`, without a
 * deployment: codegen makes two calls to a deployment, and this file answers
 * exactly those. `--check` fails when the committed files are stale and leaves
 * the tree as it found it.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { brotliDecompressSync } from "node:zlib";
import { transform } from "esbuild";

const ADMIN_KEY = "orbit|codegen";
const TIMEOUT_MS = 120_000;
const check = process.argv.includes("--check");
const generated = path.resolve("convex", "_generated");

/** Evaluates a bundled convex.config and returns what its `export()` says. */
async function evaluateDefinition(module, nameOf) {
  const { code } = await transform(module.source, { format: "cjs", target: "node20" });
  const target = { exports: {} };
  const load = (specifier) => {
    const encoded = /_componentDeps\/([\w-]+)$/.exec(specifier)?.[1];
    if (!encoded) throw new Error(`convex.config imports ${specifier}, which is not a component`);
    const componentDefinitionPath = Buffer.from(encoded, "base64url").toString("utf8");
    return {
      __esModule: true,
      default: { componentDefinitionPath, defaultName: nameOf.get(componentDefinitionPath) },
    };
  };
  vm.compileFunction(code, ["module", "exports", "require"], { filename: module.path })(
    target,
    target.exports,
    load,
  );
  return target.exports.default.export();
}

/** Children first, because a parent's default child name is the name the child gives itself. */
function childrenFirst(definitions) {
  const byPath = new Map(definitions.map((definition) => [definition.definitionPath, definition]));
  const ordered = new Set();
  const visit = (definition) => {
    if (!definition || ordered.has(definition)) return;
    for (const dependency of definition.dependencies) visit(byPath.get(dependency));
    ordered.add(definition);
  };
  definitions.forEach(visit);
  return [...ordered];
}

const emptyDefinition = {
  definitionType: { type: "app" },
  childComponents: [],
  httpMounts: {},
  exports: { type: "branch", branch: [] },
};

async function startPush(request) {
  const names = new Map();
  const analysis = {};
  const evaluated = (definitionPath, definition) => ({
    definition: { path: definitionPath, ...definition },
    schema: null,
    functions: {},
    udfConfig: { serverVersion: "0", importPhaseRngSeed: null, importPhaseUnixTimestamp: null },
  });
  for (const component of childrenFirst(request.componentDefinitions)) {
    const definition = await evaluateDefinition(component.definition, names);
    names.set(component.definitionPath, definition.definitionType.name);
    analysis[component.definitionPath] = evaluated(component.definitionPath, definition);
  }
  const root = request.appDefinition.definition;
  analysis[""] = evaluated("", root ? await evaluateDefinition(root, names) : emptyDefinition);
  return {
    environmentVariables: {},
    externalDepsId: null,
    componentDefinitionPackages: {},
    appAuth: [],
    analysis,
    app: {
      definitionPath: "",
      componentPath: "",
      args: {},
      childComponents: {},
      httpRoutes: { httpModuleRoutes: null, mounts: [] },
      exports: {},
    },
    schemaChange: { allocatedComponentIds: {}, schemaIds: {}, indexDiffs: {} },
  };
}

async function answer(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const body = JSON.parse(
    (request.headers["content-encoding"] === "br" ? brotliDecompressSync(raw) : raw).toString("utf8"),
  );
  if (request.url === "/api/deploy2/start_push") return startPush(body);
  if (request.url === "/api/get_config_hashes") {
    return {
      config: { functions: "convex/" },
      moduleHashes: [],
      nodeDependencies: [],
      udfServerVersion: "0",
    };
  }
  throw new Error(`codegen asked for ${request.url}, which only a running deployment has`);
}

const server = createServer((request, response) => {
  answer(request).then(
    (value) => response.end(JSON.stringify(value)),
    (error) => {
      response.statusCode = 400;
      response.end(JSON.stringify({ code: "CodegenFailed", message: String(error.message ?? error) }));
    },
  );
});

function snapshot() {
  const files = new Map();
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(full);
      else files.set(path.relative(generated, full), readFileSync(full));
    }
  };
  try {
    walk(generated);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  return files;
}

function restore(files) {
  for (const name of snapshot().keys()) if (!files.has(name)) rmSync(path.join(generated, name));
  for (const [name, content] of files) {
    mkdirSync(path.dirname(path.join(generated, name)), { recursive: true });
    writeFileSync(path.join(generated, name), content);
  }
}

/** Names of files that exist on one side only or differ. */
function differences(before, after) {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => {
    const [a, b] = [before.get(name), after.get(name)];
    return !a || !b || !a.equals(b);
  });
}

function runCodegen(port) {
  const require = createRequire(import.meta.url);
  const cli = path.join(path.dirname(require.resolve("convex/package.json")), "bin", "main.js");
  const env = { ...process.env, CI: "1" };
  for (const name of Object.keys(env)) if (name.startsWith("CONVEX_")) delete env[name];
  const args = ["codegen", "--url", `http://127.0.0.1:${port}`, "--admin-key", ADMIN_KEY];
  const child = spawn(process.execPath, [cli, ...args, "--typecheck", "disable"], {
    env,
    stdio: ["ignore", "inherit", "inherit"],
    timeout: TIMEOUT_MS,
  });
  return new Promise((resolve) => {
    child.on("exit", (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

const before = snapshot();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
let code = await runCodegen(server.address().port);
server.close();
if (code !== 0) restore(before);
else if (check) {
  const stale = differences(before, snapshot());
  restore(before);
  if (stale.length > 0) {
    console.error(`convex/_generated is stale (${stale.join(", ")}): run npm run codegen and commit it.`);
    code = 1;
  }
}
process.exitCode = code;
