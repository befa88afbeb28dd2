/** Reads the schema as data: every table is global by decision, or a tenant table sealed by its indexes. */
import { expect, test } from "vitest";
import schema from "../schema";
import { globalTables, unscopedIndexes } from "./tables";

interface ExportedTable {
  tableName: string;
  indexes: { indexDescriptor: string; fields: string[] }[];
  searchIndexes: { indexDescriptor: string; filterFields: string[] }[];
  documentType: {
    type: string;
    value: Record<string, { fieldType: { type: string; tableName?: string }; optional: boolean }>;
  };
}

// `export()` is what the CLI pushes; it is marked internal in the types.
const exported = JSON.parse((schema as unknown as { export(): string }).export()) as {
  tables: ExportedTable[];
};
const tenantTables = exported.tables.filter(({ tableName }) => !(tableName in globalTables));

test("TEN-01 the schema has tenant tables at all, or this file proves nothing", () => {
  expect(tenantTables.length).toBeGreaterThan(4);
});

test.each(tenantTables.map((table) => [table.tableName, table] as const))(
  "TEN-01 %s carries orgId and every index is led by it",
  (name, table) => {
    const orgId = table.documentType.value["orgId"];
    expect(orgId, `${name} has no orgId`).toBeDefined();
    expect(orgId).toMatchObject({ fieldType: { type: "id", tableName: "organizations" }, optional: false });
    const excused: readonly string[] = unscopedIndexes[name as keyof typeof unscopedIndexes] ?? [];
    for (const index of table.indexes) {
      if (excused.includes(index.indexDescriptor)) {
        expect(index.indexDescriptor, "an excused index says so in its name").toMatch(/^global_/);
      } else {
        expect(index.fields[0], `${name}.${index.indexDescriptor}`).toBe("orgId");
      }
    }
    for (const index of table.searchIndexes) {
      expect(index.filterFields, `${name}.${index.indexDescriptor}`).toContain("orgId");
    }
    expect(
      table.indexes.length + table.searchIndexes.length,
      "Convex allows 32 indexes a table",
    ).toBeLessThanOrEqual(32);
  },
);

test("TEN-01 every name on the global and unscoped lists exists, so that no excuse outlives its table", () => {
  const names = new Map(exported.tables.map((table) => [table.tableName, table]));
  for (const table of Object.keys(globalTables)) expect(names.has(table), table).toBe(true);
  for (const [table, indexes] of Object.entries(unscopedIndexes)) {
    const present = names.get(table)?.indexes.map((index) => index.indexDescriptor) ?? [];
    for (const index of indexes) expect(present, `${table}.${index}`).toContain(index);
  }
});
