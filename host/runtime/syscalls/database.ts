// db.get, insert, patch, replace, delete, normalizeId's asynchronous siblings.
import type { TableInfo } from "../../indexes/catalog";
import { decodeId } from "../../values/ids";
import { isJsonObject, kindOf, specialKey, type Json, type JsonObject } from "../../values/json";
import type { Execution } from "../execution";
import type { AsyncSyscalls } from "./types";

export const TABLE_NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,63}$/;

/** The table an id belongs to, after Convex's checks. Throws "Invalid argument …". */
function tableOfArgument(
  execution: Execution,
  method: string,
  id: unknown,
  expected: string | undefined,
  system: boolean,
): TableInfo {
  const decoded = typeof id === "string" ? decodeId(id) : null;
  const { catalog } = execution.host;
  const table =
    decoded === null ? undefined : catalog.tableByIdNumber(execution.component.path, decoded.table);
  if (decoded === null || table === undefined) {
    throw new Error(
      `Invalid argument \`id\` for \`${method}\`: Unable to decode ID: Invalid ID "${String(id)}"`,
    );
  }
  if (expected !== undefined && table.name !== expected) {
    throw new Error(
      `Invalid argument \`id\` for \`${method}\`: expected to be an Id<"${expected}">, got Id<"${table.name}"> instead.`,
    );
  }
  if (table.name.startsWith("_") !== system) {
    throw new Error(
      system
        ? "User tables cannot be accessed with db.system."
        : "System tables can only be accessed with db.system.",
    );
  }
  return table;
}

function checkWritable(
  method: string,
  execution: Execution,
  args: { id: unknown; table?: string },
): TableInfo {
  const table = tableOfArgument(execution, method, args.id, args.table, false);
  if (!execution.database.canWrite) throw new Error("Queries cannot write.");
  return table;
}

function checkValue(method: string, value: Json): JsonObject {
  if (kindOf(value) !== "object")
    throw new Error(`Invalid argument \`value\` for \`${method}\`: Value must be an Object`);
  return value as JsonObject;
}

export interface GetArguments {
  readonly id: string;
  readonly table?: string;
  readonly isSystem: boolean;
}

/** JSON text of a document, null when it is not there. */
export function getText(execution: Execution, args: GetArguments): string | null {
  const method = args.isSystem ? "db.system.get" : "db.get";
  const table = tableOfArgument(execution, method, args.id, args.table, args.isSystem);
  return execution.database.getDocument(table, args.id);
}

export interface WriteArguments {
  readonly id: string;
  readonly table?: string;
}

/** `value` is nobody else's: it becomes the document. Returns the new id. */
export function insertDocument(execution: Execution, name: string, json: Json): string {
  if (name.startsWith("_")) throw new Error(`Invalid table name ${name} starts with metadata prefix '_'`);
  if (!TABLE_NAME.test(name)) {
    throw new Error(
      `Invalid table name: "${name}". Identifiers must start with a letter and can only contain letters, digits, and underscores.`,
    );
  }
  const value = checkValue("db.insert", json);
  for (const field of ["_id", "_creationTime"]) {
    if (field in value)
      throw new Error(`Provided \`${field}\` field to \`db.insert\`: system fields are set by Convex.`);
  }
  const { database } = execution;
  if (!database.canWrite) throw new Error("Queries cannot write.");
  const { catalog } = execution.host;
  const { path } = execution.component;
  return database.insert(catalog.table(path, name) ?? catalog.ensureTable(path, name), value);
}

export function patchDocument(execution: Execution, args: WriteArguments, json: Json): void {
  const table = checkWritable("db.patch", execution, args);
  const patch = checkValue("db.patch", json);
  const before = execution.database.existing(table, args.id, "Update");
  const { _id, _creationTime, ...merged } = before;
  for (const [field, value] of Object.entries(patch)) {
    if (isJsonObject(value) && specialKey(value) === "$undefined") delete merged[field];
    else merged[field] = value;
  }
  execution.database.replace(table, before, merged);
}

export function replaceDocument(execution: Execution, args: WriteArguments, json: Json): void {
  const table = checkWritable("db.replace", execution, args);
  const value = checkValue("db.replace", json);
  execution.database.replace(table, execution.database.existing(table, args.id, "Replace"), value);
}

export function removeDocument(execution: Execution, args: WriteArguments): void {
  const table = checkWritable("db.delete", execution, args);
  execution.database.remove(table, execution.database.existing(table, args.id, "Delete"));
}

export const databaseSyscalls: AsyncSyscalls = {
  "1.0/get": (execution, args: GetArguments) => getText(execution, args) ?? "null",
  "1.0/insert": (execution, { table, value }: { table: string; value: Json }) =>
    JSON.stringify({ _id: insertDocument(execution, table, value) }),
  "1.0/shallowMerge"(execution, args: WriteArguments & { value: Json }) {
    patchDocument(execution, args, args.value);
    return "{}";
  },
  "1.0/replace"(execution, args: WriteArguments & { value: Json }) {
    replaceDocument(execution, args, args.value);
    return "{}";
  },
  "1.0/remove"(execution, args: WriteArguments) {
    removeDocument(execution, args);
    return "{}";
  },
  "1.0/count"(execution, args: { table: string }) {
    const table = execution.host.catalog.table(execution.component.path, args.table);
    return String(table === undefined ? 0 : execution.database.count(table));
  },
};
