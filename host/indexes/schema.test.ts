// Schemas as convex itself exports them, against Convex's limits.
import { defineSchema, defineTable, type TableDefinition } from "convex/server";
import { v } from "convex/values";
import { expect, it } from "vitest";
import { parseSchema } from "./schema";

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
/** A table of twenty fields and what `add` does to it. */
const table = (add: (table: TableDefinition) => TableDefinition = (same) => same): TableDefinition =>
  add(
    defineTable(Object.fromEntries(numbers(20).map((i) => [`f${i}`, v.any()]))) as unknown as TableDefinition,
  );
const fields = (count: number) => numbers(count).map((i) => `f${i}`) as [string, ...string[]];
const withIndexes = (count: number) =>
  table((it) =>
    numbers(count).reduce((made, i) => made.index(`i${i}`, ["f0", `f${i % 20 || 1}`] as never), it),
  );
const withSearches = (count: number, filters = 0) =>
  table((it) =>
    numbers(count).reduce(
      (made, i) => made.searchIndex(`s${i}`, { searchField: "f0", filterFields: fields(filters) } as never),
      it,
    ),
  );
// any: `export` is not part of the type
const parse = (tables: Record<string, TableDefinition>) =>
  parseSchema((defineSchema(tables) as unknown as { export(): string }).export());

it("ST-17 takes as much as Convex allows", () => {
  const [many] = parse({ rows: withIndexes(32) });
  expect(many!.indexes).toHaveLength(32);
  const [wide] = parse({ rows: table((it) => it.index("wide", fields(16) as never)) });
  expect(wide!.indexes[0]!.fields.slice(0, 16)).toEqual(fields(16));
  const [searched] = parse({ rows: withSearches(4, 16) });
  expect(searched!.searchIndexes.map(({ filterFields }) => filterFields.length)).toEqual([16, 16, 16, 16]);
  expect(parse({ ["t".repeat(64)]: table() })).toHaveLength(1);
});

it.each<[string, () => Record<string, TableDefinition>, string]>([
  ["33 indexes", () => ({ rows: withIndexes(33) }), 'Table "rows" has 33 indexes; the limit is 32.'],
  [
    "33 indexes, one of them for searches",
    () => ({ rows: withIndexes(32).searchIndex("s", { searchField: "f0" } as never) }),
    'Table "rows" has 33 indexes; the limit is 32.',
  ],
  [
    "5 search indexes",
    () => ({ rows: withSearches(5) }),
    'Table "rows" has 5 search indexes; the limit is 4.',
  ],
  ["17 filter fields", () => ({ rows: withSearches(1, 17) }), "has 17 filter fields; the limit is 16."],
  [
    "17 fields",
    () => ({ rows: table((it) => it.index("i", fields(17) as never)) }),
    "1 to 16 fields, got 17",
  ],
  ["no field", () => ({ rows: table((it) => it.index("i", [] as never)) }), "1 to 16 fields, got 0"],
  ["a field twice", () => ({ rows: table((it) => it.index("i", ["f0", "f0"] as never)) }), "named twice"],
  [
    "a name twice",
    () => ({ rows: table((it) => it.index("i", ["f0"]).searchIndex("i", { searchField: "f0" } as never)) }),
    'two or more definitions of index "i"',
  ],
  [
    "a reserved name",
    () => ({ rows: table((it) => it.index("by_id", ["f0"] as never)) }),
    "the name is reserved",
  ],
  [
    "a name with a dash",
    () => ({ rows: table((it) => it.index("by-f0", ["f0"] as never)) }),
    'Invalid index name: "by-f0"',
  ],
  [
    "a long name",
    () => ({ rows: table((it) => it.index("i".repeat(65), ["f0"] as never)) }),
    "64 characters or less",
  ],
  ["a table's name with a dash", () => ({ "my-rows": table() }), 'Invalid table name: "my-rows"'],
  ["a table's name of the system", () => ({ _rows: table() }), 'Invalid table name: "_rows"'],
])("ST-17 refuses %s", (_what, tables, text) => {
  expect(() => parse(tables())).toThrow(text);
});
