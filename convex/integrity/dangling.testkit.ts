/**
 * Every id in every table must lead to a row (CUS-46). Which fields hold ids is
 * read from the schema's validators, so that a reference written down tomorrow
 * is checked from that day on.
 */
import type { GenericDatabaseReader } from "convex/server";
import type { DataModel } from "../_generated/dataModel";
import type { Backend } from "../world.testkit";
import schema from "../schema";
import { referencesOf } from "../tenancy/references";
import { globalTables } from "../tenancy/tables";

export interface Dangling {
  table: string;
  row: string;
  /** "customerId", "mentioned.[]", … */
  path: string;
  target: string;
  id: string;
}

/** All ids that lead nowhere, and stored files that no row names or that a row names in vain. */
export async function danglingIds(backend: Backend): Promise<Dangling[]> {
  return await backend.run(async (ctx) => {
    const db = ctx.db as unknown as GenericDatabaseReader<DataModel>;
    const rows = new Map<string, Record<string, unknown>[]>();
    const known = new Set<string>();
    for (const table of Object.keys(schema.tables)) {
      const found = (await db.query(table as "teams").collect()) as unknown as Record<string, unknown>[];
      rows.set(table, found);
      for (const { _id } of found) known.add(_id as string);
    }
    const dangling: Dangling[] = [];
    for (const [table, found] of rows) {
      if (table in globalTables) continue;
      for (const { path, target } of referencesOf(table)) {
        for (const row of found) {
          for (const id of idsAt(row, path)) {
            if (!known.has(id))
              dangling.push({ table, row: row["_id"] as string, path: path.join("."), target, id });
          }
        }
      }
    }
    const named = new Set(
      [...rows.get("documentVersions")!, ...rows.get("messageFiles")!].flatMap((row) =>
        row["storageId"] === undefined ? [] : [row["storageId"] as string],
      ),
    );
    const files = (await ctx.db.system.query("_storage").collect()).map(({ _id }) => _id as string);
    for (const id of files.filter((file) => !named.has(file)))
      dangling.push({ table: "_storage", row: id, path: "", target: "documentVersions", id });
    for (const id of named) {
      if (!files.includes(id))
        dangling.push({ table: "documentVersions", row: id, path: "storageId", target: "_storage", id });
    }
    return dangling;
  });
}

function idsAt(value: unknown, path: readonly string[]): string[] {
  const [step, ...rest] = path;
  if (step === undefined) return typeof value === "string" ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  if (step === "[]") return (value as unknown[]).flatMap((item) => idsAt(item, rest));
  if (step === "{}") return Object.values(value).flatMap((item) => idsAt(item, rest));
  return idsAt((value as Record<string, unknown>)[step], rest);
}
