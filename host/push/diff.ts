/** What a push changed, as the CLI prints it. */
import type { AppAnalysis, ComponentAnalysis } from "../contract";
import { schemaOf } from "./definitions";

interface Index {
  readonly name: string;
  readonly type: "database" | "search";
  readonly [detail: string]: unknown;
}

/** `componentDiffs` of a finish_push response. */
export function componentDiffs(before: AppAnalysis, after: AppAnalysis): Record<string, unknown> {
  const find = (analysis: AppAnalysis, path: string) =>
    analysis.components.find((item) => item.path === path);
  const paths = new Set([...before.components, ...after.components].map((component) => component.path));
  return Object.fromEntries(
    [...paths].map((path) => [path, componentDiff(find(before, path), find(after, path))]),
  );
}

function componentDiff(before: ComponentAnalysis | undefined, after: ComponentAnalysis | undefined): unknown {
  const modules = changes(modulePaths(before), modulePaths(after));
  const crons = changes(cronNames(before), cronNames(after));
  const oldIndexes = indexesOf(before);
  const newIndexes = indexesOf(after);
  const names = changes([...oldIndexes.keys()], [...newIndexes.keys()]);
  return {
    diffType: { type: !before ? "create" : !after ? "unmount" : "modify" },
    moduleDiff: modules,
    udfConfigDiff: null,
    cronDiff: { added: crons.added, updated: [], deleted: crons.removed },
    indexDiff: {
      added_indexes: names.added.map((name) => newIndexes.get(name)),
      removed_indexes: names.removed.map((name) => oldIndexes.get(name)),
    },
    schemaDiff: null,
  };
}

function changes(before: readonly string[], after: readonly string[]) {
  return {
    added: after.filter((name) => !before.includes(name)),
    removed: before.filter((name) => !after.includes(name)),
  };
}

function modulePaths(component: ComponentAnalysis | undefined): readonly string[] {
  return component?.modules.map((module) => module.path) ?? [];
}

function cronNames(component: ComponentAnalysis | undefined): readonly string[] {
  return component?.modules.flatMap((module) => module.crons?.map((cron) => cron.name) ?? []) ?? [];
}

/** By full text of the index, so that a changed field list shows as removed and added. */
function indexesOf(component: ComponentAnalysis | undefined): ReadonlyMap<string, Index> {
  const schema = component ? schemaOf(component) : null;
  const indexes = (schema?.tables ?? []).flatMap((table): Index[] => [
    ...table.indexes.map((index) => ({
      name: `${table.tableName}.${index.indexDescriptor}`,
      type: "database" as const,
      fields: index.fields,
    })),
    ...(table.searchIndexes ?? []).map((index) => ({
      name: `${table.tableName}.${index.indexDescriptor}`,
      type: "search" as const,
      searchField: index.searchField,
      filterFields: index.filterFields,
    })),
  ]);
  return new Map(indexes.map((index) => [JSON.stringify(index), index]));
}
