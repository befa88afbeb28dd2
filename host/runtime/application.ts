// A deployed app in memory: the tree of component instances with their functions.
import type { AuthProvider, AppAnalysis } from "../contract";
import type { ValidatorJson } from "../values/validatorJson";

export type UdfType = "query" | "mutation" | "action";

/** What `query({...})` and its siblings return at run time (convex/server registration). */
export interface Registered {
  readonly isQuery?: boolean;
  readonly isMutation?: boolean;
  readonly isAction?: boolean;
  readonly isHttp?: boolean;
  readonly isPublic?: boolean;
  readonly isInternal?: boolean;
  invokeQuery?(args: string): Promise<string>;
  invokeMutation?(args: string): Promise<string>;
  invokeAction?(requestId: string, args: string): Promise<string>;
  invokeHttpAction?(request: Request): Promise<Response>;
  exportArgs?(): string;
  exportReturns?(): string;
}

export interface AppFunction {
  /** `module:export`, without extension. */
  readonly path: string;
  readonly udfType: UdfType;
  readonly isPublic: boolean;
  /** In a "use node" module. */
  readonly isNode: boolean;
  readonly args: ValidatorJson | null;
  readonly returns: ValidatorJson | null;
  readonly registered: Registered;
}

export interface HttpRouter {
  lookup(path: string, method: string): readonly [Registered, string, string] | null;
  getRoutes(): readonly (readonly [string, string, unknown])[];
}

/** Values a component sees in `process.env`: fixed, or bound to a variable of its parent. */
export type EnvBinding =
  { readonly type: "value"; readonly value: string } | { readonly type: "envVar"; readonly name: string };

export interface ComponentInstance {
  readonly path: string;
  readonly definitionPath: string;
  readonly parent: ComponentInstance | null;
  /** Child name -> child path. */
  readonly children: ReadonlyMap<string, string>;
  readonly functions: ReadonlyMap<string, AppFunction>;
  readonly http: HttpRouter | null;
  /** Prefix under which a component's routes are mounted in its parent. */
  readonly httpMounts: ReadonlyMap<string, string>;
  readonly httpPrefix: string | null;
}

export interface CronSpec {
  readonly name: string;
  /** Function path, `module:export`. */
  readonly path: string;
  /** Convex JSON of the argument object. */
  readonly args: string;
  readonly schedule: Readonly<Record<string, unknown>> & { readonly type: string };
}

export interface Application {
  readonly components: ReadonlyMap<string, ComponentInstance>;
  readonly analysis: AppAnalysis;
  readonly authProviders: () => readonly AuthProvider[];
  /** Throws when a variable that `defineApp` declares is missing or has a wrong value. */
  readonly checkVariables: () => void;
  readonly crons: ReadonlyMap<string, readonly CronSpec[]>;
}

/** Canonical form of a function path: no extension, `default` spelled out. */
export function canonicalPath(path: string): string {
  const [module = "", name = "default"] = path.split(":");
  return `${module.replace(/\.[cm]?[jt]sx?$/, "")}:${name}`;
}

/** As Convex prints it in logs and `_scheduled_functions`: "customers.js:create". */
export function printedPath(path: string): string {
  const [module, name] = path.split(":");
  return `${module}.js:${name}`;
}
