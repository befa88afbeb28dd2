/** Types of a formula, found before it is ever run: what it gives, or a sentence about what does not fit. Pure. */
import type { FormulaType } from "../words";
import { functionNamed } from "./functions";
import { FormulaProblem, type Formula } from "./parse";

/** "blank" fits every type. */
type Type = FormulaType | "blank";

/** The type the formula gives, always one of the four; notes in the tree what "+" and "-" work on. Throws FormulaProblem. */
export function checkFormula(
  formula: Formula,
  typeOf: (key: string) => FormulaType | undefined,
): FormulaType {
  const found = typed(formula);
  return found === "blank" ? "text" : found;

  function typed(node: Formula): Type {
    switch (node.kind) {
      case "value":
        if (node.value === null) return "blank";
        return typeof node.value === "boolean"
          ? "checkbox"
          : typeof node.value === "number"
            ? "number"
            : "text";
      case "field": {
        const type = typeOf(node.key);
        if (type === undefined) {
          throw new FormulaProblem("unknownField", `There is no field {${node.key}} a formula can read.`);
        }
        return type;
      }
      case "unary":
        return need(typed(node.of), node.op === "-" ? "number" : "checkbox", node.op);
      case "binary":
        return binary(node, typed(node.left), typed(node.right));
      case "choose":
        need(typed(node.test), "checkbox", "?");
        return agree([typed(node.yes), typed(node.no)], "? :");
      case "call":
        return call(node.name, node.args.map(typed));
    }
  }
}

function need(found: Type, wanted: FormulaType, where: string): FormulaType {
  if (found !== wanted && found !== "blank") mismatch(where);
  return wanted;
}

function agree(types: readonly Type[], where: string): Type {
  const known = [...new Set(types.filter((type) => type !== "blank"))];
  if (known.length > 1) mismatch(where);
  return known[0] ?? "blank";
}

function mismatch(where: string): never {
  throw new FormulaProblem("types", `The values beside “${where}” do not go together.`);
}

function binary(node: Formula & { kind: "binary" }, left: Type, right: Type): Type {
  const { op } = node;
  const gives = (type: FormulaType, on: NonNullable<typeof node.on>) => {
    node.on = on;
    return type;
  };
  const both = (type: FormulaType) =>
    (left === type || left === "blank") && (right === type || right === "blank");
  switch (op) {
    case "&&":
    case "||":
      need(left, "checkbox", op);
      return need(right, "checkbox", op);
    case "==":
    case "!=":
      agree([left, right], op);
      return "checkbox";
    case "<":
    case "<=":
    case ">":
    case ">=":
      if (agree([left, right], op) === "checkbox") mismatch(op);
      return "checkbox";
    case "+":
      if (both("number")) return gives("number", "numbers");
      if (left === "date" && right === "number") return gives("date", "days");
      if (left === "text" || right === "text") return gives("text", "texts");
      return mismatch(op);
    case "-":
      if (both("number")) return gives("number", "numbers");
      if (left === "date" && right === "number") return gives("date", "days");
      if (both("date")) return gives("number", "days");
      return mismatch(op);
    case "*":
    case "/":
    case "%":
      return both("number") ? "number" : mismatch(op);
  }
}

function call(name: string, given: readonly Type[]): Type {
  const known = functionNamed.get(name);
  if (known === undefined) throw new FormulaProblem("unknownFunction", `There is no function ${name}().`);
  const least = known.args.length - (known.optional ?? 0);
  if (given.length < least || (!known.repeats && given.length > known.args.length)) {
    throw new FormulaProblem("arguments", `${name}() takes another number of values.`);
  }
  const same: Type[] = [];
  given.forEach((type, index) => {
    const wanted = known.args[Math.min(index, known.args.length - 1)]!;
    if (wanted === "same") same.push(type);
    else if (wanted !== "any") need(type, wanted, `${name}()`);
  });
  const agreed = agree(same, `${name}()`);
  return known.gives === "same" ? agreed : known.gives;
}
