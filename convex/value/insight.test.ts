import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayMs } from "../shared/days";
import { churnOf, type ChurnFacts } from "./churn";
import { lifetimeOf, predictedOf } from "./lifetime";

const thresholds = { mediumAfterDays: 60, highAfterDays: 120 };
const quiet: ChurnFacts = {
  daysSilent: 0,
  neverContacted: false,
  missedFollowUps: 0,
  openQuotes: 0,
  lastQuoteLost: false,
  hasPlannedFollowUp: false,
};

describe("churn risk", () => {
  test.each([
    [0, "low"],
    [60, "low"],
    [61, "medium"],
    [120, "medium"],
    [121, "high"],
  ] as const)("CLV-08: %d silent days -> %s", (daysSilent, risk) => {
    expect(churnOf({ ...quiet, daysSilent }, thresholds).risk).toBe(risk);
  });

  test("CLV-09: other thresholds, other risk", () => {
    const given = { ...quiet, daysSilent: 61 };
    expect(churnOf(given, { mediumAfterDays: 90, highAfterDays: 180 }).risk).toBe("low");
    expect(churnOf(given, { mediumAfterDays: 10, highAfterDays: 30 }).risk).toBe("high");
  });

  test("a missed follow-up raises, an open quote lowers, silence beyond the threshold is never hidden", () => {
    expect(churnOf({ ...quiet, missedFollowUps: 2 }, thresholds).risk).toBe("medium");
    expect(churnOf({ ...quiet, daysSilent: 90, openQuotes: 1 }, thresholds).risk).toBe("low");
    expect(
      churnOf({ ...quiet, daysSilent: 200, openQuotes: 1, hasPlannedFollowUp: true }, thresholds).risk,
    ).toBe("high");
  });

  test("CLV-23: every raised risk says why", () => {
    const facts = fc.record<ChurnFacts>({
      daysSilent: fc.nat(400),
      neverContacted: fc.boolean(),
      missedFollowUps: fc.nat(3),
      openQuotes: fc.nat(3),
      lastQuoteLost: fc.boolean(),
      hasPlannedFollowUp: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const { risk, reasons } = churnOf(given, thresholds);
        if (risk !== "low") expect(reasons.some(({ effect }) => effect === "raises")).toBe(true);
      }),
    );
  });
});

describe("lifetime value", () => {
  const at = Date.UTC(2026, 0, 1);

  test("CLV-03, CLV-16: sum and average of what was accepted; nothing gives 0, never NaN", () => {
    expect(lifetimeOf([], "USD")).toMatchObject({
      totalRevenue: 0,
      totalOrders: 0,
      averageOrderValue: 0,
      lastOrderAt: null,
    });
    const two = [
      { amount: 10_000, currency: "USD", at },
      { amount: 5_001, currency: "USD", at: at + dayMs },
    ];
    expect(lifetimeOf(two, "USD")).toMatchObject({
      totalRevenue: 15_001,
      totalOrders: 2,
      averageOrderValue: 7501,
      lastOrderAt: at + dayMs,
    });
  });

  test("CLV-25: another currency is kept apart, not guessed", () => {
    const mixed = [
      { amount: 100, currency: "USD", at },
      { amount: 700, currency: "KZT", at },
      { amount: 300, currency: "KZT", at },
    ];
    expect(lifetimeOf(mixed, "USD")).toMatchObject({
      totalRevenue: 100,
      otherCurrencies: [{ currency: "KZT", amount: 1000 }],
    });
  });

  test("CLV-07: a regular buyer is expected to bring more than a one-off of the same total", () => {
    const now = at + 365 * dayMs;
    const once = lifetimeOf([{ amount: 12_000, currency: "USD", at }], "USD");
    const monthly = lifetimeOf(
      Array.from({ length: 12 }, (_, month) => ({
        amount: 1000,
        currency: "USD",
        at: at + month * 30 * dayMs,
      })),
      "USD",
    );
    expect(monthly.totalRevenue).toBe(once.totalRevenue);
    expect(predictedOf(monthly, at, now, "low")).toBeGreaterThan(predictedOf(once, at, now, "low"));
    expect(predictedOf(monthly, at, now, "high")).toBeLessThan(predictedOf(monthly, at, now, "low"));
  });
});
