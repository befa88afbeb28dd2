/** What of a record's own fields a caller is shown. */
import { leftOf } from "./leftovers";
import type { CustomValues, FieldDefinition } from "./table";
import { isFitting } from "./values";

/** Values of these fields only, with what is left of a change of kind; one that no longer fits its field is left out. */
export function valuesOf(custom: CustomValues | undefined, fields: readonly FieldDefinition[]): CustomValues {
  const shown: CustomValues = {};
  if (custom === undefined) return shown;
  for (const field of fields) {
    const value = custom[field.key];
    if (value !== undefined && isFitting(field, value)) shown[field.key] = value;
    const left = field.replaces === undefined ? undefined : custom[leftOf(field.key)];
    if (left !== undefined) shown[leftOf(field.key)] = left;
  }
  return shown;
}
