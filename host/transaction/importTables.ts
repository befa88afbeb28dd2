// Rows from outside, into tables: they are written beside the table they replace, in small commits
// between other mutations, and take its place in one. Until then nothing of them is seen, and when
// anything fails nothing has changed. Appending writes into the existing table and is not like that.
import { idNumber, type Catalog, type TableInfo } from "../indexes/catalog";
import { mergeAll } from "../search/merge";
import { Overlay } from "../storage/overlay";
import type { Store } from "../storage/store";
import { decodeId } from "../values/ids";
import type { JsonObject } from "../values/json";
import { encodeUint32 } from "../values/keys";
import type { ValidatorJson } from "../values/validatorJson";
import type { ImportedTable, ImportMode } from "../contract";
import type { Committer } from "./committer";
import { dropSome, looseKey, type NumberedKeys } from "./loose";

/** What is wrong with an import; the text is for whoever started it. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}

interface Target {
  readonly table: TableInfo;
  /** The table in whose place it goes; null when rows go into an existing or a new one. */
  readonly before: TableInfo | null;
  readonly isNew: boolean;
}

const COUNT_CHUNK = 20_000;

export class TableImport {
  private readonly targets = new Map<string, Target>();
  private readonly removed: TableInfo[] = [];
  private leftovers: readonly NumberedKeys[] = [];
  private isOver = false;

  private constructor(
    private readonly store: Store,
    private readonly committer: Committer,
    private readonly catalog: Catalog,
    private readonly mode: ImportMode,
  ) {}

  /** Throws ImportError when the tables cannot take the rows; then nothing has happened. */
  static async begin(
    store: Store,
    committer: Committer,
    catalog: Catalog,
    mode: ImportMode,
    wanted: readonly ImportedTable[],
  ): Promise<TableImport> {
    const session = new TableImport(store, committer, catalog, mode);
    const numbers = assignNumbers(catalog, mode, wanted);
    for (const { component, table: name } of wanted) {
      const before = catalog.table(component, name) ?? null;
      const number = numbers.get(nameKey(component, name)) ?? null;
      const isAppended = mode === "append" && before !== null;
      if (isAppended && number !== null && number !== idNumber(before)) {
        throw new ImportError(
          `table ${name}${inComponent(component)} wants table number ${number} but was already assigned ${idNumber(before)}`,
        );
      }
      if (mode === "requireEmpty" && before !== null && (await countRows(store, before)) > 0) {
        throw new ImportError(
          `Table ${name} already exists. Please choose a new table name or use replace/append modes.`,
        );
      }
      const table = isAppended ? before : twin(catalog, component, name, before, number);
      session.targets.set(nameKey(component, name), {
        table,
        before: isAppended ? null : before,
        isNew: !isAppended,
      });
    }
    if (mode === "replaceAll") session.replaceOthers(numbers);
    session.checkForeignKeys();
    await session.announce();
    return session;
  }

  /** Tables that the import does not name become empty when the schema knows them, and go otherwise. */
  private replaceOthers(numbers: Map<string, number | null>): void {
    for (const table of this.catalog.tables()) {
      const key = nameKey(table.component, table.name);
      if (table.name.startsWith("_") || this.targets.has(key)) continue;
      if (table.validator === null && table.indexes.length + table.searchIndexes.length === 0) {
        this.removed.push(table);
        continue;
      }
      const isTaken = [...this.targets.values()].some(
        (other) => other.table.component === table.component && idNumber(other.table) === idNumber(table),
      );
      const number = isTaken ? null : idNumber(table);
      numbers.set(key, number);
      this.targets.set(key, {
        table: twin(this.catalog, table.component, table.name, table, number),
        before: table,
        isNew: true,
      });
    }
  }

  /** Ids in tables that stay must still name the table that their schema says. */
  private checkForeignKeys(): void {
    for (const table of this.catalog.tables()) {
      if (table.validator === null || this.isReplaced(table) || isEmpty(this.store, table)) continue;
      for (const name of foreignTables(table.validator)) {
        const target = this.targets.get(nameKey(table.component, name));
        if (target?.before && idNumber(target.table) !== idNumber(target.before)) {
          throw new ImportError(
            `Import changes table '${name}' which is referenced by '${table.name}' in the schema`,
          );
        }
      }
    }
  }

  private isReplaced(table: TableInfo): boolean {
    return (
      this.targets.get(nameKey(table.component, table.name))?.before === table || this.removed.includes(table)
    );
  }

  private async announce(): Promise<void> {
    const keys = this.newKeys().map(looseKey);
    for (const key of keys) this.catalog.filling.add(key);
    const announced = this.committer.submit({
      run: ({ overlay }) => {
        this.catalog.persistNumbers(overlay);
        for (const key of keys) overlay.put("system", key, "");
        return Promise.resolve();
      },
    });
    await announced.catch((error: unknown) => {
      this.release();
      throw error;
    });
  }

  private newKeys(): NumberedKeys[] {
    return [...this.targets.values()].flatMap(({ table, isNew }) => (isNew ? keysOf(table) : []));
  }

  /** Writes rows as one commit; system fields they bring are kept. Keep the chunks small: mutations wait meanwhile. */
  async insert(
    component: string,
    table: string,
    rows: readonly JsonObject[],
    also?: (overlay: Overlay) => void,
  ): Promise<void> {
    const target = this.target(component, table);
    const tableOf = (id: string) => this.tableOf(component, id);
    await this.committer.submit({
      run: (transaction) => {
        also?.(transaction.overlay);
        for (const row of rows) transaction.insertImported(target.table, row, tableOf);
        for (const index of target.table.searchIndexes) mergeAll(transaction.overlay, index);
        return Promise.resolve();
      },
    });
  }

  /** Whether rows are seen as soon as they are written. */
  isAppended(component: string, table: string): boolean {
    return !this.target(component, table).isNew;
  }

  private target(component: string, table: string): Target {
    const target = this.targets.get(nameKey(component, table));
    if (target === undefined) throw new ImportError(`The import does not announce table ${table}`);
    return target;
  }

  /** The table an id names once the import is over. */
  private tableOf(component: string, id: string): string | null {
    const decoded = decodeId(id);
    if (decoded === null) return null;
    for (const { table } of this.targets.values()) {
      if (table.component === component && idNumber(table) === decoded.table) return table.name;
    }
    const existing = this.catalog.tableByIdNumber(component, decoded.table);
    return existing === undefined || this.isReplaced(existing) ? null : existing.name;
  }

  /** The tables whose place is taken, for records that go with them. */
  replacedTables(): readonly TableInfo[] {
    return [...this.targets.values()].flatMap(({ before }) => before ?? []);
  }

  /**
   * The one commit that puts the new tables in place. `also` adds to it. Throws ImportError when the
   * schema has changed meanwhile; then everything is as it was.
   */
  async finish(also: (overlay: Overlay) => void): Promise<void> {
    const old = [...this.replacedTables(), ...this.removed].flatMap(keysOf);
    await this.committer.exclusive(async () => {
      this.checkSchemas();
      const overlay = new Overlay(this.store.committed());
      this.swap();
      try {
        this.catalog.persist(overlay);
      } finally {
        // Readers that start before the commit is durable still see the state before it.
        this.swapBack();
      }
      for (const keys of this.newKeys()) overlay.remove("system", looseKey(keys));
      for (const keys of old) overlay.put("system", looseKey(keys), "");
      also(overlay);
      await this.committer.commitAlone(overlay);
      this.swap();
      this.isOver = true;
    });
    this.release();
    this.leftovers = old;
  }

  /** Removes the rows that were replaced. What cannot be removed now is removed by the next deployment. */
  async clear(): Promise<void> {
    await this.dropAll(this.leftovers).catch(() => undefined);
  }

  /** Forgets what was written so far, unless it is in place already. What was appended stays. */
  async abort(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.release();
    await this.dropAll(this.newKeys());
  }

  private release(): void {
    for (const keys of this.newKeys()) this.catalog.filling.delete(looseKey(keys));
  }

  private async dropAll(all: readonly NumberedKeys[]): Promise<void> {
    for (const keys of all) {
      while (await this.committer.exclusive(() => dropSome(this.store, keys)));
    }
  }

  private swap(): void {
    for (const { before } of this.targets.values()) if (before !== null) this.catalog.remove(before);
    for (const table of this.removed) this.catalog.remove(table);
    for (const { table, isNew } of this.targets.values()) if (isNew) this.catalog.replace(table);
  }

  private swapBack(): void {
    for (const { table, isNew } of this.targets.values()) if (isNew) this.catalog.remove(table);
    for (const table of this.removed) this.catalog.replace(table);
    for (const { before } of this.targets.values()) if (before !== null) this.catalog.replace(before);
  }

  private checkSchemas(): void {
    for (const { table, before, isNew } of this.targets.values()) {
      const now = this.catalog.table(table.component, table.name) ?? null;
      const isSame = isNew
        ? now === before && (before === null || shape(before) === shape(table))
        : now === table;
      if (!isSame) {
        throw new ImportError(
          "Could not complete import because schema changed. Avoid modifying schema.ts while importing tables",
        );
      }
    }
  }
}

/** An empty table of the same definition as `before`, with numbers of its own. */
function twin(
  catalog: Catalog,
  component: string,
  name: string,
  before: TableInfo | null,
  number: number | null,
): TableInfo {
  const table = catalog.newTable(component, name, number);
  return {
    ...table,
    indexes: (before?.indexes ?? []).map((index) => ({ ...index, number: catalog.newIndexNumber() })),
    searchIndexes: (before?.searchIndexes ?? []).map((index) => ({
      ...index,
      number: catalog.newIndexNumber(),
    })),
    validator: before?.validator ?? null,
  };
}

function shape({ indexes, searchIndexes, validator }: TableInfo): string {
  const bare = (all: readonly { readonly number: number }[]) => all.map((index) => ({ ...index, number: 0 }));
  return JSON.stringify([bare(indexes), bare(searchIndexes), validator]);
}

/** Ids keep their numbers; rows without ids go under the number their table has, or a fresh one. */
function assignNumbers(
  catalog: Catalog,
  mode: ImportMode,
  wanted: readonly ImportedTable[],
): Map<string, number | null> {
  const names = new Map<string, string>();
  const numbers = new Map<string, number | null>();
  for (const { component, table, number } of wanted) {
    if (number === null) continue;
    const key = `${number}/${component}`;
    const other = names.get(key);
    if (other !== undefined) {
      throw new ImportError(
        `conflict between \`${other}\` and \`${table}\`${inComponent(component)} with number ${number}`,
      );
    }
    names.set(key, table);
    numbers.set(nameKey(component, table), number);
  }
  for (const { component, table, number } of wanted) {
    if (number !== null) continue;
    const existing = catalog.table(component, table);
    const key = existing === undefined ? "" : `${idNumber(existing)}/${component}`;
    const isFree = existing !== undefined && !names.has(key);
    if (isFree) names.set(key, table);
    numbers.set(nameKey(component, table), isFree ? idNumber(existing) : null);
  }
  for (const existing of catalog.tables()) {
    const { component, name } = existing;
    const imported = names.get(`${idNumber(existing)}/${component}`);
    if (imported === undefined || numbers.has(nameKey(component, name))) continue;
    if (name.startsWith("_")) {
      throw new ImportError(
        `New table \`${imported}\`${inComponent(component)} has IDs that conflict with existing system table`,
      );
    }
    if (mode !== "replaceAll") {
      throw new ImportError(
        `New table \`${imported}\`${inComponent(component)} has IDs that conflict with existing table \`${name}\`. To delete all existing tables, import with \`npx convex import --replace-all\`.`,
      );
    }
  }
  return numbers;
}

function keysOf(table: TableInfo): NumberedKeys[] {
  const { indexes = [], searchIndexes = [] } = table.building ?? {};
  return [
    { space: "documents", number: table.number },
    { space: "entries", number: table.creationIndex },
    ...[...table.indexes, ...indexes].map(({ number }) => ({ space: "entries" as const, number })),
    ...[...table.searchIndexes, ...searchIndexes].map(({ number }) => ({ space: "search" as const, number })),
  ];
}

function nameKey(component: string, table: string): string {
  return `${component}:${table}`;
}

export function inComponent(component: string): string {
  return component === "" ? "" : ` in component ${component}`;
}

function isEmpty(store: Store, table: TableInfo): boolean {
  const { number } = table;
  for (const _ of store
    .committed()
    .keys("documents", encodeUint32(number), encodeUint32(number + 1), false)) {
    return false;
  }
  return true;
}

/** Number of rows, counted in steps between which other work goes on. */
export async function countRows(store: Store, { number }: TableInfo): Promise<number> {
  const end = encodeUint32(number + 1);
  let from = encodeUint32(number);
  let count = 0;
  for (;;) {
    let taken = 0;
    for (const key of store.committed().keys("documents", from, end, false)) {
      from = `${key}\x00`;
      if (++taken >= COUNT_CHUNK) break;
    }
    count += taken;
    if (taken < COUNT_CHUNK) return count;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Tables that `v.id()` names anywhere in a validator. */
function foreignTables(validator: ValidatorJson): Set<string> {
  const found = new Set<string>();
  JSON.stringify(validator, (_key, value: unknown) => {
    const { type, tableName } = (value ?? {}) as { type?: unknown; tableName?: unknown };
    if (type === "id" && typeof tableName === "string") found.add(tableName);
    return value;
  });
  return found;
}
