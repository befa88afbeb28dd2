import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  largestAmount,
  parseQuantity,
  parseRate,
  priceLine,
  priceQuote,
  quantityText,
  rateText,
  taxByRate,
  type LineInput,
} from "./pricing";

const line = fc.record<LineInput>({
  quantity: fc.integer({ min: 1, max: 1_000_000_000 }),
  unitPrice: fc.integer({ min: 0, max: 10_000_000 }),
  taxRate: fc.integer({ min: 0, max: 10_000 }),
});

describe("one line", () => {
  test("QUO-05: quantity x unit price, and tax on it", () => {
    expect(priceLine({ quantity: 2000, unitPrice: 1000, taxRate: 1200 })).toEqual({ net: 2000, tax: 240 });
  });

  test.each([
    [
      { quantity: 1500, unitPrice: 1, taxRate: 0 },
      { net: 2, tax: 0 },
    ],
    [
      { quantity: 1499, unitPrice: 1, taxRate: 0 },
      { net: 1, tax: 0 },
    ],
    [
      { quantity: 1, unitPrice: 499, taxRate: 10_000 },
      { net: 0, tax: 0 },
    ],
    [
      { quantity: 333, unitPrice: 100, taxRate: 2000 },
      { net: 33, tax: 7 },
    ],
    [
      { quantity: 1000, unitPrice: 0, taxRate: 2000 },
      { net: 0, tax: 0 },
    ],
  ])("rounds once, half up: %j", (input, priced) => {
    expect(priceLine(input)).toEqual(priced);
  });

  test("0.1 + 0.2 in another guise: ten lines of 0.10 are exactly 1.00", () => {
    const tenth = { quantity: 100, unitPrice: 100, taxRate: 0 };
    expect(priceQuote(Array.from({ length: 10 }, () => tenth)).totalAmount).toBe(100);
  });

  test("products beyond 2^53 keep every unit", () => {
    const { net } = priceLine({ quantity: 1_000_000_000, unitPrice: 9_999_999_999, taxRate: 0 });
    expect(net).toBe(9_999_999_999_000_000);
  });
});

describe("totals", () => {
  test("QUO-06: totals are the sums of what is printed, in any order, and always integers", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const quote = priceQuote(lines);
        expect(quote.subtotal).toBe(quote.lines.reduce((sum, { net }) => sum + net, 0));
        expect(quote.taxAmount).toBe(quote.lines.reduce((sum, { tax }) => sum + tax, 0));
        expect(quote.totalAmount).toBe(quote.subtotal + quote.taxAmount);
        expect(Number.isSafeInteger(quote.totalAmount)).toBe(true);
        const backwards = priceQuote([...lines].reverse());
        expect(backwards.totalAmount).toBe(quote.totalAmount);
      }),
    );
  });

  test("QUO-06: pricing what was priced changes nothing", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        const once = priceQuote(lines);
        expect(priceQuote(once.lines)).toEqual(once);
      }),
    );
  });

  test("a line is never further than half a unit from the exact product", () => {
    fc.assert(
      fc.property(line, (input) => {
        const { net } = priceLine(input);
        const twice = 2n * (BigInt(input.quantity) * BigInt(input.unitPrice) - 1000n * BigInt(net));
        expect(twice <= 1000n && twice >= -1000n).toBe(true);
      }),
    );
  });

  test("tax by rate adds up to the tax of the quote", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const quote = priceQuote(lines);
        const groups = taxByRate(quote.lines);
        expect(groups.reduce((sum, { tax }) => sum + tax, 0)).toBe(quote.taxAmount);
        expect(new Set(groups.map(({ taxRate }) => taxRate)).size).toBe(groups.length);
      }),
    );
  });

  test("200 of the largest lines still sum exactly", () => {
    expect(Number.isSafeInteger(200 * largestAmount)).toBe(true);
  });
});

describe("what people type", () => {
  test.each([
    ["1", 1000],
    ["1.5", 1500],
    ["0,125", 125],
    [" 12 000 ", 12_000_000],
    ["1.2345", null],
    ["-1", null],
    ["", null],
    ["1e3", null],
    [".5", null],
  ])("quantity %j -> %j", (typed, thousandths) => {
    expect(parseQuantity(typed)).toBe(thousandths);
  });

  test.each([
    ["12 %", 1200],
    ["7,5", 750],
    ["0", 0],
    ["12.345", null],
  ])("rate %j -> %j", (typed, basisPoints) => {
    expect(parseRate(typed)).toBe(basisPoints);
  });

  test("what is shown reads back the same", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (value) => {
        expect(parseQuantity(quantityText(value))).toBe(value);
        expect(parseRate(rateText(value))).toBe(value);
      }),
    );
  });
});
