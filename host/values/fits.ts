// Whether values fit a validator, as functions made once for each validator: what is
// asked for every document that is written. Says no word about why not; see validators.ts.
import { kindOf, specialKey, type Json, type JsonObject } from "./json";
import type { TableOfId, ValidatorJson } from "./validatorJson";

export type Fits = (value: Json, tableOf: TableOfId) => boolean;

const known = new WeakMap<ValidatorJson, Fits>();

export function fitsOf(validator: ValidatorJson): Fits {
  let fits = known.get(validator);
  if (fits === undefined) known.set(validator, (fits = made(validator)));
  return fits;
}

function made(validator: ValidatorJson): Fits {
  switch (validator.type) {
    case "any":
      return () => true;
    case "string":
      return (value) => typeof value === "string";
    case "boolean":
      return (value) => typeof value === "boolean";
    case "null":
      return (value) => value === null;
    case "number":
      return (value) => typeof value === "number" || kindOf(value) === "float64";
    case "bigint":
    case "commitTs":
      return (value) => {
        const kind = kindOf(value);
        return kind === "int64" || kind === "commitTs";
      };
    case "bytes":
      return (value) => kindOf(value) === "bytes";
    case "literal":
      return literal(validator.value);
    case "id":
      return (value, tableOf) => typeof value === "string" && tableOf(value) === validator.tableName;
    case "array": {
      const item = fitsOf(validator.value);
      return (value, tableOf) => {
        if (!Array.isArray(value)) return false;
        for (let i = 0; i < value.length; i++) if (!item(value[i] as Json, tableOf)) return false;
        return true;
      };
    }
    case "record": {
      const [name, item] = [fitsOf(validator.keys), fitsOf(validator.values.fieldType)];
      return (value, tableOf) => {
        if (!isPlain(value)) return false;
        for (const [key, one] of Object.entries(value))
          if (!name(key, tableOf) || !item(one, tableOf)) return false;
        return true;
      };
    }
    case "object":
      return object(validator.value);
    case "union":
      return union(validator.value);
  }
}

function isPlain(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && specialKey(value) === null;
}

function isPrimitive(value: Json): boolean {
  return typeof value !== "object" || value === null;
}

function literal(expected: Json): Fits {
  if (isPrimitive(expected)) return (value) => value === expected;
  const { $integer, $float } = expected as JsonObject;
  return (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    value.$integer === $integer &&
    value.$float === $float;
}

function object(validators: (ValidatorJson & { type: "object" })["value"]): Fits {
  const fields = Object.entries(validators).map(([name, { fieldType, optional }]) => ({
    name,
    optional,
    fits: fitsOf(fieldType),
  }));
  return (value, tableOf) => {
    if (!isPlain(value)) return false;
    let present = 0;
    for (let i = 0; i < fields.length; i++) {
      const { name, optional, fits } = fields[i] as (typeof fields)[number];
      const item = value[name];
      if (item === undefined) {
        if (!optional) return false;
      } else if (fits(item, tableOf)) present++;
      else return false;
    }
    for (const _ in value) present--;
    return present === 0;
  };
}

function union(members: readonly ValidatorJson[]): Fits {
  const literals = members.map((member) => (member.type === "literal" ? member.value : undefined));
  // Most unions are a list of words.
  if (literals.every((value) => value !== undefined && isPrimitive(value))) {
    const allowed = new Set<Json>(literals as Json[]);
    return (value) => allowed.has(value);
  }
  const all = members.map(fitsOf);
  return (value, tableOf) => {
    for (let i = 0; i < all.length; i++) if ((all[i] as Fits)(value, tableOf)) return true;
    return false;
  };
}
