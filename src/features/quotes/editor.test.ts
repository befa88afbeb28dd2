import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { priceQuote } from "../../../convex/quotes/pricing";
import { emptyLine, isBlank, preview, problemsOf, readLine, typedLine } from "./editor";

describe("the quote editor's fields", () => {
  test("QUO-20: what is stored, typed into fields and read again is the same, in both languages", () => {
    const stored = fc.record({
      description: fc.constantFrom("Tour", "x"),
      quantity: fc.integer({ min: 1, max: 1_000_000_000 }),
      unitPrice: fc.integer({ min: 0, max: 1_000_000_000 }),
      taxRate: fc.integer({ min: 0, max: 10_000 }),
    });
    fc.assert(
      fc.property(
        stored,
        fc.constantFrom("USD", "JPY", "KWD"),
        fc.constantFrom("en" as const, "ru" as const),
        (line, currency, locale) => {
          expect(readLine(typedLine(line, currency, locale), currency)).toEqual(line);
        },
      ),
    );
  });

  test("QUO-06: the preview counts what the server will count, leaving out what means nothing yet", () => {
    const good = { ...emptyLine("12"), description: "Tour", quantity: "2", unitPrice: "450.00" };
    const bad = { ...emptyLine(), quantity: "x", unitPrice: "1" };
    const shown = preview([good, bad], "USD");
    expect(shown.totalAmount).toBe(
      priceQuote([{ quantity: 2000, unitPrice: 45_000, taxRate: 1200 }]).totalAmount,
    );
    expect(shown.nets).toEqual([90_000, null]);
  });

  test("QUO-05: the first field without meaning is named; an untouched line is blank", () => {
    const line = { ...emptyLine(), description: "Tour", unitPrice: "1" };
    expect(readLine({ ...line, description: " " }, "USD")).toEqual({ problem: "description" });
    expect(readLine({ ...line, quantity: "0" }, "USD")).toEqual({ problem: "quantity" });
    expect(readLine({ ...line, unitPrice: "-5" }, "USD")).toEqual({ problem: "unitPrice" });
    expect(readLine({ ...line, tax: "101" }, "USD")).toEqual({ problem: "tax" });
    expect(isBlank(emptyLine())).toBe(true);
    expect(isBlank(line)).toBe(false);
  });

  test("what saving found wrong in a line is told until it is mended, and of no line that saving has not seen", () => {
    const bare = { ...emptyLine(), description: "Saddle", unitPrice: "" };
    const later = { ...emptyLine(), description: "", unitPrice: "5" };
    const tried = new Set([bare.key]);
    expect(problemsOf([bare, later], "USD", tried)).toEqual(new Map([[bare.key, "unitPrice"]]));
    expect(problemsOf([{ ...bare, unitPrice: "95" }, later], "USD", tried)).toEqual(new Map());
    expect(problemsOf([{ ...bare, unitPrice: "95", quantity: "x" }], "USD", tried)).toEqual(
      new Map([[bare.key, "quantity"]]),
    );
  });
});
