// Checks JSON-encoded values against validator JSON (`v.object(...)` as exported
// by convex), with the error texts of the Convex backend.
import { fitsOf } from "./fits";
import { decodeFloat, decodeInt64, isJsonObject, kindOf, type Json, type JsonObject } from "./json";
import type { TableOfId, ValidatorJson } from "./validatorJson";

class Mismatch {
  readonly path: string[] = [];
  constructor(readonly render: (context: string) => string) {}
  at(step: string): this {
    this.path.push(step);
    return this;
  }
  toString(): string {
    const context = this.path.length > 0 ? `Path: ${this.path.reverse().join("")}` : "";
    return this.render(context);
  }
}

/** The first problem as Convex words it, or null when the value fits. */
export function validationProblem(validator: ValidatorJson, value: Json, tableOf: TableOfId): string | null {
  return fitsOf(validator)(value, tableOf) ? null : describedProblem(validator, value, tableOf);
}

/** The same by the walk that knows the words. */
export function describedProblem(validator: ValidatorJson, value: Json, tableOf: TableOfId): string | null {
  const mismatch = check(validator, value, tableOf);
  return mismatch === null ? null : mismatch.toString();
}

function noMatch(value: Json, validator: ValidatorJson): Mismatch {
  return new Mismatch(
    (context) =>
      `Value does not match validator.\n${context}\nValue: ${display(value)}\nValidator: ${displayValidator(validator)}`,
  );
}

function check(validator: ValidatorJson, value: Json, tableOf: TableOfId): Mismatch | null {
  switch (validator.type) {
    case "any":
      return null;
    case "string":
      return typeof value === "string" ? null : noMatch(value, validator);
    case "boolean":
      return typeof value === "boolean" ? null : noMatch(value, validator);
    case "null":
      return value === null ? null : noMatch(value, validator);
    case "number":
      return kindOf(value) === "float64" ? null : noMatch(value, validator);
    case "bigint":
    case "commitTs": {
      const kind = kindOf(value);
      return kind === "int64" || kind === "commitTs" ? null : noMatch(value, validator);
    }
    case "bytes":
      return kindOf(value) === "bytes" ? null : noMatch(value, validator);
    case "literal":
      return sameLiteral(validator.value, value)
        ? null
        : new Mismatch(
            (context) =>
              `\`${display(value)}\` does not match literal validator \`${displayValidator(validator)}\`.${context}`,
          );
    case "id":
      return checkId(validator, value, tableOf);
    case "array": {
      if (!Array.isArray(value)) return noMatch(value, validator);
      for (let i = 0; i < value.length; i++) {
        const mismatch = check(validator.value, value[i] as Json, tableOf);
        if (mismatch !== null) return mismatch.at(`[${i}]`);
      }
      return null;
    }
    case "record": {
      if (kindOf(value) !== "object") return noMatch(value, validator);
      for (const [key, item] of Object.entries(value as JsonObject)) {
        const mismatch =
          check(validator.keys, key, tableOf)?.at(".keys()") ??
          check(validator.values.fieldType, item, tableOf)?.at(".values()");
        if (mismatch) return mismatch;
      }
      return null;
    }
    case "object":
      return checkObject(validator, value, tableOf);
    case "union": {
      const only = validator.value[0];
      if (validator.value.length === 1 && only !== undefined) return check(only, value, tableOf);
      for (const member of validator.value) if (check(member, value, tableOf) === null) return null;
      return noMatch(value, validator);
    }
  }
}

function checkId(
  validator: ValidatorJson & { type: "id" },
  value: Json,
  tableOf: TableOfId,
): Mismatch | null {
  if (typeof value !== "string") return noMatch(value, validator);
  const table = tableOf(value);
  if (table === validator.tableName) return null;
  if (table === null) return noMatch(value, validator);
  const found = table.startsWith("_") ? "a system table" : `table \`${table}\``;
  return new Mismatch(
    (context) =>
      `Found ID "${value}" from ${found}, which does not match the table name in validator \`v.id("${validator.tableName}")\`.${context}`,
  );
}

function checkObject(
  validator: ValidatorJson & { type: "object" },
  value: Json,
  tableOf: TableOfId,
): Mismatch | null {
  if (kindOf(value) !== "object") return noMatch(value, validator);
  const object = value as JsonObject;
  const fields = validator.value;
  for (const field in fields) {
    const { fieldType, optional } = fields[field] as { fieldType: ValidatorJson; optional: boolean };
    const item = object[field];
    if (item === undefined) {
      if (optional) continue;
      return new Mismatch(
        (context) =>
          `Object is missing the required field \`${field}\`. Consider wrapping the field validator in \`v.optional(...)\` if this is expected.\n${context}\nObject: ${display(object)}\nValidator: ${displayValidator(validator)}`,
      );
    }
    const mismatch = check(fieldType, item, tableOf);
    if (mismatch !== null) return mismatch.at(`.${field}`);
  }
  for (const field in object) {
    if (!Object.hasOwn(fields, field)) {
      return new Mismatch(
        (context) =>
          `Object contains extra field \`${field}\` that is not in the validator.\n${context}\nObject: ${display(object)}\nValidator: ${displayValidator(validator)}`,
      );
    }
  }
  return null;
}

function sameLiteral(expected: Json, value: Json): boolean {
  if (!isJsonObject(expected)) return expected === value;
  return isJsonObject(value) && expected.$integer === value.$integer && expected.$float === value.$float;
}

/** A value as the backend prints it in error messages. */
export function display(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(display).join(", ")}]`;
  if (typeof value === "number") return displayFloat(value);
  if (!isJsonObject(value)) return JSON.stringify(value);
  switch (kindOf(value)) {
    case "int64":
      return String(decodeInt64(value));
    case "float64":
      return displayFloat(decodeFloat(value));
    case "bytes":
      return `b"${Buffer.from(value.$bytes as string, "base64").toString("hex")}"`;
    default:
      return `{${Object.entries(value)
        .map(([key, item]) => `${key}: ${display(item)}`)
        .join(", ")}}`;
  }
}

function displayFloat(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : String(value);
}

/** A validator as source text, e.g. `v.optional(v.string())`. */
function displayValidator(validator: ValidatorJson): string {
  switch (validator.type) {
    case "number":
      return "v.float64()";
    case "bigint":
      return "v.int64()";
    case "literal":
      return `v.literal(${display(validator.value)})`;
    case "id":
      return `v.id("${validator.tableName}")`;
    case "array":
      return `v.array(${displayValidator(validator.value)})`;
    case "record":
      return `v.record(${displayValidator(validator.keys)}, ${displayValidator(validator.values.fieldType)})`;
    case "object":
      return `v.object({${Object.entries(validator.value)
        .map(
          ([field, { fieldType, optional }]) =>
            `${field}: ${optional ? `v.optional(${displayValidator(fieldType)})` : displayValidator(fieldType)}`,
        )
        .join(", ")}})`;
    case "union":
      return `v.union(${validator.value.map(displayValidator).join(", ")})`;
    default:
      return `v.${validator.type}()`;
  }
}
