/** PRF-20: every index is paid for by every write of its table, so each must be one that something reads. */
import { expect, test } from "vitest";
import schema from "../schema";

interface ExportedTable {
  tableName: string;
  indexes: { indexDescriptor: string; fields: string[] }[];
}
const { tables } = JSON.parse((schema as unknown as { export(): string }).export()) as {
  tables: ExportedTable[];
};

const sources = Object.entries(
  import.meta.glob<string>(["../**/*.ts", "!../_generated/**", "!../**/*.test.ts", "!../**/*.testkit.ts"], {
    query: "?raw",
    import: "default",
    eager: true,
  }),
)
  .filter(([path]) => !path.endsWith("/table.ts"))
  .map(([, text]) => text);

/** Names that customers/list.ts and customers/ways.ts put together of a narrowing and a sort. */
const composed: Partial<Record<string, RegExp>> = {
  customers:
    /^by_((owner|status|type)_(name|createdAt|lastContactAt|lifetimeValue)|owner_status_(name|lastContactAt))$/,
  customerTags: /^by_tag_(name|createdAt|lastContactAt|lifetimeValue)$/,
};

test("PRF-20: no table keeps an index that nothing reads", () => {
  expect(sources.length, "or the sources were not found").toBeGreaterThan(100);
  const unread = tables.flatMap(({ tableName, indexes }) =>
    indexes
      .map(({ indexDescriptor }) => indexDescriptor)
      .filter((name) => composed[tableName]?.test(name) !== true)
      .filter(
        (name) =>
          !sources.some(
            (text) => text.includes(`"${name}"`) && new RegExp(String.raw`\b${tableName}\b`).test(text),
          ),
      )
      .map((name) => `${tableName}.${name}`),
  );
  expect(unread).toEqual([]);
});

test("PRF-20: no two indexes of a table are the same", () => {
  for (const { tableName, indexes } of tables) {
    const fields = indexes.map((index) => index.fields.join());
    expect(new Set(fields).size, tableName).toBe(fields.length);
  }
});
