/** The fields that both stores have, compared and brought together. Pure. */
import type { Doc } from "../_generated/dataModel";
import { normalizeEmail } from "../shared/email";
import { toE164 } from "../shared/phone";
import { clean, fold } from "../shared/text";
import { sharedFields, type Direction, type SharedField, type SharedValues } from "./words";

/** What a customer says, in the point of sale's form. */
export function valuesOfCustomer({
  name,
  phone,
  email,
  address,
  dateOfBirth,
}: Pick<Doc<"customers">, "name" | "phone" | "email" | "address" | "dateOfBirth">): SharedValues {
  const parts = address && [
    address.line1,
    address.line2,
    address.city,
    address.state,
    address.postalCode,
    address.country,
  ];
  const line = parts?.filter(Boolean).join(", ");
  return { name, phone, email, address: line || undefined, dateOfBirth };
}

/** Of a row, its shared fields alone. */
export function valuesOfRow(row: SharedValues): SharedValues {
  const { name, phone, email, address, dateOfBirth } = row;
  return { name, phone, email, address, dateOfBirth };
}

/** What remains of a value once its spelling is taken away; "" for none. */
function bare(field: SharedField, value: string | undefined, country: string): string {
  if (value === undefined) return "";
  if (field === "phone") return toE164(value, country) ?? value.replace(/\D/g, "");
  if (field === "email") return normalizeEmail(value) ?? clean(value).toLowerCase();
  return fold(value)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Written alike, or only differently: case, accents, spaces, signs, a phone with and without its country. */
export function isAlike(
  field: SharedField,
  one: string | undefined,
  other: string | undefined,
  country: string,
): boolean {
  return bare(field, one, country) === bare(field, other, country);
}

export interface Merged {
  /** What the customer gets from the point of sale. */
  toCustomer: SharedValues;
  /** What the point of sale gets from the customer; null removes. */
  toLegacy: { [F in SharedField]?: string | null };
  /** What both sides have agreed on from now on. */
  agreed: SharedValues;
  /** Changed on both sides to something else, or never agreed on: a person chooses. */
  conflicts: SharedField[];
}

/**
 * Brings two versions together against what they last agreed on (POS-31). A
 * side that still says what was agreed takes the other's word; two that both
 * moved on are a conflict, and neither is touched. A field that the point of
 * sale leaves empty says nothing.
 */
export function mergeSides(
  legacy: SharedValues,
  ours: SharedValues,
  agreed: SharedValues | undefined,
  { direction, country }: { direction: Direction; country: string },
): Merged {
  const merged: Merged = { toCustomer: {}, toLegacy: {}, agreed: { ...agreed }, conflicts: [] };
  for (const field of sharedFields) {
    const theirs = legacy[field];
    const mine = ours[field];
    const base = agreed?.[field];
    if (isAlike(field, theirs, mine, country)) {
      merged.agreed[field] = mine;
      continue;
    }
    const theyMoved = theirs !== undefined && !isAlike(field, theirs, base, country);
    const weMoved = !isAlike(field, mine, base, country);
    if (theyMoved && !weMoved) {
      if (!direction.forward) continue;
      merged.toCustomer[field] = theirs;
      merged.agreed[field] = theirs;
    } else if (weMoved && !theyMoved) {
      if (!direction.reverse) continue;
      merged.toLegacy[field] = mine ?? null;
      merged.agreed[field] = mine;
    } else if (theyMoved && weMoved) merged.conflicts.push(field);
  }
  return merged;
}
