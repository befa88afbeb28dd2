// Reads an exported schema and checks it against Convex's limits.
import type { ValidatorJson } from "../values/validatorJson";

interface WantedIndex {
  readonly name: string;
  readonly fields: readonly string[];
  readonly staged: boolean;
}

interface WantedSearchIndex {
  readonly name: string;
  readonly searchField: string;
  readonly filterFields: readonly string[];
  readonly staged: boolean;
}

export interface WantedTable {
  readonly name: string;
  readonly indexes: readonly WantedIndex[];
  readonly searchIndexes: readonly WantedSearchIndex[];
  readonly validator: ValidatorJson | null;
}

interface ExportedTable {
  tableName: string;
  indexes?: { indexDescriptor: string; fields: string[] }[];
  stagedDbIndexes?: { indexDescriptor: string; fields: string[] }[];
  searchIndexes?: { indexDescriptor: string; searchField: string; filterFields: string[] }[];
  stagedSearchIndexes?: { indexDescriptor: string; searchField: string; filterFields: string[] }[];
  vectorIndexes?: { indexDescriptor: string }[];
  stagedVectorIndexes?: { indexDescriptor: string }[];
  documentType: ValidatorJson;
  stagedDocumentType?: ValidatorJson;
}

class SchemaError extends Error {
  override readonly name = "SchemaError";
}

const IDENTIFIER = /^[a-zA-Z][a-zA-Z0-9_]{0,63}$/;
const MAX_INDEXES = 32;
const MAX_INDEX_FIELDS = 16;
const MAX_SEARCH_INDEXES = 4;
const MAX_FILTER_FIELDS = 16;

/** Throws SchemaError with Convex's wording. `schema` is the result of `export()`. */
export function parseSchema(schema: string): WantedTable[] {
  const { tables, schemaValidation } = JSON.parse(schema) as {
    tables: ExportedTable[];
    schemaValidation: boolean;
  };
  return tables.map((table) => parseTable(table, schemaValidation));
}

/** Validators of tables that are proposed for later, by table; a schema that does not validate proposes none. */
export function stagedValidatorsOf(schema: string): ReadonlyMap<string, ValidatorJson> {
  const { tables, schemaValidation } = JSON.parse(schema) as {
    tables: ExportedTable[];
    schemaValidation: boolean;
  };
  if (!schemaValidation) return new Map();
  return new Map(
    tables.flatMap(({ tableName, stagedDocumentType }) =>
      stagedDocumentType === undefined ? [] : [[tableName, stagedDocumentType] as const],
    ),
  );
}

function parseTable(table: ExportedTable, validates: boolean): WantedTable {
  const { tableName } = table;
  if (!IDENTIFIER.test(tableName)) {
    throw new SchemaError(
      `Invalid table name: "${tableName}". Identifiers must start with a letter and can only contain letters, digits, and underscores.`,
    );
  }
  const vector = [...(table.vectorIndexes ?? []), ...(table.stagedVectorIndexes ?? [])][0];
  if (vector !== undefined) {
    throw new SchemaError(
      `Vector index "${vector.indexDescriptor}" on table "${tableName}": vector search is not available on this host. Use Convex Cloud or self-hosted Convex, or remove the index.`,
    );
  }
  const mark = <T>(list: T[] | undefined, staged: boolean) =>
    (list ?? []).map((item) => ({ ...item, staged }));
  const indexes = [...mark(table.indexes, false), ...mark(table.stagedDbIndexes, true)].map(
    ({ indexDescriptor, fields, staged }): WantedIndex => ({ name: indexDescriptor, fields, staged }),
  );
  const searchIndexes = [...mark(table.searchIndexes, false), ...mark(table.stagedSearchIndexes, true)].map(
    ({ indexDescriptor, searchField, filterFields, staged }): WantedSearchIndex => ({
      name: indexDescriptor,
      searchField,
      filterFields,
      staged,
    }),
  );
  checkIndexes(tableName, indexes, searchIndexes);
  return { name: tableName, indexes, searchIndexes, validator: validates ? table.documentType : null };
}

function checkIndexes(
  table: string,
  indexes: readonly WantedIndex[],
  searches: readonly WantedSearchIndex[],
): void {
  const names = new Set<string>();
  for (const { name } of [...indexes, ...searches]) {
    if (name.startsWith("_") || name === "by_id" || name === "by_creation_time") {
      throw new SchemaError(
        `In table "${table}" cannot name an index "${name}" because the name is reserved. Indexes may not start with an underscore or be named "by_id" or "by_creation_time".`,
      );
    }
    if (!IDENTIFIER.test(name)) {
      throw new SchemaError(
        `Invalid index name: "${name}". Identifiers must be 64 characters or less, start with a letter, and only contain letters, digits, underscores.`,
      );
    }
    if (names.has(name))
      throw new SchemaError(`Table "${table}" has two or more definitions of index "${name}".`);
    names.add(name);
  }
  if (names.size > MAX_INDEXES)
    throw new SchemaError(`Table "${table}" has ${names.size} indexes; the limit is ${MAX_INDEXES}.`);
  if (searches.length > MAX_SEARCH_INDEXES) {
    throw new SchemaError(
      `Table "${table}" has ${searches.length} search indexes; the limit is ${MAX_SEARCH_INDEXES}.`,
    );
  }
  for (const { name, fields } of indexes) {
    if (fields.length === 0 || fields.length > MAX_INDEX_FIELDS) {
      throw new SchemaError(
        `In index "${name}" of table "${table}": an index has 1 to ${MAX_INDEX_FIELDS} fields, got ${fields.length}.`,
      );
    }
    if (new Set(fields).size !== fields.length) {
      throw new SchemaError(`In index "${name}" of table "${table}": the same field is named twice.`);
    }
    for (const field of fields) {
      if (field === "_id" || (field === "_creationTime" && fields[fields.length - 1] === field)) {
        throw new SchemaError(`In index "${name}": Invalid index field: "${field}"`);
      }
    }
  }
  for (const { name, filterFields } of searches) {
    if (filterFields.length > MAX_FILTER_FIELDS) {
      throw new SchemaError(
        `Search index "${name}" of table "${table}" has ${filterFields.length} filter fields; the limit is ${MAX_FILTER_FIELDS}.`,
      );
    }
  }
}
