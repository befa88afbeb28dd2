/**
 * Phones, leniently (C12): any 8 to 15 digits are a phone; no numbering plan is
 * consulted, because real customers have numbers that strict libraries refuse.
 */

/** Calling code and trunk prefix of countries whose national numbers Orbit completes. */
const plans: Record<string, { code: string; trunk: string; nationalLength: readonly number[] }> = {
  KZ: { code: "7", trunk: "8", nationalLength: [10] },
  RU: { code: "7", trunk: "8", nationalLength: [10] },
  US: { code: "1", trunk: "1", nationalLength: [10] },
  CA: { code: "1", trunk: "1", nationalLength: [10] },
  GB: { code: "44", trunk: "0", nationalLength: [9, 10] },
  DE: { code: "49", trunk: "0", nationalLength: [7, 8, 9, 10, 11] },
  FR: { code: "33", trunk: "0", nationalLength: [9] },
  ES: { code: "34", trunk: "", nationalLength: [9] },
  IT: { code: "39", trunk: "", nationalLength: [8, 9, 10, 11] },
  NL: { code: "31", trunk: "0", nationalLength: [9] },
  PL: { code: "48", trunk: "0", nationalLength: [9] },
  UA: { code: "380", trunk: "0", nationalLength: [9] },
  BY: { code: "375", trunk: "80", nationalLength: [9] },
  UZ: { code: "998", trunk: "8", nationalLength: [9] },
  KG: { code: "996", trunk: "0", nationalLength: [9] },
  GE: { code: "995", trunk: "0", nationalLength: [9] },
  AM: { code: "374", trunk: "0", nationalLength: [8] },
  AZ: { code: "994", trunk: "0", nationalLength: [9] },
  TR: { code: "90", trunk: "0", nationalLength: [10] },
  AE: { code: "971", trunk: "0", nationalLength: [8, 9] },
  TH: { code: "66", trunk: "0", nationalLength: [8, 9] },
  IN: { code: "91", trunk: "0", nationalLength: [10] },
  CN: { code: "86", trunk: "0", nationalLength: [10, 11] },
  AU: { code: "61", trunk: "0", nationalLength: [9] },
};

/** Countries a form can offer. */
export const phoneCountries = Object.keys(plans);

/** At most 20 characters: digits, spaces, hyphens, dots, brackets, one leading plus; at least 7 digits (VAL-03). */
const typed = /^(?=.{7,20}$)\+?[0-9\s().-]+$/;

/** True when the text may stand as a phone, before any country is known. */
export function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  return typed.test(text.trim()) && digits.length >= 7 && digits.length <= 15;
}

/**
 * "+" and 8 to 15 digits, or null. `country` completes numbers written without
 * one: "8 (701) 234-56-78", "0077012345678" and "7012345678" in KZ are all +77012345678.
 */
export function toE164(text: string, country: string): string | null {
  const trimmed = text.trim();
  if (!isPhone(trimmed)) return null;
  const digits = trimmed.replace(/\D/g, "");
  if (trimmed.startsWith("+")) return sized(digits);
  if (digits.startsWith("00")) return sized(digits.slice(2));
  const plan = plans[country];
  if (plan === undefined) return sized(digits);
  const { code, trunk, nationalLength } = plan;
  if (trunk !== "" && digits.startsWith(trunk) && nationalLength.includes(digits.length - trunk.length)) {
    return sized(code + digits.slice(trunk.length));
  }
  if (nationalLength.includes(digits.length)) return sized(code + digits);
  if (digits.startsWith(code) && nationalLength.includes(digits.length - code.length)) return sized(digits);
  return sized(digits);
}

function sized(digits: string): string | null {
  return /^[1-9]\d{7,14}$/.test(digits) ? `+${digits}` : null;
}
