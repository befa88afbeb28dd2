// What tables and indexes exist, per component, and the numbers their keys start
// with. Kept in memory, persisted as one record per component.
import type { Overlay } from "../storage/overlay";
import type { ReadView } from "../storage/store";
import { decodeId } from "../values/ids";
import type { ValidatorJson } from "../values/validatorJson";

export interface IndexInfo {
  readonly number: number;
  readonly name: string;
  readonly fields: readonly string[];
  /** Kept up to date but not yet usable by queries. */
  readonly staged: boolean;
}

export interface SearchIndexInfo {
  readonly number: number;
  readonly name: string;
  readonly searchField: string;
  readonly filterFields: readonly string[];
  readonly staged: boolean;
}

export interface TableInfo {
  /** What its documents' keys start with; never given out twice. */
  readonly number: number;
  /** What its documents' ids start with, where imported rows brought another number: see `idNumber`. */
  readonly ids?: number;
  readonly name: string;
  readonly component: string;
  /** Number of the built-in by_creation_time index. */
  readonly creationIndex: number;
  indexes: readonly IndexInfo[];
  searchIndexes: readonly SearchIndexInfo[];
  /**
   * Indexes that a deployment is filling: every write keeps them up to date, no query sees them. What an
   * interrupted deployment leaves here is filled again, or dropped, by the next.
   */
  building?: { readonly indexes: readonly IndexInfo[]; readonly searchIndexes: readonly SearchIndexInfo[] };
  /** Documents are checked against it; null when the schema does not validate. */
  validator: ValidatorJson | null;
}

/** The table number in a table's ids, unique within its component. */
export function idNumber(table: TableInfo): number {
  return table.ids ?? table.number;
}

interface Numbers {
  table: number;
  index: number;
}

/** First number of a user table, as on Convex: leaves the low ones to system use. */
const FIRST_TABLE = 10_001;

/** Convex's own numbers of its tables: ids of stored files keep their form on the way there and back. */
const SYSTEM_NUMBERS: Readonly<Record<string, number>> = { _scheduled_functions: 539, _storage: 540 };

export class Catalog {
  private readonly components = new Map<string, Map<string, TableInfo>>();
  /** By component, then by the number in ids. */
  private readonly byIdNumber = new Map<string, Map<number, TableInfo>>();
  private readonly dirty = new Set<string>();
  /** Records of loose keys (see transaction/loose.ts) that an import under way is filling. */
  readonly filling = new Set<string>();
  private numbers: Numbers = { table: FIRST_TABLE, index: 1 };

  static load(view: ReadView): Catalog {
    const catalog = new Catalog();
    const numbers = view.get("system", "numbers");
    if (numbers !== undefined) catalog.numbers = JSON.parse(numbers) as Numbers;
    for (const key of view.keys("system", "catalog/", "catalog0", false)) {
      for (const table of JSON.parse(view.get("system", key) as string) as TableInfo[]) {
        catalog.add(table);
      }
    }
    return catalog;
  }

  component(path: string): Map<string, TableInfo> {
    let tables = this.components.get(path);
    if (tables === undefined) this.components.set(path, (tables = new Map()));
    return tables;
  }

  componentPaths(): readonly string[] {
    return [...this.components.keys()];
  }

  table(component: string, name: string): TableInfo | undefined {
    return this.components.get(component)?.get(name);
  }

  /** Creates the table when it does not exist: any valid name may be inserted into when no schema forbids it. */
  ensureTable(component: string, name: string): TableInfo {
    const known = this.table(component, name);
    if (known !== undefined) return known;
    const table = this.newTable(component, name, SYSTEM_NUMBERS[name] ?? null);
    this.add(table);
    this.touch(component);
    return table;
  }

  /** A table of its own, not yet part of the catalog. `ids` is the number its ids are to carry, if it is free. */
  newTable(component: string, name: string, ids: number | null): TableInfo {
    while (this.tableByIdNumber(component, this.numbers.table) !== undefined) this.numbers.table++;
    const number = this.numbers.table++;
    return {
      number,
      ...(ids !== null && ids !== number ? { ids } : {}),
      name,
      component,
      creationIndex: this.newIndexNumber(),
      indexes: [],
      searchIndexes: [],
      validator: null,
    };
  }

  /** Puts a table in the place of the one of its name, if there is one. */
  replace(table: TableInfo): void {
    const before = this.table(table.component, table.name);
    if (before !== undefined) this.numbersOf(table.component).delete(idNumber(before));
    this.add(table);
    this.touch(table.component);
  }

  remove(table: TableInfo): void {
    this.component(table.component).delete(table.name);
    this.numbersOf(table.component).delete(idNumber(table));
    this.touch(table.component);
  }

  private add(table: TableInfo): void {
    this.component(table.component).set(table.name, table);
    this.numbersOf(table.component).set(idNumber(table), table);
  }

  private numbersOf(component: string): Map<number, TableInfo> {
    let numbers = this.byIdNumber.get(component);
    if (numbers === undefined) this.byIdNumber.set(component, (numbers = new Map()));
    return numbers;
  }

  newIndexNumber(): number {
    return this.numbers.index++;
  }

  tableByIdNumber(component: string, number: number): TableInfo | undefined {
    return this.byIdNumber.get(component)?.get(number);
  }

  /** Name of the table of that component an id belongs to, or null. */
  tableOfId(component: string, id: string): string | null {
    const decoded = decodeId(id);
    if (decoded === null) return null;
    return this.tableByIdNumber(component, decoded.table)?.name ?? null;
  }

  /** Marks a component's record as to be written with the next commit. */
  touch(component: string): void {
    this.dirty.add(component);
  }

  tables(): readonly TableInfo[] {
    return [...this.byIdNumber.values()].flatMap((tables) => [...tables.values()]);
  }

  /** Everything is to be written again: a commit that carried records failed. */
  touchAll(): void {
    for (const component of this.components.keys()) this.dirty.add(component);
  }

  persistNumbers(overlay: Overlay): void {
    overlay.put("system", "numbers", JSON.stringify(this.numbers));
  }

  /** Writes changed records. Called outside any savepoint: numbers once given out stay given out. */
  persist(overlay: Overlay): void {
    if (this.dirty.size === 0) return;
    this.persistNumbers(overlay);
    for (const path of this.dirty) {
      const key = `catalog/${encodeURIComponent(path)}`;
      overlay.put("system", key, JSON.stringify([...this.component(path).values()]));
    }
    this.dirty.clear();
  }
}
