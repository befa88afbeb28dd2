/**
 * Lines -> totals, pure; the server's authority and the form's live preview
 * (QUO-05, QUO-06). Everything is an integer: quantities in thousandths, prices
 * in minor units, tax rates in basis points. Each line is rounded once, half
 * away from zero, and totals are sums of rounded lines, so that what is printed
 * adds up. Products are taken as BigInt: 10^6 pieces at 10^9 minor units would
 * leave the integers that a double holds exactly.
 */
export interface LineInput {
  /** Thousandths, above 0. */
  quantity: number;
  /** Minor units, 0 or more. */
  unitPrice: number;
  /** Basis points, 0 to 10 000. */
  taxRate: number;
}

export interface PricedLine {
  net: number;
  tax: number;
}

export interface Totals {
  subtotal: number;
  taxAmount: number;
  totalAmount: number;
}

/** One whole piece, in thousandths. */
export const quantityUnit = 1000;
/** 100 %, in basis points. */
export const rateUnit = 10_000;
/** No line and no quote goes beyond: ten trillion minor units, exact in a double with room to sum 200 lines. */
export const largestAmount = 10_000_000_000_000;
/** Lines on one quote; more belong into an attachment. */
export const mostLines = 200;

export function priceLine({ quantity, unitPrice, taxRate }: LineInput): PricedLine {
  const net = divideRounding(BigInt(quantity) * BigInt(unitPrice), BigInt(quantityUnit));
  const tax = divideRounding(net * BigInt(taxRate), BigInt(rateUnit));
  return { net: Number(net), tax: Number(tax) };
}

export function priceQuote<Line extends LineInput>(
  lines: readonly Line[],
): Totals & { lines: (Line & PricedLine)[] } {
  const priced = lines.map((line) => ({ ...line, ...priceLine(line) }));
  const subtotal = priced.reduce((sum, line) => sum + line.net, 0);
  const taxAmount = priced.reduce((sum, line) => sum + line.tax, 0);
  return { lines: priced, subtotal, taxAmount, totalAmount: subtotal + taxAmount };
}

/** Tax per rate, highest first, for the foot of a printed quote; rates without tax are left out. */
export function taxByRate(lines: readonly (LineInput & PricedLine)[]): { taxRate: number; tax: number }[] {
  const sums = new Map<number, number>();
  for (const { taxRate, tax } of lines) if (tax !== 0) sums.set(taxRate, (sums.get(taxRate) ?? 0) + tax);
  return [...sums].map(([taxRate, tax]) => ({ taxRate, tax })).sort((a, b) => b.taxRate - a.taxRate);
}

/** Rounds half up; operands are never negative here. */
function divideRounding(value: bigint, divisor: bigint): bigint {
  return (value + divisor / 2n) / divisor;
}

/** "1.5", "1,5" or "2" -> thousandths; null when it is no such number or has more than three decimals. */
export function parseQuantity(text: string): number | null {
  return parseDecimal(text, 3);
}

/** "12", "12.5" or "12,5 %" -> basis points; null when it is no such number. */
export function parseRate(text: string): number | null {
  return parseDecimal(text.replace("%", ""), 2);
}

/** 1500 -> "1.5"; what the field of a form shows. */
export function quantityText(quantity: number): string {
  return decimalText(quantity, 3);
}

export function rateText(taxRate: number): string {
  return decimalText(taxRate, 2);
}

function parseDecimal(text: string, decimals: number): number | null {
  const compact = text.replace(/[\s\u00A0\u202F]/g, "").replace(",", ".");
  const match = /^(\d{1,9})(?:\.(\d*))?$/.exec(compact);
  if (match === null) return null;
  const fraction = match[2] ?? "";
  if (fraction.length > decimals) return null;
  return Number(match[1]! + fraction.padEnd(decimals, "0"));
}

function decimalText(value: number, decimals: number): string {
  const digits = String(value).padStart(decimals + 1, "0");
  const fraction = digits.slice(-decimals).replace(/0+$/, "");
  return digits.slice(0, -decimals) + (fraction === "" ? "" : `.${fraction}`);
}
