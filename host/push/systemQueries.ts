/** Answers the `_system/*` queries of the official CLI (data, env, run, function-spec, dev, import, export). */
import type { Engine, Outcome } from "../contract";
import type { SystemQueries } from "../sync/systemQueries";

const MAX_PAGE = 1000;

type Arguments = Readonly<Record<string, unknown>>;
type Answer = (component: string, args: Arguments) => string;

/**
 * Unknown names answer null: the CLI throws inside a socket callback when a system
 * query fails, and then never ends.
 */
export function createSystemQueries(
  engine: Engine,
  urls: { readonly cloudUrl: string; readonly siteUrl: string },
): SystemQueries {
  const answers: Readonly<Record<string, Answer>> = {
    "cli/modules:apiSpec": (component) => JSON.stringify(apiSpec(engine, component)),
    "cli/convexUrl:cloudUrl": () => JSON.stringify(urls.cloudUrl),
    "cli/convexUrl:siteUrl": () => JSON.stringify(urls.siteUrl),
    "cli/queryEnvironmentVariables": () => JSON.stringify(variables(engine)),
    "cli/queryEnvironmentVariables:get": (_component, args) =>
      JSON.stringify(variables(engine).find(({ name }) => name === args["name"]) ?? null),
    "cli/tables": (component) => JSON.stringify(onePage(engine.tables(component).map((name) => ({ name })))),
    "cli/tableData": (component, args) => tableData(engine, component, args),
    // Watched after a push that the data refused: any commit is a reason to try again.
    "cli/queryTable": () => JSON.stringify(String(engine.latestTs())),
    "cli/tableSize": () => "0",
    "cli/queryImport": (_component, args) => engine.transferState("import", String(args["importId"] ?? "")),
    "cli/queryImport:list": () => engine.transferState("imports"),
    "cli/exports:getLatest": () => engine.transferState("export"),
    "frontend/components:list": () => JSON.stringify(components(engine)),
  };
  return (component, path, args) => {
    const name = path.slice("_system/".length).replace(/:default$/, "");
    try {
      return success(answers[name]?.(component, JSON.parse(args) as Arguments) ?? "null");
    } catch (error) {
      console.error(`system query ${name} failed:`, error);
      return success(BUSY[name] ?? (name.startsWith("cli/table") ? JSON.stringify(onePage([])) : "null"));
    }
  };
}

/** What the CLI is told when the database cannot say just now: it goes on asking. */
const BUSY: Readonly<Record<string, string>> = {
  "cli/queryImport": '{"state":{"state":"in_progress"}}',
  "cli/queryImport:list": "[]",
  "cli/exports:getLatest": '{"state":"in_progress"}',
};

function success(value: string): Outcome {
  return { ok: true, value, logLines: [] };
}

function apiSpec(engine: Engine, component: string): unknown[] {
  const app = engine.analysis().components.find(({ path }) => path === component);
  return (app?.modules ?? []).flatMap((module) => [
    ...module.functions.map((fn) => ({
      identifier: `${module.path}:${fn.name}`,
      functionType: fn.udfType,
      visibility: { kind: fn.visibility },
      args: fn.args === null ? { type: "any" } : JSON.parse(fn.args),
      returns: fn.returns === null ? { type: "any" } : JSON.parse(fn.returns),
    })),
    ...(module.httpRoutes ?? []).map(({ method, path }) => ({ functionType: "HttpAction", method, path })),
  ]);
}

function variables(engine: Engine): { name: string; value: string }[] {
  return [...engine.environment.list()]
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function components(engine: Engine): unknown[] {
  return engine.componentPaths().map((path) => ({
    id: path,
    name: path.split("/").pop() ?? "",
    path,
    args: {},
    state: "active",
  }));
}

function onePage(page: readonly unknown[]) {
  return { page, isDone: true, continueCursor: "" };
}

function tableData(engine: Engine, component: string, args: Arguments): string {
  const table = String(args["table"] ?? "");
  if (!engine.tables(component).includes(table)) return JSON.stringify(onePage([]));
  const options = (args["paginationOpts"] ?? {}) as { cursor?: unknown; numItems?: unknown };
  const { documents, cursor } = engine.tablePage(component, table, {
    cursor: typeof options.cursor === "string" && options.cursor !== "" ? options.cursor : null,
    limit: Math.max(1, Math.min(Number(options.numItems) || MAX_PAGE, MAX_PAGE)),
    order: args["order"] === "asc" ? "asc" : "desc",
  });
  return `{"page":[${documents.join(",")}],"isDone":${cursor === null},"continueCursor":${JSON.stringify(cursor ?? "")}}`;
}
