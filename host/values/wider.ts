// Whether a validator takes everything that another takes, told from the two alone.
import { fitsOf } from "./fits";
import { isJsonObject } from "./json";
import type { ValidatorJson } from "./validatorJson";

type Fields = (ValidatorJson & { type: "object" })["value"];

/**
 * True only when every value that fits `narrower` fits `wider` too. May be false where that is so
 * all the same (an object whose cases a union lists one by one): then the values have to be looked at.
 */
export function isWider(wider: ValidatorJson, narrower: ValidatorJson): boolean {
  if (wider.type === "any") return true;
  if (narrower.type === "union") return narrower.value.every((member) => isWider(wider, member));
  if (wider.type === "union") return wider.value.some((member) => isWider(member, narrower));
  switch (narrower.type) {
    case "literal":
      return isJsonObject(narrower.value)
        ? wider.type === "literal" && JSON.stringify(wider.value) === JSON.stringify(narrower.value)
        : fitsOf(wider)(narrower.value, () => null);
    case "id":
      return wider.type === "string" || (wider.type === "id" && wider.tableName === narrower.tableName);
    case "array":
      return wider.type === "array" && isWider(wider.value, narrower.value);
    case "record":
      return (
        wider.type === "record" &&
        isWider(wider.keys, narrower.keys) &&
        isWider(wider.values.fieldType, narrower.values.fieldType)
      );
    case "object":
      return wider.type === "object" && haveWider(wider.value, narrower.value);
    default:
      return wider.type === narrower.type;
  }
}

function haveWider(wider: Fields, narrower: Fields): boolean {
  for (const [name, { fieldType, optional }] of Object.entries(narrower)) {
    if (!Object.hasOwn(wider, name)) return false;
    const field = wider[name] as Fields[string];
    if ((optional && !field.optional) || !isWider(field.fieldType, fieldType)) return false;
  }
  return Object.entries(wider).every(([name, { optional }]) => optional || Object.hasOwn(narrower, name));
}
