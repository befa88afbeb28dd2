// Evaluates `.filter()` expressions on JSON-encoded documents. Values compare by
// their encoded keys, which order exactly as Convex's values do.
import {
  decodeFloat,
  decodeInt64,
  encodeInt64,
  fieldAt,
  isJsonObject,
  kindOf,
  type Json,
  type JsonObject,
} from "../values/json";
import { encodeValue } from "../values/keys";

type Expression = JsonObject;
type Operand = Json | undefined;

export function passesFilter(expression: Json, document: JsonObject): boolean {
  return evaluate(expression, document) === true;
}

function evaluate(expression: Json, document: JsonObject): Operand {
  if (!isJsonObject(expression))
    throw new Error(`Malformed filter expression: ${JSON.stringify(expression)}`);
  if (typeof expression.$field === "string") return fieldAt(document, expression.$field);
  if ("$literal" in expression) {
    const literal = expression.$literal as Json;
    return kindOf(literal) === "undefined" ? undefined : literal;
  }
  if ("$and" in expression)
    return operands(expression.$and).every((part) => evaluate(part, document) === true);
  if ("$or" in expression) return operands(expression.$or).some((part) => evaluate(part, document) === true);
  if ("$not" in expression) return evaluate(expression.$not as Json, document) !== true;
  if ("$neg" in expression) return negate(evaluate(expression.$neg as Json, document));
  return binary(expression, document);
}

function operands(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function binary(expression: Expression, document: JsonObject): Operand {
  const operator = Object.keys(expression)[0] as string;
  const [leftExpression, rightExpression] = operands(expression[operator]);
  const left = evaluate(leftExpression as Json, document);
  const right = evaluate(rightExpression as Json, document);
  switch (operator) {
    case "$eq":
      return encodeValue(left) === encodeValue(right);
    case "$neq":
      return encodeValue(left) !== encodeValue(right);
    case "$lt":
      return encodeValue(left) < encodeValue(right);
    case "$lte":
      return encodeValue(left) <= encodeValue(right);
    case "$gt":
      return encodeValue(left) > encodeValue(right);
    case "$gte":
      return encodeValue(left) >= encodeValue(right);
    default:
      return arithmetic(operator, left, right);
  }
}

function numeric(value: Operand): number | bigint {
  if (typeof value === "number") return value;
  const kind = kindOf(value);
  if (kind === "int64") return decodeInt64(value as JsonObject);
  if (kind === "float64") return decodeFloat(value as JsonObject);
  throw new Error(`Filter arithmetic needs numbers, got ${JSON.stringify(value)}`);
}

function encodeNumber(value: number | bigint): Json {
  if (typeof value === "bigint") return encodeInt64(BigInt.asIntN(64, value));
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { $float: bytes.toString("base64") };
}

function negate(value: Operand): Json {
  const number = numeric(value);
  return encodeNumber(-number);
}

function arithmetic(operator: string, leftValue: Operand, rightValue: Operand): Json {
  const left = numeric(leftValue);
  const right = numeric(rightValue);
  if (typeof left === "bigint" && typeof right === "bigint") {
    return encodeNumber(
      calculate(
        operator,
        left,
        right,
        (a, b) => a + b,
        (a, b) => a - b,
        (a, b) => a * b,
        (a, b) => a / b,
        (a, b) => a % b,
      ),
    );
  }
  if (typeof left === "number" && typeof right === "number") {
    return encodeNumber(
      calculate(
        operator,
        left,
        right,
        (a, b) => a + b,
        (a, b) => a - b,
        (a, b) => a * b,
        (a, b) => a / b,
        (a, b) => a % b,
      ),
    );
  }
  throw new Error("Filter arithmetic cannot mix float64 and int64");
}

function calculate<N>(
  operator: string,
  left: N,
  right: N,
  ...[add, subtract, multiply, divide, remainder]: ((a: N, b: N) => N)[]
): N {
  const operation = { $add: add, $sub: subtract, $mul: multiply, $div: divide, $mod: remainder }[operator];
  if (operation === undefined) throw new Error(`Unknown filter operator ${operator}`);
  return operation(left, right);
}
