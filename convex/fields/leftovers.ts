/** Where a value is kept that did not fit the field's new kind: beside the field, in plain words. Pure. */

/** Its name in `customers.custom`; goes as soon as the field has a value again. */
export const leftOf = (key: string): string => `${key}_left`;

/** The field a leftover belongs to; null for any other name. */
export function fieldOfLeft(name: string): string | null {
  return /^f_[a-z0-9]{8}_left$/.test(name) ? name.slice(0, -"_left".length) : null;
}
