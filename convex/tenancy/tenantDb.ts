/**
 * The database a function gets instead of `ctx.db`: one organization's rows and
 * nothing else. Reads open every index at `orgId` before the caller's range
 * sees it, so another tenant's rows are never read, never cost, and never
 * enter a read set. Writes are stamped, and every id they mention is checked.
 */
import type {
  DocumentByName,
  GenericDatabaseReader,
  GenericDatabaseWriter,
  IndexRange,
  IndexRangeBuilder,
  NamedIndex,
  NamedSearchIndex,
  NamedTableInfo,
  OrderedQuery,
  Query,
  SearchFilter,
  SearchFilterFinalizer,
  SearchFilterBuilder,
  WithoutSystemFields,
} from "convex/server";
import type { DataModel, Doc, Id } from "../_generated/dataModel";
import { fail } from "../shared/errors";
import { blankRow } from "./blank";
import { referencesOf, type Reference } from "./references";
import { globalTables, type TenantTable } from "./tables";

type Indexes<T extends TenantTable> = DataModel[T]["indexes"];
/** Names of the indexes of T that are led by orgId. */
export type TenantIndex<T extends TenantTable> = {
  [N in keyof Indexes<T> & string]: Indexes<T>[N] extends [infer First, ...unknown[]]
    ? First extends "orgId"
      ? N
      : never
    : never;
}[keyof Indexes<T> & string];
type TenantSearchIndex<T extends TenantTable> = keyof DataModel[T]["searchIndexes"] & string;

type Row<T extends TenantTable> = DocumentByName<DataModel, T>;
/** Fields a caller may give: orgId is stamped, never given. */
export type NewRow<T extends TenantTable> = DistributiveOmit<WithoutSystemFields<Row<T>>, "orgId">;
type DistributiveOmit<V, K extends PropertyKey> = V extends unknown ? Omit<V, K> : never;
type Patch<T extends TenantTable> = Partial<NewRow<T>> & { orgId?: never };

type TableQuery<T extends TenantTable> = Query<NamedTableInfo<DataModel, T>>;

export interface TenantQuery<T extends TenantTable> {
  /** Rows of this organization in the index's order; `range` continues after `orgId`. */
  withIndex<N extends TenantIndex<T>>(
    name: N,
    range?: (q: IndexRangeBuilder<Row<T>, NamedIndex<NamedTableInfo<DataModel, T>, N>, 1>) => IndexRange,
  ): TableQuery<T>;
  /** Full-text search within this organization. */
  withSearchIndex<N extends TenantSearchIndex<T>>(
    name: N,
    search: (
      q: SearchFilterBuilder<Row<T>, NamedSearchIndex<NamedTableInfo<DataModel, T>, N>>,
    ) => SearchFilterFinalizer<Row<T>, NamedSearchIndex<NamedTableInfo<DataModel, T>, N>>,
  ): OrderedQuery<NamedTableInfo<DataModel, T>>;
}

export interface TenantReader {
  readonly orgId: Id<"organizations">;
  /** Null when there is no such row in this organization. */
  find<T extends TenantTable>(table: T, id: Id<T>): Promise<Doc<T> | null>;
  /** Throws NOT_FOUND when there is no such row in this organization, whoever's it may be. */
  get<T extends TenantTable>(table: T, id: Id<T>): Promise<Doc<T>>;
  /** The row that a text from outside names. Throws NOT_FOUND as well for what is no id of that table. */
  getNamed<T extends TenantTable>(table: T, text: string): Promise<Doc<T>>;
  query<T extends TenantTable>(table: T): TenantQuery<T>;
  /** The id if the string is an id of that table, else null; says nothing of whose it is. */
  normalizeId<T extends TenantTable>(table: T, id: string): Id<T> | null;
}

export interface TenantWriter extends TenantReader {
  insert<T extends TenantTable>(table: T, row: NewRow<T>): Promise<Id<T>>;
  /** Fields set to undefined are removed. Throws NOT_FOUND for a foreign or missing row. */
  patch<T extends TenantTable>(table: T, id: Id<T>, fields: Patch<T>): Promise<void>;
  delete<T extends TenantTable>(table: T, id: Id<T>): Promise<void>;
}

export function tenantReader(db: GenericDatabaseReader<DataModel>, orgId: Id<"organizations">): TenantReader {
  return new Reader(db, orgId);
}

export function tenantWriter(db: GenericDatabaseWriter<DataModel>, orgId: Id<"organizations">): TenantWriter {
  return new Writer(db, orgId);
}

/**
 * Rows that this organization's database has looked up or inserted during the
 * call and not deleted since, so that a thousand rows that name one parent look
 * it up once, and a row that an index has answered is written without another
 * look. Held by the call's own raw database, which Convex makes anew for each
 * transaction, and by organization: what a neighbour's database has seen
 * proves nothing here. Two tenant databases of one call (`ctx.staff`) share it,
 * so that a row deleted through one is not believed by the other.
 */
const provenRows = new WeakMap<object, Map<Id<"organizations">, ProvenRows>>();
/** By id, the table it was found in. */
type ProvenRows = Map<string, TenantTable>;

function provenIn(raw: object, orgId: Id<"organizations">): ProvenRows {
  const byOrg = provenRows.get(raw) ?? new Map<Id<"organizations">, ProvenRows>();
  provenRows.set(raw, byOrg);
  const rows = byOrg.get(orgId) ?? new Map<string, TenantTable>();
  byOrg.set(orgId, rows);
  return rows;
}

/** To be called when something else than these databases may have written in this transaction. */
export function forgetProven(raw: object): void {
  provenRows.get(raw)?.forEach((rows) => rows.clear());
}

class Reader implements TenantReader {
  private readonly proven: ProvenRows;

  constructor(
    protected readonly raw: GenericDatabaseReader<DataModel>,
    readonly orgId: Id<"organizations">,
  ) {
    this.proven = provenIn(raw, orgId);
  }

  protected isProven(table: TenantTable, id: string): boolean {
    return this.proven.get(id) === table;
  }

  protected setProven(table: TenantTable, id: string, isProven: boolean): void {
    if (isProven) this.proven.set(id, table);
    else this.proven.delete(id);
  }

  async find<T extends TenantTable>(table: T, id: Id<T>): Promise<Doc<T> | null> {
    assertTenantTable(table);
    const row = await this.raw.get(table, id);
    const isOurs = row !== null && row.orgId === this.orgId;
    this.setProven(table, id, isOurs);
    return isOurs ? (row as Doc<T>) : null;
  }

  async get<T extends TenantTable>(table: T, id: Id<T>): Promise<Doc<T>> {
    return (await this.find(table, id)) ?? fail({ code: "NOT_FOUND", entity: table });
  }

  async getNamed<T extends TenantTable>(table: T, text: string): Promise<Doc<T>> {
    const id = this.normalizeId(table, text);
    return id === null ? fail({ code: "NOT_FOUND", entity: table }) : await this.get(table, id);
  }

  query<T extends TenantTable>(table: T): TenantQuery<T> {
    assertTenantTable(table);
    const { orgId, raw } = this;
    // Convex's builders are generic over one table; here the table is a type
    // variable, so the calls below are typed by TenantQuery instead.
    const open = raw.query(table) as unknown as {
      withIndex(name: string, range: (q: { eq(field: string, value: unknown): unknown }) => unknown): unknown;
      withSearchIndex(name: string, search: (q: unknown) => unknown): unknown;
    };
    return {
      withIndex(name: string, range?: (q: never) => IndexRange) {
        if (name.startsWith("global_")) throw new Error(`Index ${table}.${name} is not led by orgId`);
        return open.withIndex(name, (q) => {
          const opened = q.eq("orgId", orgId);
          return range === undefined ? opened : range(opened as never);
        });
      },
      withSearchIndex(name: string, search: (q: never) => unknown) {
        return open.withSearchIndex(name, (q) => {
          const searched = search(q as never) as { eq(field: string, value: unknown): SearchFilter };
          return searched.eq("orgId", orgId);
        });
      },
    } as unknown as TenantQuery<T>;
  }

  normalizeId<T extends TenantTable>(table: T, id: string): Id<T> | null {
    return this.raw.normalizeId(table, id);
  }
}

class Writer extends Reader implements TenantWriter {
  constructor(
    private readonly writer: GenericDatabaseWriter<DataModel>,
    orgId: Id<"organizations">,
  ) {
    super(writer, orgId);
  }

  override query<T extends TenantTable>(table: T): TenantQuery<T> {
    const opened = super.query(table);
    return {
      withIndex: (name, range) => this.proving(table, opened.withIndex(name, range)),
      withSearchIndex: (name, search) => opened.withSearchIndex(name, search),
    };
  }

  /** An index that is led by orgId answers with rows of this organization only. */
  private proving<T extends TenantTable>(table: T, query: TableQuery<T>): TableQuery<T> {
    const order = query.order.bind(query);
    query.order = (direction) => this.provingOne(table, order(direction));
    return this.provingOne(table, query);
  }

  private provingOne<T extends TenantTable, Q extends OrderedQuery<NamedTableInfo<DataModel, T>>>(
    table: T,
    query: Q,
  ): Q {
    for (const one of ["unique", "first"] as const) {
      const read = query[one].bind(query);
      query[one] = async () => {
        const row = await read();
        if (row !== null) this.setProven(table, row._id, true);
        return row;
      };
    }
    return query;
  }

  async insert<T extends TenantTable>(table: T, row: NewRow<T>): Promise<Id<T>> {
    assertTenantTable(table);
    const unknown = this.unproven(table, row as Record<string, unknown>, null);
    if (unknown.length > 0) await this.prove(unknown);
    // A row with a place for it was made of a blank one for this call: it is stamped rather than copied again.
    const stored: Record<string, unknown> = "orgId" in row ? row : Object.assign(blankRow(table), row);
    stored["orgId"] = this.orgId;
    const id = await this.writer.insert(table, stored as never);
    this.setProven(table, id, true);
    return id;
  }

  async patch<T extends TenantTable>(table: T, id: Id<T>, fields: Patch<T>): Promise<void> {
    if ("orgId" in fields) {
      await this.get(table, id);
      throw new Error(`orgId of ${table} cannot be patched`);
    }
    const written = fields as Record<string, unknown>;
    const isPlain = referencesOf(table).every((reference) => idsAt(written, reference).length === 0);
    if (!isPlain) await this.prove(this.unproven(table, written, await this.get(table, id)));
    else if (!this.isProven(table, id)) await this.get(table, id);
    await this.writer.patch(table, id, fields as never);
  }

  async delete<T extends TenantTable>(table: T, id: Id<T>): Promise<void> {
    if (!this.isProven(table, id)) await this.get(table, id);
    await this.writer.delete(table, id);
    this.setProven(table, id, false);
  }

  /** Ids in `fields` that point at a tenant table and were not looked up yet; those of `before` were when it was written. */
  private unproven(
    table: TenantTable,
    fields: Record<string, unknown>,
    before: Record<string, unknown> | null,
  ): { target: TenantTable; id: string }[] {
    const found: { target: TenantTable; id: string }[] = [];
    for (const reference of referencesOf(table)) {
      const { target } = reference;
      const known = before === null ? [] : idsAt(before, reference);
      for (const id of idsAt(fields, reference))
        if (!known.includes(id) && !this.isProven(target, id)) found.push({ target, id });
    }
    return found;
  }

  /** Every id that is pointed at must be a row of this organization. */
  private async prove(rows: readonly { target: TenantTable; id: string }[]): Promise<void> {
    for (const { target, id } of rows) if (!this.isProven(target, id)) await this.get(target, id as never);
  }
}

const nobody: readonly string[] = [];

function idsAt(value: Record<string, unknown>, { path }: Reference): readonly string[] {
  const start = value[path[0]!];
  if (start === undefined || start === null) return nobody;
  if (path.length === 1) return typeof start === "string" ? [start] : nobody;
  let values: unknown[] = [start];
  for (const step of path.slice(1)) {
    values = values.flatMap((current): unknown[] => {
      if (current === null || current === undefined || typeof current !== "object") return [];
      if (step === "[]") return Array.isArray(current) ? (current as unknown[]) : [];
      if (step === "{}") return Object.values(current);
      return [(current as Record<string, unknown>)[step]];
    });
  }
  return values.filter((id): id is string => typeof id === "string");
}

/** Types forbid it; a cast or plain JavaScript must not get through either. */
function assertTenantTable(table: string): void {
  if (table in globalTables) throw new Error(`Table ${table} belongs to no organization`);
}
