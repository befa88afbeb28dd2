/**
 * Fills an organization from the schema itself: one row in every tenant table,
 * made from the table's validator, each string carrying a marker that must
 * never reach a stranger. A new table is covered the day it is written down.
 */
import type { Id } from "../_generated/dataModel";
import schema from "../schema";
import type { Backend, Organization } from "../world.testkit";
import { globalTables } from "./tables";

/** A validator as Convex exports it to JSON. */
export type ValidatorJson =
  | { type: "any" | "null" | "number" | "bigint" | "boolean" | "string" | "bytes" | "commitTs" }
  | { type: "literal"; value: unknown }
  | { type: "id"; tableName: string }
  | { type: "array"; value: ValidatorJson }
  | { type: "record"; keys: ValidatorJson; values: { fieldType: ValidatorJson } }
  | { type: "union"; value: ValidatorJson[] }
  | { type: "object"; value: Record<string, { fieldType: ValidatorJson; optional: boolean }> };

export interface Filled {
  /** One row per table; ids of global tables point at the organization's own admin. */
  ids: Map<string, string>;
  /** Stands in every string of every generated row. */
  marker: string;
}

interface ExportedTable {
  tableName: string;
  documentType: ValidatorJson;
}

export const exportedTables = (
  JSON.parse((schema as unknown as { export(): string }).export()) as { tables: ExportedTable[] }
).tables;

/** Tables that newOrganization has filled already and may hold one row only. */
const oncePerOrganization = new Set(["orgSettings", "memberships"]);

export async function fillOrganization(
  backend: Backend,
  organization: Organization,
  marker: string,
): Promise<Filled> {
  const ids = new Map<string, string>([
    ["organizations", organization.orgId],
    ["users", organization.users.admin],
  ]);
  await backend.run(async (ctx) => {
    for (const table of oncePerOrganization) {
      const row = (await ctx.db.query(table as "memberships").collect()).find(
        (candidate) => candidate.orgId === organization.orgId,
      );
      ids.set(table, row!._id);
    }
    ids.set("_storage", await ctx.storage.store(new Blob([marker])));
    const open = exportedTables.filter(
      ({ tableName }) => !ids.has(tableName) && !oncePerOrganization.has(tableName),
    );
    // References form a graph: insert what can be inserted until nothing is left.
    for (let waiting = open; waiting.length > 0;) {
      const stuck: ExportedTable[] = [];
      for (const table of waiting) {
        const { tableName } = table;
        const row = sample(table.documentType, { ids, marker, optional: "ids" });
        if (row === missing) {
          stuck.push(table);
          continue;
        }
        const stored = tableName in globalTables ? row : { ...(row as object), orgId: organization.orgId };
        ids.set(tableName, await ctx.db.insert(tableName as "teams", stored as never));
      }
      if (stuck.length === waiting.length) {
        throw new Error(
          `Tables refer to each other in a ring: ${stuck.map((table) => table.tableName).join(", ")}`,
        );
      }
      waiting = stuck;
    }
  });
  return { ids, marker };
}

export const missing = Symbol("an id of a table that has no row yet");

/**
 * A value the validator accepts. `optional: "ids"` leaves optional fields out
 * unless they are ids that are known; "all" fills every field.
 */
export function sample(
  validator: ValidatorJson,
  world: { ids: ReadonlyMap<string, string>; marker: string; optional: "ids" | "all" },
): unknown {
  switch (validator.type) {
    case "null":
      return null;
    case "number":
      return 1;
    case "bigint":
      return 1n;
    case "commitTs":
      return 1n;
    case "boolean":
      return true;
    case "string":
      return world.marker;
    case "bytes":
      return new ArrayBuffer(1);
    case "any":
      return {};
    case "literal":
      return validator.value;
    case "id":
      return world.ids.get(validator.tableName) ?? missing;
    case "array": {
      const element = sample(validator.value, world);
      return element === missing ? [] : [element];
    }
    case "record":
      return {};
    case "union": {
      const member = validator.value.find((candidate) => candidate.type !== "null") ?? validator.value[0]!;
      return sample(member, world);
    }
    case "object": {
      const value: Record<string, unknown> = {};
      for (const [name, field] of Object.entries(validator.value)) {
        const isKnownId = field.fieldType.type === "id" && world.ids.has(field.fieldType.tableName);
        if (field.optional && world.optional === "ids" && !isKnownId) continue;
        const part = sample(field.fieldType, world);
        if (part === missing) {
          if (field.optional) continue;
          return missing;
        }
        value[name] = part;
      }
      return value;
    }
  }
}

/** Every row of the organization, to prove that a refused call changed nothing. */
export async function snapshot(backend: Backend, orgId: Id<"organizations">): Promise<Map<string, string>> {
  const rows = await backend.run(async (ctx) => {
    const found: [string, string][] = [];
    for (const { tableName } of exportedTables) {
      for (const row of await ctx.db.query(tableName as "teams").collect()) {
        if (row.orgId === orgId) found.push([row._id, JSON.stringify(row)]);
      }
    }
    return found;
  });
  return new Map(rows);
}
