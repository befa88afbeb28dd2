/**
 * The text of a formula -> a tree of six kinds of nodes. jsep splits and
 * nests; everything of its tree that is not named here (members, assignments,
 * arrays, regular expressions) is refused, and nothing is ever run as code.
 * Pure.
 */
import jsep from "jsep";
import { longestExpression } from "../words";

export type Formula =
  | { kind: "value"; value: string | number | boolean | null }
  | { kind: "field"; key: string }
  | { kind: "unary"; op: "-" | "!"; of: Formula }
  | {
      kind: "binary";
      op: BinaryOp;
      left: Formula;
      right: Formula;
      /** What "+" and "-" work on; found by check.ts, because a text may look like a day. */
      on?: "numbers" | "texts" | "days";
    }
  | { kind: "choose"; test: Formula; yes: Formula; no: Formula }
  | { kind: "call"; name: string; args: Formula[] };

const binaryOps = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"] as const;
export type BinaryOp = (typeof binaryOps)[number];

/** What is wrong with a formula: `rule` for the screen's words, `message` in English. */
export class FormulaProblem extends Error {
  constructor(
    readonly rule:
      "syntax" | "tooLong" | "unknownField" | "unknownFunction" | "arguments" | "types" | "empty",
    message: string,
  ) {
    super(message);
  }
}

/** Nodes of one formula; deep nesting would exhaust the stack. */
const mostNodes = 300;

// "=" and "<>" are how spreadsheets write it.
jsep.addBinaryOp("=", 6);
jsep.addBinaryOp("<>", 6);
const spelled: Record<string, BinaryOp> = { "=": "==", "<>": "!=" };

/** Throws FormulaProblem. Fields stand in braces, by key: "{f_1a2b3c4d} * 2". */
export function parseFormula(text: string): Formula {
  if (text.trim() === "") throw new FormulaProblem("empty", "Enter a formula.");
  if (text.length > longestExpression) {
    throw new FormulaProblem("tooLong", `Use at most ${longestExpression} characters.`);
  }
  const keys: string[] = [];
  const plain = mapFields(text, (key) => {
    keys.push(key);
    return `$${keys.length - 1}`;
  });
  let tree: jsep.Expression;
  try {
    tree = jsep(plain);
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(/ at character \d+$/, "") : "";
    throw new FormulaProblem("syntax", `This is not a formula: ${said}.`);
  }
  let left = mostNodes;
  return read(tree);

  function read(node: jsep.Expression): Formula {
    if (--left < 0) throw new FormulaProblem("tooLong", "Use a shorter formula.");
    const known = node as jsep.CoreExpression;
    switch (known.type) {
      case "Literal": {
        const { value } = known;
        if (value !== null && typeof value === "object") return refused();
        return { kind: "value", value: value ?? null };
      }
      case "Identifier": {
        const field = /^\$(\d+)$/.exec(known.name);
        if (field !== null && keys[Number(field[1])] !== undefined) {
          return { kind: "field", key: keys[Number(field[1])]! };
        }
        if (known.name === "blank") return { kind: "value", value: null };
        throw new FormulaProblem("unknownField", `Put the names of fields in braces: {${known.name}}.`);
      }
      case "UnaryExpression": {
        const { operator } = known;
        if (operator === "+") return read(known.argument);
        if (operator !== "-" && operator !== "!") return refused();
        return { kind: "unary", op: operator, of: read(known.argument) };
      }
      case "BinaryExpression": {
        const op = spelled[known.operator] ?? (known.operator as BinaryOp);
        if (!binaryOps.includes(op)) return refused();
        return { kind: "binary", op, left: read(known.left), right: read(known.right) };
      }
      case "ConditionalExpression":
        return {
          kind: "choose",
          test: read(known.test),
          yes: read(known.consequent),
          no: read(known.alternate),
        };
      case "CallExpression":
        if (known.callee.type !== "Identifier") return refused();
        return {
          kind: "call",
          name: String(known.callee["name"]).toLowerCase(),
          args: known.arguments.map((argument) => read(argument)),
        };
      default:
        return refused();
    }
  }
}

function refused(): never {
  throw new FormulaProblem("syntax", "Formulas know fields, numbers, texts, operators and functions only.");
}

/** Replaces what stands in braces outside of quoted text; `rename` gets it trimmed. */
export function mapFields(text: string, rename: (name: string) => string): string {
  return text.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\{([^{}]*)\}/g, (all, name: string | undefined) =>
    name === undefined ? all : rename(name.trim()),
  );
}

/** Keys of the fields a formula reads, each once. */
export function fieldsIn(formula: Formula): string[] {
  const found = new Set<string>();
  const visit = (node: Formula): void => {
    switch (node.kind) {
      case "field":
        found.add(node.key);
        return;
      case "unary":
        return visit(node.of);
      case "binary":
        visit(node.left);
        return visit(node.right);
      case "choose":
        visit(node.test);
        visit(node.yes);
        return visit(node.no);
      case "call":
        return node.args.forEach(visit);
      case "value":
    }
  };
  visit(formula);
  return [...found];
}
