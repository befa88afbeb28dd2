/** What loyalty counts and why a balance moves. Pure. */
import { minorDigits } from "../shared/money";

/** Store credit in minor units of its currency, and points, which are whole. */
export const loyaltyUnits = ["credit", "points"] as const;
export type LoyaltyUnit = (typeof loyaltyUnits)[number];

/**
 *  opening    came with the record: a form, a file, another system
 *  added      given by a person or a program
 *  used       spent
 *  takenBack  the counter entry of another one
 *  merged     came from, or went to, a record of the same person; unmerged is the way back
 */
export const loyaltyKinds = ["opening", "added", "used", "takenBack", "merged", "unmerged"] as const;
export type LoyaltyKind = (typeof loyaltyKinds)[number];

/** Where the customer keeps each balance. */
export const balanceField = {
  credit: "availableCredit",
  points: "loyaltyPoints",
} as const satisfies Record<LoyaltyUnit, string>;

/** Ten digits of minor units: 99,999,999.99 (VAL-24). */
export const mostCredit = 9_999_999_999;
export const mostPoints = 999_999_999;
export const mostOf: Record<LoyaltyUnit, number> = { credit: mostCredit, points: mostPoints };

export const longestTierName = 60;
/** So many tiers an organization may have, archived ones among them. */
export const mostTiers = 30;

/**
 * An amount as people and other systems write it, in the currency's own units, as minor units: "10.005" is 10.01,
 * rounded half away from zero on the digits themselves (LOY-01). Null when it is no such number.
 */
export function amountOf(text: string, currency: string): number | null {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,15}))?$/.exec(text.trim());
  if (match === null) return null;
  const [, sign, whole = "", fraction = ""] = match;
  const digits = minorDigits(currency);
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  const minor = Number(kept + (Number(fraction[digits] ?? 0) >= 5 ? 1n : 0n));
  if (!Number.isSafeInteger(minor)) return null;
  return sign === "-" && minor !== 0 ? -minor : minor;
}
