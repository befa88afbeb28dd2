/** The keys by which a row's customer is recognised: "kind:value". Pure. */
import type { CustomerInput } from "../customers/shape";
import { indexed, type ValueField } from "../fields/values";
import type { CustomValue } from "../fields/table";
import { toE164 } from "../shared/phone";
import type { MatchBy } from "./fields";

export interface KeyField extends ValueField {
  key: string;
  unique: boolean;
}

/** Strongest first. A unique field of one's own is "custom.<key>:<its place in the index, as JSON>". */
export function keysOf(
  row: Partial<CustomerInput>,
  code: string | undefined,
  fields: readonly KeyField[],
  country: string,
): string[] {
  const keys = code === undefined ? [] : [`code:${code}`];
  for (const id of row.legacyIds ?? []) keys.push(`legacy:${id}`);
  if (row.stableHashId !== undefined) keys.push(`hash:${row.stableHashId}`);
  if (row.email !== undefined) keys.push(emailKey(row.email));
  for (const phone of [row.phone, row.secondaryPhone]) {
    const key = phone === undefined ? null : phoneKey(phone, country);
    if (key !== null) keys.push(key);
  }
  for (const field of fields) {
    const value = field.unique ? row.custom?.[field.key] : undefined;
    if (value !== undefined) keys.push(ownKey(field, value as CustomValue, country));
  }
  return keys;
}

export function emailKey(email: string): string {
  return `email:${email}`;
}

export function phoneKey(phone: string, country: string): string | null {
  const e164 = toE164(phone, country);
  return e164 === null ? null : `phone:${e164}`;
}

export function ownKey(field: KeyField, value: CustomValue, country: string): string {
  return `custom.${field.key}:${JSON.stringify(indexed(field, value, country))}`;
}

/** "custom.f_1:\"a:b\"" -> ["custom.f_1", "\"a:b\""]. */
export function partsOf(key: string): [kind: string, value: string] {
  const at = key.indexOf(":");
  return [key.slice(0, at), key.slice(at + 1)];
}

const kinds: Partial<Record<string, string>> = { customerCode: "code", legacyId: "legacy" };

/** Whether a key is of the kind by which this import recognises customers. */
export function isMatching(key: string, matchBy: MatchBy): boolean {
  const [kind] = partsOf(key);
  if (matchBy === "any") return !kind.startsWith("custom.");
  return kind === (kinds[matchBy] ?? matchBy);
}
