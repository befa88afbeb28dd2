// What tables and indexes exist, per component, and the numbers their keys start
// with. Kept in memory, persisted as one record per component.
import type { Overlay } from "../storage/overlay";
import type { ReadView } from "../storage/store";
import { decodeId } from "../values/ids";
import type { ValidatorJson } from "../values/validators";

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
  readonly number: number;
  readonly name: string;
  readonly component: string;
  /** Number of the built-in by_creation_time index. */
  readonly creationIndex: number;
  indexes: readonly IndexInfo[];
  searchIndexes: readonly SearchIndexInfo[];
  /** Documents are checked against it; null when the schema does not validate. */
  validator: ValidatorJson | null;
}

interface Numbers {
  table: number;
  index: number;
}

/** First number of a user table, as on Convex: leaves the low ones to system use. */
const FIRST_TABLE = 10_001;

export class Catalog {
  private readonly components = new Map<string, Map<string, TableInfo>>();
  private readonly byNumber = new Map<number, TableInfo>();
  private readonly dirty = new Set<string>();
  private numbers: Numbers = { table: FIRST_TABLE, index: 1 };

  static load(view: ReadView): Catalog {
    const catalog = new Catalog();
    const numbers = view.get("system", "numbers");
    if (numbers !== undefined) catalog.numbers = JSON.parse(numbers) as Numbers;
    for (const key of view.keys("system", "catalog/", "catalog0", false)) {
      const path = decodeURIComponent(key.slice("catalog/".length));
      for (const table of JSON.parse(view.get("system", key) as string) as TableInfo[]) {
        catalog.component(path).set(table.name, table);
        catalog.byNumber.set(table.number, table);
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
    const table: TableInfo = {
      number: this.numbers.table++,
      name,
      component,
      creationIndex: this.newIndexNumber(),
      indexes: [],
      searchIndexes: [],
      validator: null,
    };
    this.component(component).set(name, table);
    this.byNumber.set(table.number, table);
    this.touch(component);
    return table;
  }

  newIndexNumber(): number {
    return this.numbers.index++;
  }

  tableByNumber(number: number): TableInfo | undefined {
    return this.byNumber.get(number);
  }

  /** Name of the table of that component an id belongs to, or null. */
  tableOfId(component: string, id: string): string | null {
    const decoded = decodeId(id);
    const table = decoded === null ? undefined : this.byNumber.get(decoded.table);
    return table !== undefined && table.component === component ? table.name : null;
  }

  /** Marks a component's record as to be written with the next commit. */
  touch(component: string): void {
    this.dirty.add(component);
  }

  tables(): readonly TableInfo[] {
    return [...this.byNumber.values()];
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
