/** How likely a customer is to leave, and why, pure (CLV-08, CLV-09, CLV-23). */
export interface ChurnFacts {
  /** Whole days since the newest touch, or since the record was made when there was none. */
  daysSilent: number;
  neverContacted: boolean;
  /** Open follow-ups whose time has passed. */
  missedFollowUps: number;
  /** Quotes sent or viewed and not answered yet. */
  openQuotes: number;
  /** The newest answered quote was turned down or ran out. */
  lastQuoteLost: boolean;
  hasPlannedFollowUp: boolean;
}

export interface ChurnThresholds {
  mediumAfterDays: number;
  highAfterDays: number;
}

export type ChurnRisk = "low" | "medium" | "high";
export interface ChurnReason {
  reason:
    | "silent"
    | "neverContacted"
    | "missedFollowUps"
    | "quoteLost"
    | "openQuotes"
    | "plannedFollowUp"
    | "inTouch";
  /** Days or a count. */
  fact: number;
  effect: "raises" | "lowers";
}

const levels: readonly ChurnRisk[] = ["low", "medium", "high"];

/**
 * Silence sets the level by the organization's thresholds. Missed follow-ups
 * or a lost quote raise it by one; an open quote or an agreed next step lowers
 * a level that was raised, but never hides a silence beyond the high threshold.
 */
export function churnOf(
  facts: ChurnFacts,
  thresholds: ChurnThresholds,
): { risk: ChurnRisk; reasons: ChurnReason[] } {
  const silence =
    facts.daysSilent > thresholds.highAfterDays ? 2 : facts.daysSilent > thresholds.mediumAfterDays ? 1 : 0;
  const reasons: ChurnReason[] = [];
  if (silence > 0) {
    reasons.push({
      reason: facts.neverContacted ? "neverContacted" : "silent",
      fact: facts.daysSilent,
      effect: "raises",
    });
  }
  if (facts.missedFollowUps > 0) {
    reasons.push({ reason: "missedFollowUps", fact: facts.missedFollowUps, effect: "raises" });
  }
  if (facts.lastQuoteLost) reasons.push({ reason: "quoteLost", fact: 1, effect: "raises" });
  const raised = facts.missedFollowUps > 0 || facts.lastQuoteLost ? 1 : 0;

  if (facts.openQuotes > 0) reasons.push({ reason: "openQuotes", fact: facts.openQuotes, effect: "lowers" });
  if (facts.hasPlannedFollowUp) reasons.push({ reason: "plannedFollowUp", fact: 1, effect: "lowers" });
  const lowered = facts.openQuotes > 0 || facts.hasPlannedFollowUp ? 1 : 0;
  if (silence === 0 && !facts.neverContacted) {
    reasons.push({ reason: "inTouch", fact: facts.daysSilent, effect: "lowers" });
  }

  const floor = silence === 2 ? 2 : 0;
  const level = Math.min(2, Math.max(floor, silence + raised - lowered));
  return { risk: levels[level]!, reasons };
}
