/** Money is an integer of minor units with its ISO 4217 currency; nothing here uses fractions of a minor unit. */

/** Digits after the point where they are not two (ISO 4217). */
const exponents: Record<string, number> = {
  JPY: 0,
  KRW: 0,
  VND: 0,
  CLP: 0,
  ISK: 0,
  UGX: 0,
  KWD: 3,
  BHD: 3,
  OMR: 3,
  TND: 3,
  JOD: 3,
};

export const offeredCurrencies = ["USD", "KZT", "EUR", "RUB"] as const;

export function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code);
}

export function minorDigits(currency: string): number {
  return exponents[currency] ?? 2;
}

/** "1 234,50" or "1,234.50" -> 123450; null when it is no amount or has too many decimals. */
export function parseMoney(text: string, currency: string): number | null {
  const compact = text.replace(/[\s\u00A0\u202F']/g, "");
  const match = /^(-?)(\d[\d.,]*)$/.exec(compact);
  if (match === null) return null;
  const body = match[2]!;
  const digits = minorDigits(currency);
  const separator = Math.max(body.lastIndexOf("."), body.lastIndexOf(","));
  const decimals = separator === -1 ? 0 : body.length - separator - 1;
  // With three decimals (KWD) "1.234" could be either; a lone separator is the decimal mark there, as forms write it.
  const isLone = digits === 3 && body.search(/[.,]/) === separator;
  const isDecimal = separator !== -1 && decimals <= digits && decimals > 0 && (isLone || !isGrouped(body));
  const whole = (isDecimal ? body.slice(0, separator) : body).replace(/[.,]/g, "");
  const fraction = isDecimal ? body.slice(separator + 1) : "";
  if (!isDecimal && separator !== -1 && !isGrouped(body)) return null;
  const minor = Number(whole + fraction.padEnd(digits, "0"));
  return Number.isSafeInteger(minor) ? (match[1] === "-" ? -minor : minor) : null;
}

/** "1,234" and "1.234.567": one kind of separator before groups of exactly three digits. */
function isGrouped(body: string): boolean {
  return /^\d{1,3}(,\d{3})+$/.test(body) || /^\d{1,3}(\.\d{3})+$/.test(body);
}
