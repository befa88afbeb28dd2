/**
 * Runs a checked formula over one record. Total: whatever the values, there
 * is an answer and never an exception. Blank values make arithmetic blank,
 * count as empty text when joined, and compare as unequal to everything but
 * blank. Division by zero and numbers past counting are blank. Pure.
 */
import { addDays, dayMs } from "../../shared/days";
import { largestNumber, longestText } from "../words";
import { functionNamed, safeDay, type FormulaValue } from "./functions";
import type { BinaryOp, Formula } from "./parse";

export type { FormulaValue } from "./functions";

/** Longer texts are cut: a formula must not grow a record without end. */
const longestResult = 2 * longestText;

export function evaluate(formula: Formula, read: (key: string) => FormulaValue): FormulaValue {
  return bounded(run(formula));

  function run(node: Formula): FormulaValue {
    switch (node.kind) {
      case "value":
        return node.value;
      case "field":
        return read(node.key);
      case "unary": {
        const value = run(node.of);
        if (node.op === "!") return value !== true;
        return typeof value === "number" ? -value : null;
      }
      case "binary":
        return bounded(binary(node, run(node.left), run(node.right)));
      case "choose":
        return run(node.test) === true ? run(node.yes) : run(node.no);
      case "call": {
        const known = functionNamed.get(node.name);
        const args = node.args.map(run);
        if (known === undefined) return null;
        if (!known.takesBlanks && args.includes(null)) return null;
        return bounded(known.run(...(args as never[])));
      }
    }
  }
}

function binary(
  { op, on }: Formula & { kind: "binary" },
  left: FormulaValue,
  right: FormulaValue,
): FormulaValue {
  switch (op) {
    case "&&":
      return left === true && right === true;
    case "||":
      return left === true || right === true;
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left !== null && right !== null && left < right;
    case "<=":
      return left !== null && right !== null && left <= right;
    case ">":
      return left !== null && right !== null && left > right;
    case ">=":
      return left !== null && right !== null && left >= right;
    default:
      return arithmetic(op, on, left, right);
  }
}

function arithmetic(
  op: BinaryOp,
  on: "numbers" | "texts" | "days" | undefined,
  left: FormulaValue,
  right: FormulaValue,
): FormulaValue {
  if (on === "texts") return joined(left) + joined(right);
  if (on === "days") return withDay(op, left, right);
  if (typeof left !== "number" || typeof right !== "number") return null;
  switch (op) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
    default:
      return null;
  }
}

function joined(value: FormulaValue): string {
  return value === null ? "" : typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

/** A day and a number of days, or two days. */
function withDay(op: BinaryOp, left: FormulaValue, right: FormulaValue): FormulaValue {
  if (typeof left !== "string") return null;
  if (typeof right === "number") {
    return safeDay(() => addDays(left, Math.trunc(op === "+" ? right : -right)));
  }
  const days = typeof right === "string" ? Math.round((Date.parse(left) - Date.parse(right)) / dayMs) : null;
  return days;
}

function bounded(value: FormulaValue): FormulaValue {
  if (typeof value === "number") {
    if (!Number.isFinite(value) || Math.abs(value) > largestNumber) return null;
    return value === 0 ? 0 : value;
  }
  return typeof value === "string" ? [...value].slice(0, longestResult).join("") : value;
}
