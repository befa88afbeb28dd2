/** What an import will change, as the CLI shows it before anything happens. */
import type { ImportMode, TableCount } from "../contract";
import type { Contents } from "./archive/contents";

export interface Counted {
  readonly component: string;
  readonly table: string;
  readonly rows: number;
  /** The table number in the rows' ids. */
  readonly number: number | null;
}

export interface TableChange {
  readonly component: string;
  readonly table: string;
  readonly added: number;
  readonly deleted: number;
  readonly existing: number;
}

/** Throws when the mode does not allow a table that has rows. */
export function tableChanges(
  mode: ImportMode,
  counted: readonly Counted[],
  contents: Contents,
  existing: readonly TableCount[],
): TableChange[] {
  const added = new Map<string, number>();
  const key = (component: string, table: string) => `${component}:${table}`;
  for (const { component, table } of contents.numbers) added.set(key(component, table), 0);
  for (const { component, table, rows } of counted) added.set(key(component, table), rows);
  for (const { component } of contents.storage) {
    const files = contents.files.filter((file) => file.component === component).length;
    added.set(key(component, "_storage"), files);
  }
  const known = new Map(existing.map((item) => [key(item.component, item.table), item.rows]));
  if (mode === "replaceAll") {
    for (const { component, table } of existing) {
      const name = key(component, table);
      if (!table.startsWith("_") && !added.has(name)) added.set(name, 0);
    }
  }
  return [...added]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => {
      const [component = "", table = ""] = name.split(":");
      const rows = known.get(name) ?? 0;
      if (mode === "requireEmpty" && rows > 0) {
        throw new Error(
          `Table ${table} already exists. Please choose a new table name or use replace/append modes.`,
        );
      }
      const isReplaced = mode === "replace" || mode === "replaceAll";
      return { component, table, added: count, deleted: isReplaced ? rows : 0, existing: rows };
    });
}

/** A table for each component, laid out as Convex lays it out. */
export function summary(changes: readonly TableChange[]): string {
  const lines = changes.length > 0 ? ["Import change summary:"] : [];
  for (const component of new Set(changes.map((change) => change.component))) {
    if (component !== "") lines.push(`Component ${component}`);
    lines.push(...rendered(changes.filter((change) => change.component === component)));
  }
  lines.push(
    "Once the import has started, it will run in the background.\nInterrupting `npx convex import` will not cancel it.",
  );
  return lines.join("\n");
}

function rendered(changes: readonly TableChange[]): string[] {
  const shown = (count: number) => count.toLocaleString("en-US");
  const rows = [
    ["table", "create", "delete"],
    ...changes.map(({ table, added, deleted, existing }) => [
      table,
      shown(added),
      `${shown(deleted)} of ${shown(existing)}${table === "_storage" ? " files" : ""}`,
    ]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const lines = rows.map((row) => `${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`);
  return [lines[0] ?? "", "-".repeat(lines[0]?.length ?? 0), ...lines.slice(1)];
}
