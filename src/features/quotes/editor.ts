// Pure: what is typed in the editor's fields, and what it means.
import type { Id } from "../../../convex/_generated/dataModel";
import { addDays, dayOf } from "../../../convex/shared/days";
import { parseMoney } from "../../../convex/shared/money";
import {
  parseQuantity,
  parseRate,
  priceQuote,
  quantityText,
  rateText,
  rateUnit,
  largestAmount,
} from "../../../convex/quotes/pricing";
import { moneyInput } from "../../i18n/format";
import type { Locale } from "../../i18n/locale";

/** One line as typed; texts stay as the person wrote them until they are saved. */
export interface TypedLine {
  /** Stable while the line lives on screen. */
  key: number;
  /** The item of the catalogue it was chosen from, until its code is typed over. */
  itemId?: Id<"items">;
  sku: string;
  description: string;
  quantity: string;
  unitPrice: string;
  tax: string;
}

export interface ReadLine {
  itemId?: Id<"items">;
  sku?: string;
  description: string;
  quantity: number;
  unitPrice: number;
  taxRate: number;
}
export type LineProblem = "description" | "quantity" | "unitPrice" | "tax";

export interface StoredLine {
  itemId?: Id<"items"> | undefined;
  sku?: string | undefined;
  description: string;
  quantity: number;
  unitPrice: number;
  taxRate: number;
}

let serial = 0;
export function emptyLine(tax = "0"): TypedLine {
  serial += 1;
  return { key: serial, sku: "", description: "", quantity: "1", unitPrice: "", tax };
}

export function typedLine(line: StoredLine, currency: string, locale: Locale): TypedLine {
  return {
    ...emptyLine(rateText(line.taxRate)),
    ...(line.itemId === undefined ? {} : { itemId: line.itemId }),
    sku: line.sku ?? "",
    description: line.description,
    quantity: quantityText(line.quantity),
    unitPrice: moneyInput(locale, line.unitPrice, currency),
  };
}

/** A line nobody has written in; it is left out of what is saved. */
export function isBlank(line: TypedLine): boolean {
  return line.description.trim() === "" && line.sku.trim() === "" && line.unitPrice.trim() === "";
}

/** The line's meaning, or the first field that has none. */
export function readLine(line: TypedLine, currency: string): ReadLine | { problem: LineProblem } {
  const quantity = parseQuantity(line.quantity);
  const unitPrice = parseMoney(line.unitPrice, currency);
  const taxRate = parseRate(line.tax.trim() === "" ? "0" : line.tax);
  if (line.description.trim() === "") return { problem: "description" };
  if (quantity === null || quantity < 1 || quantity > 1_000_000_000) return { problem: "quantity" };
  if (unitPrice === null || unitPrice < 0 || unitPrice > largestAmount) return { problem: "unitPrice" };
  if (taxRate === null || taxRate > rateUnit) return { problem: "tax" };
  const sku = line.sku.trim();
  return {
    description: line.description.trim(),
    quantity,
    unitPrice,
    taxRate,
    ...(sku === "" ? {} : { sku }),
    ...(line.itemId === undefined ? {} : { itemId: line.itemId }),
  };
}

/** The line with what the catalogue says of an item; a price in another currency is not guessed. */
export function withItem(
  line: TypedLine,
  item: { _id: Id<"items">; sku: string; name: string; unitPrice: number; currency: string; taxRate: number },
  currency: string,
  locale: Locale,
): TypedLine {
  return {
    ...line,
    itemId: item._id,
    sku: item.sku,
    description: item.name,
    unitPrice: item.currency === currency ? moneyInput(locale, item.unitPrice, currency) : line.unitPrice,
    tax: rateText(item.taxRate),
  };
}

/** Totals of the lines that mean something so far: the live preview counts exactly as the server will. */
export function preview(lines: readonly TypedLine[], currency: string) {
  const read = lines.map((line) => readLine({ ...line, description: line.description || "-" }, currency));
  const good = read.filter((line): line is ReadLine => !("problem" in line));
  const priced = priceQuote(good);
  let at = 0;
  const nets = read.map((line) => ("problem" in line ? null : (priced.lines[at++]?.net ?? null)));
  return { ...priced, nets };
}

/** What is wrong with the lines of these keys as they are now, by key: what was mended meanwhile is not told any more. */
export function problemsOf(
  lines: readonly TypedLine[],
  currency: string,
  keys: ReadonlySet<number>,
): ReadonlyMap<number, LineProblem> {
  return new Map(
    lines.flatMap((line) => {
      const read = keys.has(line.key) ? readLine(line, currency) : undefined;
      return read !== undefined && "problem" in read ? [[line.key, read.problem] as const] : [];
    }),
  );
}

/** Two weeks from today. */
export function usualEnd(now: number, timeZone: string): string {
  return addDays(dayOf(now, timeZone), 14);
}
