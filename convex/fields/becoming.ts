/**
 * Values of a field whose kind is being changed. While the job goes through
 * the customers (fields/kindChange.ts) the new field stands hidden beside the
 * old one, and every write of a record works its value out from the old one;
 * so whichever comes first, job or person, both fields agree and can change
 * places in one transaction.
 */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { convertShown, convertValue, type Reading } from "./convert";
import type { Becoming, FieldSet } from "./sets";
import type { CustomValues } from "./table";
import { isTaken } from "./unique";
import { leftOf } from "./leftovers";
import { isComputed } from "./words";

/** The record's values with those of the fields that are being made, and without leftovers that have been mended. */
export async function settledKinds(
  ctx: TenantMutationCtx,
  set: FieldSet,
  custom: CustomValues | undefined,
  customerId: Id<"customers"> | undefined,
): Promise<CustomValues | undefined> {
  if (custom === undefined) return undefined;
  let values = custom;
  for (const key of Object.keys(custom)) {
    if (!key.endsWith("_left") || custom[key.slice(0, -"_left".length)] === undefined) continue;
    values = without(values, key);
  }
  for (const { key, discarded } of set.all) {
    if (discarded) values = without(without(values, key), leftOf(key));
  }
  if (set.becoming.length === 0) return values;
  const { country, language } = await ctx.settings();
  for (const pair of set.becoming) {
    values = become(pair, values, { country, language, dateOrder: pair.target.becoming!.dateOrder });
    const { target } = pair;
    const value = values[target.key];
    if (!target.unique || value === undefined || !(await isTaken(ctx, target, value, customerId))) continue;
    values = { ...without(values, target.key), [leftOf(target.key)]: String(value) };
  }
  return values;
}

/** Pure: one pair's part of it. */
export function become({ source, target }: Becoming, values: CustomValues, how: Reading): CustomValues {
  if (isComputed(target.type)) return values;
  const old = values[source.key];
  const own = values[target.key];
  const left = values[leftOf(source.key)];
  const bare = without(without(values, target.key), leftOf(target.key));
  if (old === undefined) {
    if (left === undefined) return bare;
    // The way back: what had not fitted is where it was.
    if (own !== undefined) return values;
    const fits = convertShown(target, String(left), how);
    return { ...bare, ...(fits === null ? { [leftOf(target.key)]: left } : { [target.key]: fits }) };
  }
  // The way back: an original that still says the same is kept to the letter.
  if (own !== undefined) {
    const there = convertValue(target, source, own, how);
    if (there.ok && JSON.stringify(there.value) === JSON.stringify(old))
      return without(values, leftOf(target.key));
  }
  const converted = convertValue(source, target, old, how);
  return {
    ...bare,
    ...(converted.ok ? { [target.key]: converted.value } : { [leftOf(target.key)]: converted.shown }),
  };
}

function without(values: CustomValues, key: string): CustomValues {
  if (values[key] === undefined) return values;
  const { [key]: _, ...rest } = values;
  return rest;
}
