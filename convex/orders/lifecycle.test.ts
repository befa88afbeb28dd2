import { describe, expect, test } from "vitest";
import { isOpen, isRealized, mayMove, orderStatuses, standsForQuote } from "./lifecycle";

describe("the life of an order", () => {
  test("ORD-24: draft, placed, processing, fulfilled is the way; nothing goes back, and the ends are final", () => {
    expect(mayMove("draft", "placed")).toBe(true);
    expect(mayMove("placed", "processing")).toBe(true);
    expect(mayMove("processing", "fulfilled")).toBe(true);
    expect(mayMove("fulfilled", "refunded")).toBe(true);
    const legal = orderStatuses.flatMap((from) =>
      orderStatuses.filter((to) => mayMove(from, to)).map((to) => `${from} ${to}`),
    );
    expect(legal).toEqual([
      "draft placed",
      "draft cancelled",
      "placed processing",
      "placed fulfilled",
      "placed cancelled",
      "processing fulfilled",
      "processing cancelled",
      "fulfilled refunded",
    ]);
  });

  test("only what was placed and is not done is open; only what is fulfilled counts", () => {
    expect(orderStatuses.filter(isOpen)).toEqual(["placed", "processing"]);
    expect(orderStatuses.filter(isRealized)).toEqual(["fulfilled"]);
    expect(orderStatuses.filter(standsForQuote)).toEqual(["fulfilled", "cancelled", "refunded"]);
  });
});
