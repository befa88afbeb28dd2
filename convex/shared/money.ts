/** Money is an integer of minor units with its ISO 4217 currency; nothing here uses fractions of a minor unit. */

/** Currencies by their digits after the point, where these are not two (ISO 4217). */
const unlikeCents: readonly (readonly [digits: number, currencies: string])[] = [
  [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"],
  [3, "BHD IQD JOD KWD LYD OMR TND"],
  [4, "CLF UYW"],
];
const exponents = new Map(
  unlikeCents.flatMap(([digits, currencies]) => currencies.split(" ").map((code) => [code, digits] as const)),
);

export const offeredCurrencies = ["USD", "KZT", "EUR", "RUB"] as const;

export function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code);
}

export function minorDigits(currency: string): number {
  return exponents.get(currency) ?? 2;
}

/** Whole minor units of `to`; one unit of `from` is `rate` units of it. */
export function converted(minor: number, from: string, to: string, rate: number): number {
  return Math.round((minor / 10 ** minorDigits(from)) * rate * 10 ** minorDigits(to));
}

/** So much money in English for people and programs alike: (1234567, "KWD") is "1,234.567 KWD". */
export function amountText(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${minor < 0 ? "-" : ""}${whole}${digits === 0 ? "" : `.${text.slice(-digits)}`} ${currency}`;
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
