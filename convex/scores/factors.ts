/**
 * The lead score on one page, pure (LED-16, LED-18).
 *
 *   score = 100 x sum(weight x value) / sum(weight)
 *
 * Every factor turns one fact into a value from 0 to 1. Points are what each
 * factor adds; they are rounded so that they sum exactly to the score, and the
 * screen shows them as that sum.
 */
export interface ScoreFacts {
  /** Whole days since the newest touch; null when there was none. */
  daysSinceContact: number | null;
  /** Interactions of the last 90 days; counting stops at 10, where the value is full. */
  recentInteractions: number;
  /** How many of the things worth knowing are known, and how many there are. */
  knownFields: number;
  askedFields: number;
  quotes: "none" | "draft" | "open" | "accepted" | "rejected";
  /** The customer agreed to be written to, by e-mail or SMS. */
  hasConsent: boolean;
  /** The customer came by itself (website, referral …) rather than from a list. */
  source: string;
  /** Somebody with authority to buy is known (CON-14). */
  hasDecisionMaker: boolean;
  /** A next step is agreed. */
  hasFollowUp: boolean;
}

export const factorNames = [
  "recency",
  "engagement",
  "quotes",
  "completeness",
  "nextStep",
  "source",
  "decisionMaker",
  "consent",
] as const;
export type FactorName = (typeof factorNames)[number];
export type Weights = Record<FactorName, number>;

/** What counts how much unless the organization decides otherwise; they sum to 100 so that one weight is one point. */
export const defaultWeights: Weights = {
  recency: 25,
  engagement: 20,
  quotes: 20,
  completeness: 10,
  nextStep: 10,
  source: 5,
  decisionMaker: 5,
  consent: 5,
};
/** Weights are whole numbers up to this. */
export const largestWeight = 100;

/** Interactions in 90 days at which engagement is full. */
export const fullEngagement = 10;
/** A touch within so many days is fresh; after the second number nothing is left. */
const freshDays = 7;
export const staleDays = 90;

const quoteValues: Record<ScoreFacts["quotes"], number> = {
  none: 0,
  rejected: 0.1,
  draft: 0.4,
  open: 0.8,
  accepted: 1,
};
/** Sources that speak of the customer's own wish; others count a quarter. */
const warmSources = new Set(["Referral", "Website Booking", "Phone Call", "Walk In", "Social Media"]);

/** Each factor's value from 0 to 1 and the fact that is shown beside it. */
const measures: Record<FactorName, (facts: ScoreFacts) => { value: number; fact: number }> = {
  recency: ({ daysSinceContact: days }) => {
    if (days === null) return { value: 0, fact: -1 };
    return { value: clamp((staleDays - days) / (staleDays - freshDays)), fact: days };
  },
  engagement: ({ recentInteractions: count }) => ({ value: clamp(count / fullEngagement), fact: count }),
  quotes: ({ quotes }) => ({ value: quoteValues[quotes], fact: Object.keys(quoteValues).indexOf(quotes) }),
  completeness: ({ knownFields, askedFields }) => ({
    value: clamp(knownFields / askedFields),
    fact: knownFields,
  }),
  nextStep: ({ hasFollowUp }) => yesNo(hasFollowUp),
  source: ({ source }) => ({
    value: warmSources.has(source) ? 1 : 0.25,
    fact: warmSources.has(source) ? 1 : 0,
  }),
  decisionMaker: ({ hasDecisionMaker }) => yesNo(hasDecisionMaker),
  consent: ({ hasConsent }) => yesNo(hasConsent),
};

export interface ScoredFactor {
  factor: FactorName;
  weight: number;
  value: number;
  points: number;
  fact: number;
}

/** The score and the sum behind it; a factor of weight 0 is left out, all weights 0 give 0. */
export function scoreOf(facts: ScoreFacts, weights: Weights): { score: number; factors: ScoredFactor[] } {
  const used = factorNames.filter((factor) => weights[factor] > 0);
  const sum = used.reduce((total, factor) => total + weights[factor], 0);
  if (sum === 0) return { score: 0, factors: [] };
  const factors: ScoredFactor[] = [];
  let exact = 0;
  let shown = 0;
  for (const factor of used) {
    const { value, fact } = measures[factor](facts);
    exact += (100 * weights[factor] * value) / sum;
    // Rounding the running sum instead of each part keeps the parts adding up.
    const points = Math.round(exact) - shown;
    shown += points;
    factors.push({ factor, weight: weights[factor], value: Math.round(value * 1000) / 1000, points, fact });
  }
  return { score: shown, factors };
}

/** The organization's weights over the defaults; unknown names and absurd numbers are ignored. */
export function weightsFrom(stored: Record<string, number> | null): Weights {
  const weights = { ...defaultWeights };
  for (const factor of factorNames) {
    const weight = stored?.[factor];
    if (weight !== undefined && isWeight(weight)) weights[factor] = weight;
  }
  return weights;
}

export function isWeight(weight: number): boolean {
  return Number.isInteger(weight) && weight >= 0 && weight <= largestWeight;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function yesNo(is: boolean): { value: number; fact: number } {
  return { value: is ? 1 : 0, fact: is ? 1 : 0 };
}
