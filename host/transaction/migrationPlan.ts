// What a new schema changes in one table: which indexes stay, which are to be filled, which go.
import type { Catalog, IndexInfo, SearchIndexInfo, TableInfo } from "../indexes/catalog";
import type { WantedTable } from "../indexes/schema";
import type { NumberedKeys } from "./loose";

export interface Plan {
  readonly table: TableInfo;
  /** The table's definition when the plan was made. */
  readonly before: string;
  readonly indexes: readonly IndexInfo[];
  readonly searchIndexes: readonly SearchIndexInfo[];
  readonly validator: WantedTable["validator"];
  /** To be filled; those that an interrupted deployment began keep their numbers. */
  readonly newIndexes: readonly IndexInfo[];
  readonly newSearchIndexes: readonly SearchIndexInfo[];
  readonly newKeys: readonly NumberedKeys[];
  readonly dropped: readonly NumberedKeys[];
  /** What an interrupted deployment began and nobody wants any more. */
  readonly leftovers: readonly NumberedKeys[];
}

export function plan(catalog: Catalog, component: string, wanted: WantedTable): Plan {
  const table = catalog.ensureTable(component, wanted.name);
  const begun = table.building ?? { indexes: [], searchIndexes: [] };
  const indexes = wanted.indexes.map((index): IndexInfo => {
    const isSame = ({ name, fields }: IndexInfo) => name === index.name && same(fields, index.fields);
    const known = table.indexes.find(isSame) ?? begun.indexes.find(isSame);
    return known === undefined
      ? { ...index, number: catalog.newIndexNumber() }
      : { ...known, staged: index.staged };
  });
  const searchIndexes = wanted.searchIndexes.map((index): SearchIndexInfo => {
    const isSame = ({ name, searchField, filterFields }: SearchIndexInfo) =>
      name === index.name && searchField === index.searchField && same(filterFields, index.filterFields);
    const known = table.searchIndexes.find(isSame) ?? begun.searchIndexes.find(isSame);
    return known === undefined
      ? { ...index, number: catalog.newIndexNumber() }
      : { ...known, staged: index.staged };
  });
  const kept = numbersOf([...indexes, ...searchIndexes]);
  const filled = numbersOf([...table.indexes, ...table.searchIndexes]);
  const newIndexes = indexes.filter(({ number }) => !filled.has(number));
  const newSearchIndexes = searchIndexes.filter(({ number }) => !filled.has(number));
  const unwanted = <T extends { readonly number: number }>(all: readonly T[]) =>
    all.filter(({ number }) => !kept.has(number));
  return {
    table,
    before: shapeOf(table),
    indexes,
    searchIndexes,
    validator: wanted.validator,
    newIndexes,
    newSearchIndexes,
    newKeys: keysOf(newIndexes, newSearchIndexes),
    dropped: keysOf(unwanted(table.indexes), unwanted(table.searchIndexes)),
    leftovers: keysOf(unwanted(begun.indexes), unwanted(begun.searchIndexes)),
  };
}

function numbersOf(indexes: readonly { readonly number: number }[]): Set<number> {
  return new Set(indexes.map(({ number }) => number));
}

function keysOf(indexes: readonly IndexInfo[], searchIndexes: readonly SearchIndexInfo[]): NumberedKeys[] {
  return [
    ...indexes.map(({ number }) => ({ space: "entries" as const, number })),
    ...searchIndexes.map(({ number }) => ({ space: "search" as const, number })),
  ];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

/** What a deployment may not find changed under its hands. */
export function shapeOf({ indexes, searchIndexes, validator }: TableInfo): string {
  return JSON.stringify([indexes, searchIndexes, validator]);
}
