// Brings the store to a new schema: checks every existing row first, then builds
// missing indexes beside the old ones, and only then switches over in one commit.
import type { Catalog, IndexInfo, SearchIndexInfo, TableInfo } from "../indexes/catalog";
import { documentKey, entryKey } from "../indexes/entries";
import type { WantedTable } from "../indexes/schema";
import { indexDocument } from "../search/maintain";
import { reach } from "../storage/failpoints";
import { Overlay } from "../storage/overlay";
import type { Store, Write } from "../storage/store";
import { encodeUint32, type Key } from "../values/keys";
import type { JsonObject } from "../values/json";
import { validationProblem } from "../values/validators";
import { clearLoose, drop, looseKey, type NumberedKeys } from "./loose";

export interface WantedSchema {
  readonly component: string;
  readonly tables: readonly WantedTable[];
}

class SchemaMismatchError extends Error {
  override readonly name = "SchemaMismatchError";
  constructor(
    readonly component: string,
    readonly table: string,
    message: string,
  ) {
    super(message);
  }
}

const CHUNK = 1_000;

interface Plan {
  readonly table: TableInfo;
  readonly indexes: readonly IndexInfo[];
  readonly searchIndexes: readonly SearchIndexInfo[];
  readonly validator: WantedTable["validator"];
  readonly newIndexes: readonly IndexInfo[];
  readonly newSearchIndexes: readonly SearchIndexInfo[];
  readonly dropped: readonly NumberedKeys[];
}

/**
 * Runs while no mutation does. Nothing visible changes when it throws. `also` is written in the
 * commit that switches over: the code that goes with the schema.
 */
export async function migrate(
  store: Store,
  catalog: Catalog,
  schemas: readonly WantedSchema[],
  also: readonly Write[] = [],
): Promise<void> {
  await clearLoose(store, catalog);
  const plans: Plan[] = [];
  for (const { component, tables } of schemas) {
    for (const wanted of tables) plans.push(plan(catalog, component, wanted));
    const named = new Set(tables.map(({ name }) => name));
    for (const table of catalog.component(component).values()) {
      if (!named.has(table.name) && !table.name.startsWith("_")) {
        plans.push(
          plan(catalog, component, { name: table.name, indexes: [], searchIndexes: [], validator: null }),
        );
      }
    }
  }
  for (const step of plans) await validateRows(store, catalog, step);
  const added = plans.flatMap(({ newIndexes, newSearchIndexes }): NumberedKeys[] => [
    ...newIndexes.map(({ number }) => ({ space: "entries" as const, number })),
    ...newSearchIndexes.map(({ number }) => ({ space: "search" as const, number })),
  ]);
  const dropped = plans.flatMap((step) => step.dropped);
  if (added.length > 0) {
    const overlay = new Overlay(store.committed());
    catalog.persistNumbers(overlay);
    for (const index of added) overlay.put("system", looseKey(index), "");
    await store.commit(overlay.writes());
    reach("migrate.announced");
  }
  for (const step of plans) await backfill(store, step);
  await switchOver(store, catalog, plans, added, dropped, also);
  reach("migrate.switched");
  // The new schema holds already: what cannot be removed now is removed by the next deployment.
  for (const index of dropped) await drop(store, index).catch(() => undefined);
}

/** The one commit that makes the new schema the schema. */
async function switchOver(
  store: Store,
  catalog: Catalog,
  plans: readonly Plan[],
  added: readonly NumberedKeys[],
  dropped: readonly NumberedKeys[],
  also: readonly Write[],
): Promise<void> {
  const before = plans.map(({ table }) => ({ ...table }));
  for (const { table, indexes, searchIndexes, validator } of plans) {
    Object.assign(table, { indexes, searchIndexes, validator });
    catalog.touch(table.component);
  }
  try {
    const overlay = new Overlay(store.committed());
    catalog.persist(overlay);
    for (const index of added) overlay.remove("system", looseKey(index));
    for (const index of dropped) overlay.put("system", looseKey(index), "");
    await store.commit([...overlay.writes(), ...also]);
  } catch (error) {
    // What is on disk is the schema of before, so memory must say the same.
    plans.forEach(({ table }, i) => Object.assign(table, before[i]));
    catalog.touchAll();
    throw error;
  }
}

function plan(catalog: Catalog, component: string, wanted: WantedTable): Plan {
  const table = catalog.ensureTable(component, wanted.name);
  const newIndexes: IndexInfo[] = [];
  const indexes = wanted.indexes.map((index): IndexInfo => {
    const known = table.indexes.find(({ name, fields }) => name === index.name && same(fields, index.fields));
    if (known !== undefined) return { ...known, staged: index.staged };
    const added = { ...index, number: catalog.newIndexNumber() };
    newIndexes.push(added);
    return added;
  });
  const newSearchIndexes: SearchIndexInfo[] = [];
  const searchIndexes = wanted.searchIndexes.map((index): SearchIndexInfo => {
    const known = table.searchIndexes.find(
      ({ name, searchField, filterFields }) =>
        name === index.name && searchField === index.searchField && same(filterFields, index.filterFields),
    );
    if (known !== undefined) return { ...known, staged: index.staged };
    const added = { ...index, number: catalog.newIndexNumber() };
    newSearchIndexes.push(added);
    return added;
  });
  const kept = new Set([...indexes, ...searchIndexes].map(({ number }) => number));
  const dropped = [
    ...table.indexes
      .filter(({ number }) => !kept.has(number))
      .map(({ number }) => ({ space: "entries" as const, number })),
    ...table.searchIndexes
      .filter(({ number }) => !kept.has(number))
      .map(({ number }) => ({ space: "search" as const, number })),
  ];
  return {
    table,
    indexes,
    searchIndexes,
    validator: wanted.validator,
    newIndexes,
    newSearchIndexes,
    dropped,
  };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

/** Documents of a table in chunks, giving other work a turn in between. */
async function* documentChunks(store: Store, table: TableInfo): AsyncGenerator<[Key, JsonObject][]> {
  const end = encodeUint32(table.number + 1);
  let from: Key = documentKey(table, "");
  for (;;) {
    const view = store.committed();
    const chunk: [Key, JsonObject][] = [];
    for (const key of view.keys("documents", from, end, false)) {
      chunk.push([key, JSON.parse(view.get("documents", key) as string) as JsonObject]);
      if (chunk.length >= CHUNK) break;
    }
    if (chunk.length > 0) yield chunk;
    if (chunk.length < CHUNK) return;
    from = `${(chunk[chunk.length - 1] as [Key, JsonObject])[0]}\x00`;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function validateRows(store: Store, catalog: Catalog, { table, validator }: Plan): Promise<void> {
  if (validator === null || JSON.stringify(validator) === JSON.stringify(table.validator)) return;
  for await (const chunk of documentChunks(store, table)) {
    for (const [, document] of chunk) {
      const { _id, _creationTime, ...fields } = document;
      const problem = validationProblem(validator, fields, (id) => catalog.tableOfId(table.component, id));
      if (problem === null) continue;
      throw new SchemaMismatchError(
        table.component,
        table.name,
        `Schema validation failed. Document with ID "${String(_id)}" in table "${table.name}" does not match the schema: ${problem}`,
      );
    }
  }
}

async function backfill(store: Store, { table, newIndexes, newSearchIndexes }: Plan): Promise<void> {
  if (newIndexes.length === 0 && newSearchIndexes.length === 0) return;
  for await (const chunk of documentChunks(store, table)) {
    const overlay = new Overlay(store.committed());
    for (const [key, document] of chunk) {
      const internal = key.slice(-16);
      for (const { number, fields } of newIndexes) {
        overlay.put("entries", entryKey(number, fields, document, internal), "");
      }
      for (const index of newSearchIndexes) indexDocument(overlay, index, internal, null, document);
    }
    await store.commit(overlay.writes());
    reach("migrate.filled");
  }
}
