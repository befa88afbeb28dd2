/** Works out a record's formulas and leaves out values that no longer fit their field. Pure. */
import { factNamed, type Customer } from "./facts";
import { evaluate } from "./formula/evaluate";
import type { FormulaValue } from "./formula/functions";
import type { CompiledFormula } from "./graph";
import type { CustomValue, CustomValues, FieldDefinition } from "./table";
import { isFitting, majorUnits, plainText, roundTo } from "./values";

export interface ComputeSet {
  byKey: ReadonlyMap<string, FieldDefinition>;
  formulas: readonly CompiledFormula[];
}

/** The record's values with every formula worked out anew; undefined when it has none at all. */
export function withFormulas(
  set: ComputeSet,
  customer: Customer,
  timeZone: string,
): CustomValues | undefined {
  const values: CustomValues = { ...customer.custom };
  for (const { key, formula, result } of set.formulas) {
    const found = evaluate(formula, (name) => read(set, customer, values, name, timeZone));
    const stored = found === null ? null : storedResult(set.byKey.get(key)!, result, found);
    if (stored === null) delete values[key];
    else values[key] = stored;
  }
  return Object.keys(values).length === 0 ? undefined : values;
}

function storedResult(
  { precision }: FieldDefinition,
  result: CompiledFormula["result"],
  found: string | number | boolean,
): CustomValue | null {
  if (result !== "number") return found === "" ? null : found;
  return typeof found === "number" ? roundTo(found, precision ?? 6) : null;
}

function read(
  set: ComputeSet,
  customer: Customer,
  values: CustomValues,
  key: string,
  timeZone: string,
): FormulaValue {
  const field = set.byKey.get(key);
  if (field === undefined) return factNamed.get(key)?.read(customer, timeZone) ?? null;
  const stored = values[key];
  if (stored === undefined || !isFitting(field, stored)) return null;
  if (field.type === "money" && typeof stored === "number") return majorUnits(stored, field.currency);
  if (field.type === "select" || Array.isArray(stored)) return plainText(field, stored) || null;
  return stored;
}
