/** The fields of an organization as the other rooms read them: one document, once per call. */
import type { TenantQueryCtx } from "../functions";
import type { Role } from "../tenancy/permissions";
import { compileFormulas, FormulaRing, type CompiledFormula } from "./graph";
import { FormulaProblem } from "./formula/parse";
import type { FieldDefinition } from "./table";
import { isComputed, type FieldAccess, type FieldEntity } from "./words";

export interface FieldSet {
  /** All that were ever defined, in order. */
  all: readonly FieldDefinition[];
  /** Those in use, in order. */
  active: readonly FieldDefinition[];
  /** Those in use. */
  byKey: ReadonlyMap<string, FieldDefinition>;
  /** Fields whose kind is being changed, each with the one that will stand in its place. */
  becoming: readonly Becoming[];
  /** The key under which a field is kept now, for one that was changed to another kind. */
  keyNow(key: string): string;
  /** Worked out at the first use: lists and searches need none. */
  readonly formulas: readonly CompiledFormula[];
}

export interface Becoming {
  source: FieldDefinition;
  target: FieldDefinition;
}

/** A mutation that changes the set forgets what was read of it. */
const read = new WeakMap<object, Map<FieldEntity, Promise<FieldSet>>>();

/** Reads one document, or none the second time in a call. */
export async function fieldsOf(ctx: TenantQueryCtx, entity: FieldEntity = "customers"): Promise<FieldSet> {
  const known = read.get(ctx.db) ?? new Map<FieldEntity, Promise<FieldSet>>();
  read.set(ctx.db, known);
  let set = known.get(entity);
  if (set === undefined) known.set(entity, (set = readSet(ctx, entity)));
  return await set;
}

export function forgetFields(ctx: TenantQueryCtx): void {
  read.delete(ctx.db);
}

async function readSet(ctx: TenantQueryCtx, entity: FieldEntity): Promise<FieldSet> {
  const row = await ctx.db
    .query("fieldSets")
    .withIndex("by_entity", (q) => q.eq("entity", entity))
    .unique();
  return setOf(row?.fields ?? []);
}

export function setOf(all: readonly FieldDefinition[]): FieldSet {
  const active = all.filter(({ archivedAt }) => archivedAt === undefined);
  let formulas: readonly CompiledFormula[] | undefined;
  const every = new Map(all.map((field) => [field.key, field]));
  return {
    all,
    active,
    byKey: new Map(active.map((field) => [field.key, field])),
    becoming: all.flatMap((target) => {
      const source = target.becoming === undefined ? undefined : every.get(target.replaces ?? "");
      return source === undefined ? [] : [{ source, target }];
    }),
    keyNow(key) {
      let at = key;
      for (let steps = 0; steps < all.length; steps++) {
        const field = every.get(at);
        if (field?.archivedAt === undefined || field.replacedBy === undefined) break;
        at = field.replacedBy;
      }
      return at;
    },
    get formulas() {
      return (formulas ??= compiled(active));
    },
  };
}

/** Definitions were checked when they were saved; a formula that no longer reads is left out rather than stopping every write. */
function compiled(fields: readonly FieldDefinition[]): CompiledFormula[] {
  try {
    return compileFormulas(fields);
  } catch (error) {
    if (error instanceof FormulaProblem || error instanceof FormulaRing) return [];
    throw error;
  }
}

/** What a role may do with a field; values that Orbit works out are never written. */
export function accessOf(field: Pick<FieldDefinition, "access" | "type">, role: Role): FieldAccess {
  const access = role === "admin" ? "write" : field.access[role];
  return access === "write" && isComputed(field.type) ? "read" : access;
}

/** The one answer to "which fields may this role see": lists, records, history, search, import and export ask here. */
export function visibleFields(set: FieldSet, role: Role): readonly FieldDefinition[] {
  return set.active.filter((field) => accessOf(field, role) !== "hidden");
}
