/** Checks entered values against their definitions: kind, required, unique, and who may write them. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { fail, type FieldIssue } from "../shared/errors";
import type { Role } from "../tenancy/permissions";
import { fieldOfLeft, leftOf } from "./leftovers";
import { accessOf, fieldsOf, type FieldSet } from "./sets";
import type { CustomValue, CustomValues, FieldDefinition } from "./table";
import { isTaken } from "./unique";
import { readValue } from "./values";
import { isComputed } from "./words";

export interface Entering {
  /** Whose right to write counts; absent for jobs, which write everything. */
  role?: Role | undefined;
  /** Every required field that the role can write must have a value (a new record entered by hand). */
  isNew?: boolean;
  /** The record that may keep its own value. */
  customerId?: Id<"customers">;
}

/**
 * `before` with the values of `given` put in; null or "" takes one out.
 * VALIDATION_ERROR with a path "custom.<key>" for each value that cannot stand.
 */
export async function enterValues(
  ctx: TenantMutationCtx,
  before: CustomValues | undefined,
  given: Readonly<Record<string, unknown>>,
  entering: Entering,
): Promise<CustomValues> {
  const set = await fieldsOf(ctx);
  const { country } = await ctx.settings();
  const issues: FieldIssue[] = [];
  const values: CustomValues = { ...before };
  for (const [named, entered] of Object.entries(given)) {
    if (entered === undefined) continue;
    const issue = (rule: string, message: string) => issues.push({ path: `custom.${named}`, rule, message });
    const key = set.keyNow(named);
    const field = set.byKey.get(key);
    const access = field === undefined ? "hidden" : entering.role ? accessOf(field, entering.role) : "write";
    if (field === undefined || access === "hidden") issue("unknownField", "There is no such field.");
    else if (isComputed(field.type)) issue("computed", "Orbit works this out by itself.");
    else if (access === "read") issue("readOnly", "Your role may read this field, not change it.");
    else {
      const read = readValue(field, entered, { country });
      if (!read.ok) issue(read.rule, read.message);
      else if (read.value === null) {
        if (field.required) issue("required", `Enter a value: ${field.label}.`);
        else {
          delete values[key];
          delete values[leftOf(key)];
        }
      } else if (JSON.stringify(read.value) !== JSON.stringify(before?.[key])) {
        const problem = await problemOf(ctx, field, read.value, entering.customerId);
        if (problem === null) values[key] = read.value;
        else issues.push({ path: `custom.${named}`, ...problem });
      }
    }
  }
  if (entering.isNew) issues.push(...missing(set, values, issues, entering.role));
  if (issues.length > 0) fail({ code: "VALIDATION_ERROR", issues });
  return values;
}

function missing(
  set: FieldSet,
  values: CustomValues,
  known: readonly FieldIssue[],
  role: Role | undefined,
): FieldIssue[] {
  return set.active
    .filter((field) => field.required && !isComputed(field.type) && values[field.key] === undefined)
    .filter((field) => role === undefined || accessOf(field, role) === "write")
    .map(({ key, label }) => ({
      path: `custom.${key}`,
      rule: "required",
      message: `Enter a value: ${label}.`,
    }))
    .filter(({ path }) => !known.some((issue) => issue.path === path));
}

/** What only the database knows: whether the record meant exists, whether somebody else has the value. */
async function problemOf(
  ctx: TenantMutationCtx,
  field: FieldDefinition,
  value: CustomValue,
  own: Id<"customers"> | undefined,
): Promise<{ rule: string; message: string } | null> {
  if (field.type === "relation" && !(await exists(ctx, field, String(value)))) {
    return { rule: "invalid_value", message: "Choose a record that exists." };
  }
  if (field.unique && (await isTaken(ctx, field, value, own))) {
    return { rule: "taken", message: "Another customer has this value." };
  }
  return null;
}

async function exists(ctx: TenantMutationCtx, { target }: FieldDefinition, id: string): Promise<boolean> {
  if (target === "members") {
    const member = await ctx.db
      .query("memberships")
      .withIndex("by_userId", (q) => q.eq("userId", id as Id<"users">))
      .unique();
    return member?.status === "active";
  }
  const customerId = ctx.db.normalizeId("customers", id);
  const customer = customerId === null ? null : await ctx.db.find("customers", customerId);
  return customer !== null && customer.status !== "deleted";
}

/** Before a record comes back: a unique value of its own may be somebody else's by now. VALIDATION_ERROR by path. */
export async function refuseTakenValues(ctx: TenantMutationCtx, customer: Doc<"customers">): Promise<void> {
  if (customer.custom === undefined) return;
  const issues: FieldIssue[] = [];
  for (const field of (await fieldsOf(ctx)).active) {
    const value = customer.custom[field.key];
    if (!field.unique || value === undefined || !(await isTaken(ctx, field, value, customer._id))) continue;
    const message = "Another customer has this value.";
    issues.push({ path: `custom.${field.key}`, rule: "taken", message });
  }
  if (issues.length > 0) fail({ code: "VALIDATION_ERROR", issues });
}

/** Differences between two records' entered values, as the history tells them: "custom.<key>". */
export function customChanges(
  before: Doc<"customers">["custom"],
  after: Doc<"customers">["custom"],
  set: FieldSet,
): { field: string; from?: CustomValue; to?: CustomValue }[] {
  // What Orbit works out, and what a change of kind made of an entered value, nobody entered.
  const computed = new Set(
    set.all
      .filter(({ type, becoming, discarded }) => isComputed(type) || becoming !== undefined || discarded)
      .map(({ key }) => key),
  );
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...keys].sort().flatMap((key) => {
    const from = before?.[key];
    const to = after?.[key];
    if (computed.has(key) || fieldOfLeft(key) !== null || JSON.stringify(from) === JSON.stringify(to))
      return [];
    return [
      {
        field: `custom.${key}`,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      },
    ];
  });
}
