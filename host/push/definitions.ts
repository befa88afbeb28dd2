/** Shapes the engine's analysis into what the official CLI's push expects to read back. */
import type { AppAnalysis, ComponentAnalysis, ModuleAnalysis } from "../contract";

const EMPTY_DEFINITION = {
  definitionType: { type: "app" },
  childComponents: [],
  httpMounts: {},
  exports: { type: "branch", branch: [] },
};

interface ChildComponent {
  readonly name: string;
  readonly path: string;
}

/** `analysis` of a start_push response: one entry per component definition, "" for the app. */
export function definitionsByPath(analysis: AppAnalysis): Record<string, unknown> {
  return Object.fromEntries(
    analysis.components.map((component) => [
      component.definitionPath,
      {
        definition: { path: component.definitionPath, ...definitionOf(component) },
        schema: schemaOf(component),
        functions: Object.fromEntries(component.modules.map((module) => [module.path, moduleText(module)])),
        udfConfig: { serverVersion: "1.0.0", importPhaseRngSeed: null, importPhaseUnixTimestamp: null },
      },
    ]),
  );
}

/** `app` of a start_push response: the tree of mounted components. */
export function componentTree(analysis: AppAnalysis, path = ""): Record<string, unknown> {
  const component = analysis.components.find((candidate) => candidate.path === path);
  const children = component ? childrenOf(component) : [];
  return {
    definitionPath: component?.definitionPath ?? "",
    componentPath: path,
    args: {},
    childComponents: Object.fromEntries(
      children.map((child) => [
        child.name,
        componentTree(analysis, path ? `${path}/${child.name}` : child.name),
      ]),
    ),
    httpRoutes: {
      httpModuleRoutes: component?.modules.find((module) => module.httpRoutes)?.httpRoutes ?? null,
      mounts: [],
    },
    exports: {},
  };
}

function definitionOf(component: ComponentAnalysis): object {
  return typeof component.definition === "object" && component.definition !== null
    ? component.definition
    : EMPTY_DEFINITION;
}

function childrenOf(component: ComponentAnalysis): readonly ChildComponent[] {
  const { childComponents } = definitionOf(component) as { childComponents?: readonly ChildComponent[] };
  return childComponents ?? [];
}

export interface TableSchema {
  readonly tableName: string;
  readonly indexes: readonly { indexDescriptor: string; fields: readonly string[] }[];
  readonly searchIndexes?: readonly {
    indexDescriptor: string;
    searchField: string;
    filterFields: readonly string[];
  }[];
}

export function schemaOf(
  component: ComponentAnalysis,
): { tables: readonly TableSchema[]; schemaValidation: boolean } | null {
  return component.schema === null ? null : JSON.parse(component.schema);
}

function moduleText(module: ModuleAnalysis): unknown {
  return {
    functions: module.functions.map((fn) => ({
      name: fn.name,
      pos: null,
      udfType: fn.udfType,
      visibility: { kind: fn.visibility },
      args: fn.args,
      returns: fn.returns,
    })),
    httpRoutes: module.httpRoutes,
    cronSpecs: module.crons?.map((cron) => [cron.name, cron.spec]) ?? null,
    sourceMapped: null,
  };
}
