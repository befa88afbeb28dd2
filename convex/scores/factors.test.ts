import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultWeights, factorNames, scoreOf, weightsFrom, type ScoreFacts, type Weights } from "./factors";

const facts = fc.record<ScoreFacts>({
  daysSinceContact: fc.option(fc.integer({ min: 0, max: 5000 })),
  recentInteractions: fc.integer({ min: 0, max: 10 }),
  knownFields: fc.integer({ min: 0, max: 8 }),
  askedFields: fc.constant(8),
  quotes: fc.constantFrom("none", "draft", "open", "accepted", "rejected"),
  hasConsent: fc.boolean(),
  source: fc.constantFrom("Referral", "Others", "Walk In"),
  hasDecisionMaker: fc.boolean(),
  hasFollowUp: fc.boolean(),
});
const weights = fc.record(
  Object.fromEntries(factorNames.map((name) => [name, fc.integer({ min: 0, max: 100 })])),
) as fc.Arbitrary<Weights>;

const best: ScoreFacts = {
  daysSinceContact: 0,
  recentInteractions: 10,
  knownFields: 8,
  askedFields: 8,
  quotes: "accepted",
  hasConsent: true,
  source: "Referral",
  hasDecisionMaker: true,
  hasFollowUp: true,
};
const worst: ScoreFacts = {
  daysSinceContact: null,
  recentInteractions: 0,
  knownFields: 0,
  askedFields: 8,
  quotes: "none",
  hasConsent: false,
  source: "Others",
  hasDecisionMaker: false,
  hasFollowUp: false,
};

describe("lead score", () => {
  test("LED-16: between 0 and 100, and the shown points sum to it, whatever the facts and weights", () => {
    fc.assert(
      fc.property(facts, weights, (given, weighed) => {
        const { score, factors } = scoreOf(given, weighed);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(factors.reduce((sum, { points }) => sum + points, 0)).toBe(score);
        for (const { value, points } of factors) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
          if (value === 0) expect(points).toBe(0);
        }
      }),
    );
  });

  test("LED-18: the score is 100 x sum(w x v) / sum(w), by hand", () => {
    const only = { ...weightsFrom(Object.fromEntries(factorNames.map((name) => [name, 0]))) };
    const { score } = scoreOf(
      { ...worst, recentInteractions: 5, hasConsent: true },
      { ...only, engagement: 30, consent: 10 },
    );
    expect(score).toBe(Math.round((100 * (30 * 0.5 + 10 * 1)) / 40));
  });

  test("the best customer has 100, the emptiest almost nothing, no weights give 0", () => {
    expect(scoreOf(best, defaultWeights).score).toBe(100);
    expect(scoreOf(worst, defaultWeights).score).toBeLessThan(3);
    expect(scoreOf(best, weightsFrom(Object.fromEntries(factorNames.map((n) => [n, 0])))).score).toBe(0);
  });

  test("a newer contact never lowers the score", () => {
    fc.assert(
      fc.property(facts, fc.nat(400), fc.nat(400), (given, a, b) => {
        const at = (days: number) => scoreOf({ ...given, daysSinceContact: days }, defaultWeights).score;
        expect(at(Math.min(a, b))).toBeGreaterThanOrEqual(at(Math.max(a, b)));
      }),
    );
  });

  test("LED-18: default weights sum to 100, so that a weight is a point", () => {
    expect(Object.values(defaultWeights).reduce((sum, weight) => sum + weight, 0)).toBe(100);
  });

  test("stored weights: absurd ones and unknown names are ignored", () => {
    expect(weightsFrom({ recency: -1, engagement: 1.5, quotes: 101, moon: 5, consent: 0 })).toEqual({
      ...defaultWeights,
      consent: 0,
    });
  });
});
