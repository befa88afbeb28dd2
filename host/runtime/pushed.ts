// Turns the body of POST /api/deploy2/start_push into a bundle: the CLI sends
// ES modules that import each other by relative path.
import { posix } from "node:path";
import { build, type Plugin } from "esbuild";
import {
  bundled,
  BundleError,
  refuseTooMuchCode,
  COMPONENT_IMPORT,
  SCHEMA_MODULE,
  sharedOptions,
  type AppBundle,
  type CodeBundle,
  type DefinitionBundle,
} from "./bundle";

interface PushedModule {
  readonly path: string;
  readonly source: string;
  readonly environment?: "isolate" | "node";
}

interface PushedComponent {
  readonly definitionPath: string;
  readonly definition: PushedModule | null;
  readonly schema: PushedModule | null;
  readonly functions: readonly PushedModule[];
}

interface PushRequest {
  readonly appDefinition: {
    readonly definition: PushedModule | null;
    readonly schema: PushedModule | null;
    readonly changedModules: readonly PushedModule[];
    readonly unchangedModuleHashes?: readonly { readonly path: string }[];
  };
  readonly componentDefinitions: readonly PushedComponent[];
}

const NAMESPACE = "pushed";
const REGISTRY = "convex-registry";
const AUTH_CONFIG = "auth.config.js";

function isModule(value: unknown): value is PushedModule {
  const module = value as Partial<PushedModule> | null;
  return typeof module === "object" && typeof module?.path === "string" && typeof module.source === "string";
}

/** Throws BundleError when the body is not a push. */
function parse(request: unknown): PushRequest {
  const push = request as Partial<PushRequest> | null;
  const app = push?.appDefinition;
  const components = push?.componentDefinitions;
  const valid =
    app !== undefined &&
    Array.isArray(app.changedModules) &&
    app.changedModules.every(isModule) &&
    Array.isArray(components) &&
    components.every(
      (component) => Array.isArray(component?.functions) && component.functions.every(isModule),
    );
  if (!valid)
    throw new BundleError(
      "The push has an unexpected form. Use the convex CLI of the version this host was built for (1.48).",
    );
  if ((app.unchangedModuleHashes ?? []).length > 0) {
    throw new BundleError(
      "The push leaves out modules as unchanged, but this host does not keep pushed modules. Push all modules.",
    );
  }
  return push as PushRequest;
}

function virtualFiles(files: ReadonlyMap<string, string>, entry: string): Plugin {
  return {
    name: "pushed-modules",
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, kind, importer }) => {
        if (kind === "entry-point") return { path, namespace: NAMESPACE };
        const dependency = /_componentDeps\/([A-Za-z0-9_-]+)$/.exec(path)?.[1];
        if (dependency !== undefined) {
          return {
            path: COMPONENT_IMPORT + Buffer.from(dependency, "base64url").toString("utf8"),
            external: true,
          };
        }
        if (!path.startsWith(".") && !path.startsWith("/")) return { path, external: true };
        const target = posix.join("/", posix.dirname(importer), path);
        return { path: target, namespace: NAMESPACE };
      });
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => {
        if (path === REGISTRY) return { contents: entry };
        const contents = files.get(path);
        return contents === undefined
          ? { errors: [{ text: `The push does not contain ${path}` }] }
          : { contents };
      });
    },
  };
}

async function bundle(
  files: ReadonlyMap<string, string>,
  entry: string,
  platform: "browser" | "node",
): Promise<string> {
  const result = await bundled(() =>
    build({ ...sharedOptions(platform), entryPoints: [REGISTRY], plugins: [virtualFiles(files, entry)] }),
  );
  return result.outputFiles?.[0]?.text ?? "";
}

function fileMap(modules: readonly PushedModule[]): Map<string, string> {
  return new Map(modules.map(({ path, source }) => [posix.join("/", path), source]));
}

async function bundleModules(
  modules: readonly PushedModule[],
  schema: PushedModule | null,
  platform: "browser" | "node",
): Promise<CodeBundle> {
  const files = fileMap(modules);
  const named = new Map(
    modules
      .filter(({ path }) => !path.startsWith("_deps/") && path !== AUTH_CONFIG)
      .map(({ path }) => [path, posix.join("/", path)] as const),
  );
  if (schema !== null) {
    files.set("/schema.js", schema.source);
    named.set(SCHEMA_MODULE, "/schema.js");
  }
  const lines = [...named].map(
    ([path, file]) => `${JSON.stringify(path)}: () => require(${JSON.stringify(file)})`,
  );
  const code = await bundle(files, `export const modules = {\n${lines.join(",\n")}\n};`, platform);
  return { code, modules: [...named.keys()] };
}

async function bundleSingle(
  module: PushedModule | null,
  others: readonly PushedModule[] = [],
): Promise<string | null> {
  if (module === null) return null;
  const files = fileMap([...others, module]);
  const path = JSON.stringify(posix.join("/", module.path));
  return await bundle(files, `export * from ${path}; export { default } from ${path};`, "browser");
}

async function bundleDefinition(
  path: string,
  definition: PushedModule | null,
  schema: PushedModule | null,
  modules: readonly PushedModule[],
): Promise<DefinitionBundle> {
  const isolate = modules.filter(({ environment }) => environment !== "node");
  const node = modules.filter(({ environment }) => environment === "node");
  const auth = modules.find((module) => module.path === AUTH_CONFIG) ?? null;
  return {
    path,
    definition: await bundleSingle(definition),
    isolate: await bundleModules(isolate, schema, "browser"),
    node: node.length > 0 ? await bundleModules(node, null, "node") : null,
    auth: await bundleSingle(auth, isolate),
  };
}

/** Rejects with a BundleError fit for the CLI. */
export async function bundlePushed(request: unknown): Promise<AppBundle> {
  const { appDefinition, componentDefinitions } = parse(request);
  const { definition, schema, changedModules } = appDefinition;
  refuseTooMuchCode(
    [...changedModules, ...componentDefinitions.flatMap(({ functions }) => functions)].map(
      ({ source }) => source,
    ),
  );
  const definitions = [
    await bundleDefinition("", definition, schema, changedModules),
    ...(await Promise.all(
      componentDefinitions.map((component) =>
        bundleDefinition(
          component.definitionPath,
          component.definition,
          component.schema,
          component.functions,
        ),
      ),
    )),
  ];
  return { definitions, root: process.cwd() };
}
