/**
 * Every place in the schema that holds an id of a tenant table, found by
 * reading the schema's validators once. A new reference is guarded from the
 * day it is written down in a table.
 */
import type { GenericValidator } from "convex/values";
import schema from "../schema";
import type { TenantTable } from "./tables";
import { globalTables } from "./tables";

export interface Reference {
  /** Steps from the document to the id; "[]" is every element, "{}" every value of a record. */
  readonly path: readonly string[];
  readonly target: TenantTable;
}

const references = new Map<string, Reference[]>();

export function referencesOf(table: string): readonly Reference[] {
  let found = references.get(table);
  if (found === undefined) {
    const definition = schema.tables[table as TenantTable];
    found = [...walk(definition.validator as unknown as ValidatorNode, [])];
    references.set(table, found);
  }
  return found;
}

/** The parts of a validator that matter here; validators are plain objects told apart by `kind`. */
type ValidatorNode = GenericValidator & {
  kind: string;
  tableName?: string;
  fields?: Record<string, ValidatorNode>;
  members?: ValidatorNode[];
  element?: ValidatorNode;
  value?: ValidatorNode;
};

function* walk(node: ValidatorNode, path: readonly string[]): Generator<Reference> {
  switch (node.kind) {
    case "id":
      if (!(node.tableName! in globalTables) && !node.tableName!.startsWith("_")) {
        yield { path, target: node.tableName as TenantTable };
      }
      return;
    case "object":
      for (const [name, field] of Object.entries(node.fields ?? {})) yield* walk(field, [...path, name]);
      return;
    case "union":
      for (const member of node.members ?? []) yield* walk(member, path);
      return;
    case "array":
      if (node.element) yield* walk(node.element, [...path, "[]"]);
      return;
    case "record":
      if (node.value) yield* walk(node.value, [...path, "{}"]);
      return;
    default:
      return;
  }
}
