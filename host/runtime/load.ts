// Evaluates a bundle into an Application: one evaluation per component instance,
// each with its own environment and module state.
import { createRequire } from "node:module";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import type { AuthProvider, ComponentAnalysis, ModuleAnalysis } from "../contract";
import type { ValidatorJson } from "../values/validatorJson";
import { validationProblem } from "../values/validators";
import {
  canonicalPath,
  type AppFunction,
  type Application,
  type ComponentInstance,
  type CronSpec,
  type EnvBinding,
  type HttpRouter,
  type Registered,
  type UdfType,
} from "./application";
import {
  COMPONENT_IMPORT,
  SCHEMA_MODULE,
  type AppBundle,
  type CodeBundle,
  type DefinitionBundle,
} from "./bundle";
import { componentVariables } from "./environment";
import { isolateGlobals, nodeGlobals, type Variables } from "./sandbox";

class AnalysisError extends Error {
  override readonly name = "AnalysisError";
}

type Exports = Record<string, unknown>;

function evaluate(code: string, label: string, globals: Readonly<Record<string, unknown>>): Exports {
  const module: { exports: Exports } = { exports: {} };
  const names = Object.keys(globals).filter((name) => name !== "module" && name !== "exports");
  const run = compileFunction(code, [...names, "module", "exports"], { filename: label }) as (
    ...values: unknown[]
  ) => void;
  run(...names.map((name) => globals[name]), module, module.exports);
  return module.exports;
}

/** What `defineApp`/`defineComponent` leave behind (convex/server/components). */
interface RuntimeDefinition {
  readonly _name?: string;
  readonly _childComponents: readonly (readonly [
    string,
    { readonly componentDefinitionPath: string },
    Readonly<Record<string, unknown>> | null,
    string | undefined,
  ])[];
  readonly _httpPrefix?: string;
  readonly _env?: Readonly<Record<string, { readonly isOptional: string; readonly json: ValidatorJson }>>;
  export(): unknown;
}

class Definitions {
  private readonly evaluated = new Map<string, RuntimeDefinition | null>();
  private readonly bundles: ReadonlyMap<string, DefinitionBundle>;

  constructor(bundle: AppBundle) {
    this.bundles = new Map(bundle.definitions.map((definition) => [definition.path, definition]));
  }

  bundle(path: string): DefinitionBundle {
    const bundle = this.bundles.get(path);
    if (bundle === undefined)
      throw new AnalysisError(`The component definition "${path}" is missing from the push.`);
    return bundle;
  }

  get(path: string): RuntimeDefinition | null {
    const known = this.evaluated.get(path);
    if (known !== undefined) return known;
    const { definition: code } = this.bundle(path);
    let definition: RuntimeDefinition | null = null;
    if (code !== null) {
      const globals = { ...isolateGlobals(() => new Map()), require: (name: string) => this.imported(name) };
      definition = evaluate(code, `${path || "app"}/convex.config`, globals).default as RuntimeDefinition;
    }
    this.evaluated.set(path, definition);
    return definition;
  }

  private imported(name: string): Exports {
    const path = name.slice(COMPONENT_IMPORT.length);
    const imported = {
      componentDefinitionPath: path,
      defaultName: this.get(path)?._name ?? path.split("/").pop(),
    };
    // Importers in "type": "module" packages get the whole object as the default import.
    return { __esModule: true, default: imported, ...imported };
  }
}

const MAX_COMPONENTS = 512;

/** Evaluates everything. Throws AnalysisError naming the module that fails. */
export function loadApplication(bundle: AppBundle, variables: Variables): Application {
  const definitions = new Definitions(bundle);
  const components = new Map<string, ComponentInstance>();
  const analyses: ComponentAnalysis[] = [];
  const crons = new Map<string, readonly CronSpec[]>();

  const instantiate = (
    path: string,
    definitionPath: string,
    parent: ComponentInstance | null,
    own: Variables,
  ): void => {
    if (components.size >= MAX_COMPONENTS)
      throw new AnalysisError("The app uses too many components; is one of them its own child?");
    const definition = definitions.get(definitionPath);
    const children = new Map<string, string>();
    const httpMounts = new Map<string, string>();
    for (const [name, , , httpPrefix] of definition?._childComponents ?? []) {
      const child = path === "" ? name : `${path}/${name}`;
      if (children.has(name)) throw new AnalysisError(`The component name "${name}" is used twice.`);
      children.set(name, child);
      if (httpPrefix !== undefined)
        httpMounts.set(httpPrefix.endsWith("/") ? httpPrefix : `${httpPrefix}/`, child);
    }
    const loaded = loadModules(definitions.bundle(definitionPath), path, bundle.root, own);
    const instance: ComponentInstance = {
      path,
      definitionPath,
      parent,
      children,
      functions: loaded.functions,
      http: loaded.http,
      httpMounts,
      httpPrefix: definition?._httpPrefix ?? null,
    };
    components.set(path, instance);
    if (loaded.crons !== null) crons.set(path, loaded.crons);
    analyses.push({
      path,
      definitionPath,
      definition: definition?.export() ?? null,
      schema: loaded.schema,
      modules: loaded.modules,
    });
    for (const [name, imported, values] of definition?._childComponents ?? []) {
      const visible = componentVariables(bindings(values), own);
      instantiate(children.get(name) as string, imported.componentDefinitionPath, instance, visible);
    }
  };
  instantiate("", "", null, variables);

  const { auth } = definitions.bundle("");
  return {
    components,
    analysis: { components: analyses },
    authProviders: () => (auth === null ? [] : evaluateAuth(auth, variables)),
    checkVariables: () => checkDeclared(definitions.get("")?._env ?? {}, variables()),
    crons,
  };
}

function checkDeclared(
  declared: NonNullable<RuntimeDefinition["_env"]>,
  values: ReadonlyMap<string, string>,
): void {
  for (const [name, { isOptional, json }] of Object.entries(declared)) {
    const value = values.get(name);
    if (value === undefined) {
      if (isOptional === "optional") continue;
      throw new AnalysisError(
        `Environment variable ${name} is required by convex.config.ts but is not set. Set it with \`npx convex env set ${name} <value>\`.`,
      );
    }
    const problem = validationProblem(json, value, () => null);
    if (problem !== null) {
      throw new AnalysisError(
        `Environment variable ${name} does not match its validator in convex.config.ts: ${problem}`,
      );
    }
  }
}

function bindings(values: Readonly<Record<string, unknown>> | null): ReadonlyMap<string, EnvBinding> {
  const out = new Map<string, EnvBinding>();
  for (const [name, value] of Object.entries(values ?? {})) {
    if (typeof value === "string") out.set(name, { type: "value", value });
    else if (typeof value === "object" && value !== null && "__envVarRef" in value) {
      out.set(name, { type: "envVar", name: String(value.__envVarRef) });
    }
  }
  return out;
}

interface Loaded {
  readonly functions: Map<string, AppFunction>;
  readonly modules: ModuleAnalysis[];
  schema: string | null;
  http: HttpRouter | null;
  crons: readonly CronSpec[] | null;
}

function loadModules(
  bundle: DefinitionBundle,
  component: string,
  root: string,
  variables: Variables,
): Loaded {
  const loaded: Loaded = { functions: new Map(), modules: [], schema: null, http: null, crons: null };
  const label = component === "" ? "convex" : `convex:${component}`;
  const isolate = evaluate(bundle.isolate.code, label, isolateGlobals(variables)).modules;
  loadRuntime(bundle.isolate, isolate as Loaders, "isolate", loaded);
  if (bundle.node !== null) {
    const globals = nodeGlobals(variables, createRequire(join(root, "index.js")));
    loadRuntime(
      bundle.node,
      evaluate(bundle.node.code, `${label}:node`, globals).modules as Loaders,
      "node",
      loaded,
    );
  }
  loaded.modules.sort((a, b) => (a.path < b.path ? -1 : 1));
  return loaded;
}

type Loaders = Readonly<Record<string, () => Exports>>;

function loadRuntime(
  bundle: CodeBundle,
  loaders: Loaders,
  environment: "isolate" | "node",
  loaded: Loaded,
): void {
  for (const path of bundle.modules) {
    let exports: Exports;
    try {
      exports = (loaders[path] as () => Exports)();
      if (path === SCHEMA_MODULE) {
        const schema = exports.default as { export(): string } | undefined;
        if (typeof schema?.export !== "function")
          throw new Error("schema.ts must export the result of `defineSchema` as its default export");
        loaded.schema = schema.export();
        continue;
      }
      loaded.modules.push(analyzeModule(path, exports, environment, loaded));
    } catch (error) {
      const thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new AnalysisError(`Failed to analyze ${path}: Uncaught ${thrown}`);
    }
  }
}

function udfTypeOf(value: Registered): UdfType | null {
  if (value.isQuery) return "query";
  if (value.isMutation) return "mutation";
  return value.isAction ? "action" : null;
}

const PRINTED = { query: "Query", mutation: "Mutation", action: "Action" } as const;

function analyzeModule(
  path: string,
  exports: Exports,
  environment: "isolate" | "node",
  loaded: Loaded,
): ModuleAnalysis {
  const functions: {
    name: string;
    udfType: "Query" | "Mutation" | "Action";
    visibility: "public" | "internal";
    args: string | null;
    returns: string | null;
  }[] = [];
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== "function") continue;
    const registered = value as unknown as Registered;
    const udfType = udfTypeOf(registered);
    if (udfType === null) continue;
    if (environment === "node" && udfType !== "action") {
      throw new Error(
        `\`${name}\` defined in \`${path}\` is a ${PRINTED[udfType]} function. Only actions can be defined in Node.js. See https://docs.convex.dev/functions/actions for more details.`,
      );
    }
    const args = registered.exportArgs?.() ?? null;
    const returns = registered.exportReturns?.() ?? null;
    const argsJson = args === null ? null : (JSON.parse(args) as ValidatorJson);
    if (argsJson !== null && argsJson.type !== "object" && argsJson.type !== "any") {
      throw new Error(
        `Invalid JSON returned from ${path}:${name}.exportArgs(): Args validator must be an object or any`,
      );
    }
    const fullPath = canonicalPath(`${path}:${name}`);
    loaded.functions.set(fullPath, {
      path: fullPath,
      udfType,
      isPublic: registered.isPublic === true,
      isNode: environment === "node",
      args: argsJson,
      returns: returns === null ? null : (JSON.parse(returns) as ValidatorJson | null),
      registered,
    });
    functions.push({
      name,
      udfType: PRINTED[udfType],
      visibility: registered.isPublic === true ? "public" : "internal",
      args,
      returns,
    });
  }
  const main = exports.default as { isRouter?: boolean; isCrons?: boolean } | undefined;
  let httpRoutes: ModuleAnalysis["httpRoutes"] = null;
  let crons: ModuleAnalysis["crons"] = null;
  if (path === "http.js") {
    if (main?.isRouter !== true) throw new Error("The default export of `convex/http.js` is not a Router.");
    loaded.http = main as unknown as HttpRouter;
    httpRoutes = loaded.http.getRoutes().map(([route, method]) => ({ path: route, method }));
  }
  if (path === "crons.js") {
    if (main?.isCrons !== true) throw new Error("The default export of `convex/crons.js` is not Crons.");
    const specs = (
      main as unknown as {
        crons: Record<string, { name: string; args: unknown[]; schedule: CronSpec["schedule"] }>;
      }
    ).crons;
    loaded.crons = Object.entries(specs).map(([name, spec]) => ({
      name,
      path: canonicalPath(spec.name),
      args: JSON.stringify(spec.args[0] ?? {}),
      schedule: spec.schedule,
    }));
    crons = Object.entries(specs).map(([name, spec]) => ({ name, spec }));
  }
  return { path, environment, functions, httpRoutes, crons };
}

interface RawProvider {
  readonly type?: string;
  readonly domain?: string;
  readonly issuer?: string;
  readonly applicationID?: string;
  readonly jwks?: string;
  readonly algorithm?: "RS256" | "ES256";
}

/** Evaluates auth.config against the current variables. Throws when it uses one that is not set. */
function evaluateAuth(code: string, variables: Variables): readonly AuthProvider[] {
  const missing = new Set<string>();
  const globals = isolateGlobals(variables);
  const real = (globals.process as { env: Record<string, string> }).env;
  const env = new Proxy(real, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (value === undefined && typeof name === "string") missing.add(name);
      return value;
    },
  });
  const config = evaluate(code, "auth.config", { ...globals, process: { env } }).default as
    { providers?: RawProvider[] } | undefined;
  return (config?.providers ?? []).map((provider): AuthProvider => {
    const custom = provider.type === "customJwt";
    const issuer = custom ? provider.issuer : provider.domain;
    if (typeof issuer !== "string" || issuer === "" || (custom && typeof provider.jwks !== "string")) {
      const names = [...missing].join(", ");
      throw new AnalysisError(
        names === ""
          ? "auth.config.ts has a provider without a domain (or issuer and jwks)."
          : `Environment variable ${names} is used in auth config file but its value was not set. Set it with \`npx convex env set ${[...missing][0]} <value>\`.`,
      );
    }
    if (!custom) return { type: "oidc", issuer, applicationID: provider.applicationID };
    return {
      type: "customJwt",
      issuer,
      applicationID: provider.applicationID,
      jwks: provider.jwks,
      algorithm: provider.algorithm,
    };
  });
}
