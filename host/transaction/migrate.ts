// Brings the store to a new schema while mutations go on: checks every existing row, fills missing
// indexes beside the old ones, and then switches over in one commit. Until that commit nothing is
// different for anybody; when anything fails, the old schema stays.
import type { SchemaProgress } from "../contract";
import type { Catalog, IndexInfo, SearchIndexInfo, TableInfo } from "../indexes/catalog";
import { documentKey, entryKey } from "../indexes/entries";
import type { WantedTable } from "../indexes/schema";
import { fillDocument } from "../search/maintain";
import { mergeAll } from "../search/merge";
import { reach } from "../storage/failpoints";
import { Overlay } from "../storage/overlay";
import type { Store } from "../storage/store";
import type { Write } from "../storage/writes";
import { encodeUint32, type Key } from "../values/keys";
import type { JsonObject } from "../values/json";
import { validationProblem } from "../values/validators";
import { isWider } from "../values/wider";
import type { Committer } from "./committer";
import { clearLoose, dropSome, looseKey, type NumberedKeys } from "./loose";
import { plan, shapeOf, type Plan } from "./migrationPlan";
import type { Transaction } from "./transaction";

export interface WantedSchema {
  readonly component: string;
  readonly tables: readonly WantedTable[];
}

export class SchemaMismatchError extends Error {
  override readonly name = "SchemaMismatchError";
  constructor(
    readonly component: string,
    readonly table: string,
    message: string,
  ) {
    super(message);
  }
}

/** Rows checked in one turn, and rows entered in one commit: mutations wait no longer than that takes. */
const CHECKED = 1_000;
const FILLED = 250;

export class Migration {
  private readonly plans: Plan[] = [];
  /** Documents written since the check began, by table. */
  private readonly changed = new Map<TableInfo, Set<Key>>();
  private readonly unchecked = new Set<Plan>();
  private readonly unfilled = new Map<string, number>();
  private readonly stopWatching: () => void;

  constructor(
    private readonly store: Store,
    private readonly committer: Committer,
    private readonly catalog: Catalog,
    private readonly schemas: readonly WantedSchema[],
  ) {
    for (const { component, tables } of schemas) {
      for (const wanted of tables) this.plans.push(plan(catalog, component, wanted));
      const named = new Set(tables.map(({ name }) => name));
      for (const table of catalog.component(component).values()) {
        if (named.has(table.name) || table.name.startsWith("_")) continue;
        const nothing = { name: table.name, indexes: [], searchIndexes: [], validator: null };
        this.plans.push(plan(catalog, component, nothing));
      }
    }
    for (const item of this.plans) {
      const { component } = item.table;
      if (mustCheck(item)) this.unchecked.add(item);
      const added = item.newIndexes.length + item.newSearchIndexes.length;
      this.unfilled.set(component, (this.unfilled.get(component) ?? 0) + added);
    }
    for (const { table } of this.unchecked) this.changed.set(table, new Set());
    this.stopWatching = committer.onCommit((_ts, writes) => {
      for (const [{ number }, keys] of this.changed) {
        for (const key of writes.within(encodeUint32(number), encodeUint32(number + 1))) keys.add(key);
      }
    });
  }

  /** Checks rows and fills indexes. Throws when a row does not fit; then nothing has changed. */
  async prepare(): Promise<void> {
    await clearLoose(this.store, this.catalog);
    for (const item of this.unchecked) {
      for await (const chunk of documentChunks(this.store, item.table, CHECKED)) {
        for (const [, document] of chunk) this.check(item, document);
      }
      this.unchecked.delete(item);
    }
    try {
      await this.announce();
      for (const item of this.plans) await this.fill(item);
    } catch (error) {
      await this.abandon();
      throw error;
    }
  }

  /** How far `prepare` is, as the CLI shows it. */
  progress(): Readonly<Record<string, SchemaProgress>> {
    return Object.fromEntries(
      this.schemas.map(({ component }) => {
        const own = this.plans.filter(({ table }) => table.component === component);
        const indexesTotal = own.reduce(
          (sum, { newIndexes, newSearchIndexes }) => sum + newIndexes.length + newSearchIndexes.length,
          0,
        );
        const progress: SchemaProgress = {
          schemaValidationComplete: !own.some((item) => this.unchecked.has(item)),
          indexesComplete: indexesTotal - (this.unfilled.get(component) ?? 0),
          indexesTotal,
        };
        return [component, progress];
      }),
    );
  }

  /** Whether tables have changed so that it must begin anew. */
  get isStale(): boolean {
    return this.plans.some(
      ({ table, before }) =>
        this.catalog.table(table.component, table.name) !== table || before !== shapeOf(table),
    );
  }

  /**
   * From within `committer.exclusive`, after `prepare`. `also` is written in the same commit: the code that
   * goes with the schema. Throws when a row written meanwhile does not fit.
   */
  async finish(also: readonly Write[] = []): Promise<void> {
    const view = this.store.committed();
    for (const item of this.plans) {
      for (const key of this.changed.get(item.table) ?? []) {
        const text = view.get("documents", key);
        if (text !== undefined) this.check(item, JSON.parse(text) as JsonObject);
      }
    }
    const before = this.plans.map(({ table }) => ({ ...table, building: table.building }));
    const apply = () => {
      for (const { table, indexes, searchIndexes, validator } of this.plans) {
        Object.assign(table, { indexes, searchIndexes, validator, building: undefined });
        this.catalog.touch(table.component);
      }
    };
    const overlay = new Overlay(view);
    apply();
    try {
      this.catalog.persist(overlay);
    } finally {
      // What is on disk is still the schema of before, so memory must say the same.
      this.plans.forEach(({ table }, i) => Object.assign(table, before[i]));
      this.catalog.touchAll();
    }
    for (const keys of this.dropped()) overlay.put("system", looseKey(keys), "");
    await this.store.commit([...overlay.writes(), ...also]);
    apply();
    this.stop();
    reach("migrate.switched");
  }

  /** Removes what the new schema dropped. What cannot be removed now is removed by the next deployment. */
  async clear(): Promise<void> {
    try {
      const leftovers = this.plans.flatMap((item) => item.leftovers);
      for (const keys of [...leftovers, ...this.dropped()]) {
        while (await this.committer.exclusive(() => dropSome(this.store, keys)));
      }
    } catch {
      // The new schema holds already.
    }
  }

  /** Ends it without a result; what it filled is filled again, or dropped, by the next. */
  stop(): void {
    this.stopWatching();
    this.changed.clear();
  }

  private dropped(): NumberedKeys[] {
    return this.plans.flatMap((item) => item.dropped);
  }

  private check({ table, validator }: Plan, document: JsonObject): void {
    if (validator === null) return;
    const { _id, _creationTime, ...fields } = document;
    const problem = validationProblem(validator, fields, (id) => this.catalog.tableOfId(table.component, id));
    if (problem === null) return;
    this.stop();
    throw new SchemaMismatchError(
      table.component,
      table.name,
      `Schema validation failed. Document with ID "${String(_id)}" in table "${table.name}" does not match the schema: ${problem}`,
    );
  }

  /** From this commit on every write keeps the new indexes up to date. */
  private async announce(): Promise<void> {
    const added = this.plans.filter(
      ({ table, newIndexes, newSearchIndexes }) =>
        newIndexes.length + newSearchIndexes.length > 0 || table.building !== undefined,
    );
    if (added.length === 0) return;
    await this.committer.submit({
      run: ({ overlay }) => {
        for (const { table, newIndexes, newSearchIndexes, leftovers } of added) {
          for (const keys of leftovers) overlay.put("system", looseKey(keys), "");
          setBuilding(this.catalog, table, newIndexes, newSearchIndexes);
        }
        this.catalog.persistNumbers(overlay);
        return Promise.resolve();
      },
    });
    reach("migrate.announced");
  }

  private async fill({ table, newIndexes, newSearchIndexes }: Plan): Promise<void> {
    const added = newIndexes.length + newSearchIndexes.length;
    if (added === 0) return;
    for await (const chunk of documentChunks(this.store, table, FILLED)) {
      await this.committer.submit({
        run: (transaction) => {
          for (const [key] of chunk) fillRow(transaction, key, newIndexes, newSearchIndexes);
          for (const index of newSearchIndexes) mergeAll(transaction.overlay, index);
          return Promise.resolve();
        },
      });
      reach("migrate.filled");
    }
    this.unfilled.set(table.component, (this.unfilled.get(table.component) ?? 0) - added);
  }

  /** After a failure; leaves nothing that writes would have to keep up to date. */
  async abandon(): Promise<void> {
    this.stop();
    const added = this.plans.filter(({ table }) => table.building !== undefined);
    const keys = added.flatMap(({ newKeys }) => newKeys);
    for (const { table } of added) setBuilding(this.catalog, table, [], []);
    const forgotten = this.committer.submit({
      run: ({ overlay }) => {
        for (const item of keys) overlay.put("system", looseKey(item), "");
        return Promise.resolve();
      },
    });
    await forgotten.catch(() => undefined);
  }
}

/** All of it at once. */
export async function migrate(
  store: Store,
  committer: Committer,
  catalog: Catalog,
  schemas: readonly WantedSchema[],
): Promise<void> {
  const migration = new Migration(store, committer, catalog, schemas);
  await migration.prepare();
  try {
    await committer.exclusive(() => migration.finish());
  } catch (error) {
    await migration.abandon();
    throw error;
  }
  await migration.clear();
}

function setBuilding(
  catalog: Catalog,
  table: TableInfo,
  indexes: readonly IndexInfo[],
  searchIndexes: readonly SearchIndexInfo[],
): void {
  const isNone = indexes.length + searchIndexes.length === 0;
  Object.assign(table, { building: isNone ? undefined : { indexes, searchIndexes } });
  catalog.touch(table.component);
}

/** Rows fit the validator that they were written under, and so one that takes all that it took. */
function mustCheck({ table, validator }: Plan): boolean {
  return validator !== null && (table.validator === null || !isWider(validator, table.validator));
}

/** The row as it is now, which may be newer than what the walk saw. */
function fillRow(
  { view, overlay }: Transaction,
  key: Key,
  indexes: readonly IndexInfo[],
  searchIndexes: readonly SearchIndexInfo[],
): void {
  const text = view.get("documents", key);
  if (text === undefined) return;
  const document = JSON.parse(text) as JsonObject;
  const internal = key.slice(-16);
  for (const { number, fields } of indexes) {
    overlay.put("entries", entryKey(number, fields, document, internal), "");
  }
  for (const index of searchIndexes) fillDocument(overlay, index, internal, document);
}

/** Documents of a table in chunks, giving other work a turn in between. */
async function* documentChunks(
  store: Store,
  table: TableInfo,
  size: number,
): AsyncGenerator<[Key, JsonObject][]> {
  const end = encodeUint32(table.number + 1);
  let from: Key = documentKey(table, "");
  for (;;) {
    const view = store.committed();
    const chunk: [Key, JsonObject][] = [];
    for (const key of view.keys("documents", from, end, false)) {
      chunk.push([key, JSON.parse(view.get("documents", key) as string) as JsonObject]);
      if (chunk.length >= size) break;
    }
    if (chunk.length > 0) yield chunk;
    if (chunk.length < size) return;
    from = `${(chunk[chunk.length - 1] as [Key, JsonObject])[0]}\x00`;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
