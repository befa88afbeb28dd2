/** Which field is worked out from which: types of formulas, the order to compute them in, and rings. Pure. */
import { checkFormula } from "./formula/check";
import { fieldsIn, FormulaProblem, parseFormula, type Formula } from "./formula/parse";
import { factNamed } from "./facts";
import { isDayMeasure } from "./filtering";
import type { FieldDefinition } from "./table";
import type { FormulaType } from "./words";

type Field = Pick<
  FieldDefinition,
  "key" | "label" | "type" | "expression" | "result" | "archivedAt" | "rollUp"
>;

/** The type under which a formula reads a field; undefined for one it cannot read. */
export function readAs(field: Field): FormulaType | undefined {
  switch (field.type) {
    case "number":
    case "money":
      return "number";
    case "date":
      return "date";
    case "checkbox":
      return "checkbox";
    case "formula":
      return field.result;
    case "rollUp":
      return field.rollUp?.of === undefined || !isDayMeasure(field.rollUp.of) ? "number" : "date";
    case "relation":
      return undefined;
    default:
      return "text";
  }
}

export interface CompiledFormula {
  key: string;
  formula: Formula;
  result: FormulaType;
}

/** A ring of formulas, by label: each is worked out from the one before. */
export class FormulaRing extends Error {
  constructor(readonly labels: string[]) {
    super(labels.join(" → "));
  }
}

/**
 * The formulas of the fields in use, each after those it reads. Throws
 * FormulaRing or FormulaProblem (whose message names no field of its own).
 */
export function compileFormulas(fields: readonly Field[]): CompiledFormula[] {
  const byKey = new Map(
    fields.filter(({ archivedAt }) => archivedAt === undefined).map((one) => [one.key, one]),
  );
  const done = new Map<string, CompiledFormula>();
  const way: Field[] = [];

  const visit = (field: Field): FormulaType | undefined => {
    if (field.type !== "formula") return readAs(field);
    const known = done.get(field.key);
    if (known !== undefined) return known.result;
    const at = way.indexOf(field);
    if (at !== -1) throw new FormulaRing([...way.slice(at), field].map(({ label }) => label));
    way.push(field);
    const formula = parseFormula(field.expression ?? "");
    const types = new Map<string, FormulaType | undefined>();
    for (const key of fieldsIn(formula)) {
      const other = byKey.get(key);
      types.set(key, other === undefined ? factNamed.get(key)?.type : visit(other));
    }
    const result = checkFormula(formula, (key) => types.get(key));
    way.pop();
    done.set(field.key, { key: field.key, formula, result });
    return result;
  };
  for (const field of byKey.values()) visit(field);
  return [...done.values()];
}

/** Labels of the formulas in use that read this field. */
export function dependentsOf(fields: readonly Field[], key: string): string[] {
  return fields
    .filter(({ type, archivedAt }) => type === "formula" && archivedAt === undefined)
    .filter(({ expression }) => {
      try {
        return fieldsIn(parseFormula(expression ?? "")).includes(key);
      } catch (error) {
        if (error instanceof FormulaProblem) return false;
        throw error;
      }
    })
    .map(({ label }) => label);
}
