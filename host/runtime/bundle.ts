// Bundles a convex folder and the components it uses, with the settings of the
// convex CLI. The result is plain data: it can be stored and evaluated later.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { build, stop, type BuildFailure, type BuildOptions, type Plugin } from "esbuild";
import { CHANGES, convexPackage } from "./convexPackage";

export interface CodeBundle {
  /** CommonJS; exports `modules`, a record of path -> function that loads it. */
  readonly code: string;
  /** e.g. "customers.js" */
  readonly modules: readonly string[];
}

export interface DefinitionBundle {
  /** Path relative to the app's folder, "" for the app. */
  readonly path: string;
  /** Evaluates convex.config; imports of components are `component:<path>`. */
  readonly definition: string | null;
  readonly isolate: CodeBundle;
  readonly node: CodeBundle | null;
  /** auth.config, evaluated anew whenever a variable changes. */
  readonly auth: string | null;
}

export interface AppBundle {
  readonly definitions: readonly DefinitionBundle[];
  /** Where "use node" modules resolve packages that were left out of the bundle. */
  readonly root: string;
}

export class BundleError extends Error {
  override readonly name = "BundleError";
}

/** Convex's limit for the code of one deployment, without source maps. */
const MAX_CODE_BYTES = 32 << 20;

/** Throws BundleError in Convex's words. */
export function refuseTooMuchCode(sources: Iterable<string | null | undefined>): void {
  let bytes = 0;
  for (const source of sources) bytes += Buffer.byteLength(source ?? "");
  if (bytes <= MAX_CODE_BYTES) return;
  const mebibytes = (bytes / (1 << 20)).toFixed(2);
  throw new BundleError(
    `Total module size exceeded the unzipped maximum (${mebibytes} MiB > maximum size 32 MiB). Import smaller packages, or only parts of them. See https://docs.convex.dev/functions/bundling`,
  );
}

export const SCHEMA_MODULE = "schema.js";
export const COMPONENT_IMPORT = "component:";

const EXTENSIONS = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** Same settings as the CLI's bundler, but CommonJS, and one file per runtime. */
export function sharedOptions(platform: "browser" | "node"): BuildOptions {
  return {
    bundle: true,
    write: false,
    platform,
    format: "cjs",
    target: platform === "node" ? "node20" : "esnext",
    jsx: "automatic",
    conditions: ["convex", "module"],
    mainFields: platform === "node" ? ["module", "main"] : ["browser", "module", "main"],
    define: { "process.env.NODE_ENV": '"production"' },
    treeShaking: true,
    legalComments: "none",
    logLevel: "silent",
  };
}

const asyncHooksShim: Plugin = {
  name: "async-hooks-shim",
  setup(build) {
    build.onResolve({ filter: /^(node:)?async_hooks$/ }, ({ path }) => ({
      path,
      namespace: "async-hooks-shim",
    }));
    build.onLoad({ filter: /.*/, namespace: "async-hooks-shim" }, () => ({
      contents:
        "export const AsyncLocalStorage = globalThis.AsyncLocalStorage; export const AsyncResource = globalThis.AsyncResource; export default { AsyncLocalStorage, AsyncResource };",
    }));
  },
};

/** Pieces of work that bundle now. */
let underWay = 0;

/**
 * Does work that bundles. esbuild's own process ends with the last such work: it would keep some 200 MB until the next,
 * and print a stack of its own when this thread is ended in somebody's endless loop and has left it without an answer.
 */
export async function bundling<T>(work: () => Promise<T>): Promise<T> {
  underWay++;
  try {
    return await work();
  } finally {
    if (--underWay === 0) await stop();
  }
}

/** Runs esbuild and words its failures for the CLI and the terminal. */
export async function bundled<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const failure = error as BuildFailure;
    if (!Array.isArray(failure.errors)) throw error;
    const lines = failure.errors.map(({ text, location }) =>
      location === null ? text : `${location.file}:${location.line}:${location.column}: ${text}`,
    );
    throw new BundleError(`Bundling failed:\n${lines.join("\n")}`);
  }
}

function isNodeModule(source: string): boolean {
  if (!source.includes("use node")) return false;
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "").trimStart();
  return /^(?:(?:"[^"]*"|'[^']*');?\s*)*?(?:"use node"|'use node')/.test(code);
}

interface EntryPoints {
  readonly isolate: Map<string, string>;
  readonly node: Map<string, string>;
}

/** Entry points by module path, by the CLI's rules (bundler/index.ts). */
function entryPoints(directory: string): EntryPoints {
  const isolate = new Map<string, string>();
  const node = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const file = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (file === join(directory, "_generated") || entry.name === "node_modules") continue;
        if (!existsSync(join(file, "convex.config.ts"))) visit(file);
        continue;
      }
      if (!EXTENSIONS.test(entry.name) || /^[.#]/.test(entry.name)) continue;
      if (/^schema\.[jt]s$/.test(entry.name) || entry.name.split(".").length > 2) continue;
      const path = relative(directory, file).split(sep).join("/");
      if (path.includes(" ")) continue;
      const source = readFileSync(file, "utf8");
      if (/\.tsx?$/.test(path) && !/^\s{0,100}(import|export)/m.test(source)) continue;
      (isNodeModule(source) ? node : isolate).set(path.replace(EXTENSIONS, ".js"), file);
    }
  };
  visit(directory);
  return { isolate, node };
}

/** The virtual module that hands out a folder's modules one by one. */
function registry(modules: ReadonlyMap<string, string>): string {
  const lines = [...modules].map(
    ([path, file]) => `${JSON.stringify(path)}: () => require(${JSON.stringify(file)})`,
  );
  return `export const modules = {\n${lines.join(",\n")}\n};`;
}

function fileIn(directory: string, name: string): string | null {
  for (const extension of ["ts", "js"]) {
    const file = join(directory, `${name}.${extension}`);
    if (existsSync(file)) return file;
  }
  return null;
}

/** One runtime of one folder. */
async function bundleModules(
  directory: string,
  runtime: "isolate" | "node",
  files: ReadonlyMap<string, string>,
): Promise<CodeBundle> {
  const modules = new Map(files);
  const schema = runtime === "isolate" ? fileIn(directory, "schema") : null;
  if (schema !== null) modules.set(SCHEMA_MODULE, schema);
  const result = await bundled(() =>
    build({
      ...sharedOptions(runtime === "node" ? "node" : "browser"),
      stdin: { contents: registry(modules), resolveDir: directory },
      plugins: [convexPackage, ...(runtime === "isolate" ? [asyncHooksShim] : [])],
    }),
  );
  return { code: result.outputFiles?.[0]?.text ?? "", modules: [...modules.keys()] };
}

interface Definition {
  readonly code: string | null;
  /** Folders of the components it imports. */
  readonly imports: readonly string[];
}

async function bundleDefinition(root: string, directory: string): Promise<Definition> {
  const file = fileIn(directory, "convex.config");
  if (file === null) return { code: null, imports: [] };
  const imports: string[] = [];
  const plugin: Plugin = {
    name: "components",
    setup(build) {
      build.onResolve({ filter: /convex\.config/ }, async (args) => {
        if (args.kind === "entry-point" || args.pluginData === "resolved") return undefined;
        const candidates = [
          args.path,
          args.path.replace(/\.js$/, ".ts"),
          `${args.path}.js`,
          `${args.path}.ts`,
        ];
        for (const candidate of candidates) {
          const found = await build.resolve(candidate, {
            kind: args.kind,
            resolveDir: args.resolveDir,
            pluginData: "resolved",
          });
          if (found.errors.length > 0 || found.path === "") continue;
          const folder = dirname(found.path);
          imports.push(folder);
          return { path: COMPONENT_IMPORT + definitionPath(root, folder), external: true };
        }
        return undefined;
      });
    },
  };
  const result = await bundled(() =>
    build({ ...sharedOptions("browser"), entryPoints: [file], plugins: [plugin] }),
  );
  return { code: result.outputFiles?.[0]?.text ?? "", imports };
}

function definitionPath(root: string, directory: string): string {
  return relative(root, directory).split(sep).join("/");
}

async function bundleAuth(directory: string): Promise<string | null> {
  const file = fileIn(directory, "auth.config");
  if (file === null) return null;
  const result = await bundled(() => build({ ...sharedOptions("browser"), entryPoints: [file] }));
  return result.outputFiles?.[0]?.text ?? null;
}

/** Bundles an app's folder; components come from the cache. Rejects with a BundleError that names file and line. */
export async function bundleFolder(directory: string, components: ComponentCache): Promise<AppBundle> {
  const root = realpathSync(resolve(directory));
  const files = entryPoints(root);
  const [definition, auth, isolate, node] = await Promise.all([
    bundleDefinition(root, root),
    bundleAuth(root),
    bundleModules(root, "isolate", files.isolate),
    files.node.size > 0 ? bundleModules(root, "node", files.node) : null,
  ]);
  const definitions: DefinitionBundle[] = [{ path: "", definition: definition.code, isolate, node, auth }];
  const waiting = [...definition.imports];
  const seen = new Set<string>();
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    const { bundle, imports } = await components.get(root, folder);
    definitions.push(bundle);
    waiting.push(...imports);
  }
  refuseTooMuchCode(definitions.flatMap(({ isolate, node }) => [isolate.code, node?.code]));
  return { definitions, root };
}

interface CachedComponent {
  readonly bundle: DefinitionBundle;
  readonly imports: readonly string[];
}

/** Component bundles from packages change only with the package, so they are kept, also on disk. */
export class ComponentCache {
  private readonly memory = new Map<string, CachedComponent>();

  constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  async get(root: string, folder: string): Promise<CachedComponent> {
    if (!folder.includes(`${sep}node_modules${sep}`)) return await bundleComponent(root, folder);
    const key = cacheKey(root, folder);
    const known = this.memory.get(key);
    if (known !== undefined) return known;
    const file = join(this.directory, `${key}.json`);
    let component: CachedComponent;
    if (existsSync(file)) component = JSON.parse(readFileSync(file, "utf8")) as CachedComponent;
    else {
      component = await bundleComponent(root, folder);
      writeFileSync(file, JSON.stringify(component), { mode: 0o600 });
    }
    this.memory.set(key, component);
    return component;
  }
}

function cacheKey(root: string, folder: string): string {
  const hash = createHash("sha256").update(`3\n${root}\n${folder}\n${JSON.stringify(CHANGES)}\n`);
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    if (!existsSync(join(at, "package.json"))) continue;
    hash.update(readFileSync(join(at, "package.json")));
    break;
  }
  const convex = join(
    folder.slice(0, folder.lastIndexOf(`${sep}node_modules${sep}`)),
    "node_modules",
    "convex",
    "package.json",
  );
  if (existsSync(convex)) hash.update(readFileSync(convex));
  return hash.digest("hex").slice(0, 32);
}

async function bundleComponent(root: string, folder: string): Promise<CachedComponent> {
  const files = entryPoints(folder);
  if (files.node.size > 0) {
    throw new BundleError(
      `"use node" directive is not supported in components. Remove it from the component at: ${folder}.`,
    );
  }
  const [definition, code] = await Promise.all([
    bundleDefinition(root, folder),
    bundleModules(folder, "isolate", files.isolate),
  ]);
  return {
    bundle: {
      path: definitionPath(root, folder),
      definition: definition.code,
      isolate: code,
      node: null,
      auth: null,
    },
    imports: definition.imports,
  };
}
