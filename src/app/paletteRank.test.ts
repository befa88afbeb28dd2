import { describe, expect, test } from "vitest";
import { answered, isNamed, rank } from "./paletteRank";

describe("the palette's order", () => {
  test("an action called what is typed, then answers, then actions with every word; the rest is hidden", () => {
    const action = "New customer add create customers.new";
    expect(rank(action, "new cust")).toBeGreaterThan(rank(`${answered}k123`, "new cust"));
    expect(rank(`${answered}k123`, "cust")).toBeGreaterThan(rank(action, "customer"));
    expect(rank(action, "customer new")).toBeGreaterThan(0);
    expect(rank(action, "create")).toBeGreaterThan(0);
    // Letters that stand somewhere in it, in order, are no match.
    for (const loose of ["nwcst", "ner", "ewcus", "ustomer", "ann"])
      expect(rank(action, loose), loose).toBe(0);
  });

  test("either alphabet, and two letters never take the place of a person", () => {
    expect(isNamed("Клиенты", "клие")).toBe(true);
    expect(isNamed("Клиенты", "klie")).toBe(true);
    expect(isNamed("Customers", "cu")).toBe(false);
    expect(rank("Customers customers", "cu")).toBeLessThan(2);
    expect(rank("Settings settings", "")).toBe(1);
  });
});
