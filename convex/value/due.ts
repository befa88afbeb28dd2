/**
 * When a customer's numbers change by themselves, though nobody does anything: silence grows, what was planned comes or is
 * missed, what happened is long ago. Until then recomputing would find the same, so the scheduled run comes back only then
 * (CLV-10). Pure.
 */
import { scoreOf, staleDays, type ScoreFacts, type Weights } from "../scores/factors";
import { dayMs } from "../shared/days";
import type { ChurnThresholds } from "./churn";
import { shortestSpan } from "./lifetime";

/** The instants that the facts were counted from (epoch ms); null where there is none. */
export interface Instants {
  lastContactAt: number | null;
  /** Of the newest touch, or when the record was made: silence is counted from it. */
  silentSince: number;
  /** When the oldest of the interactions that count as recent does not any more. */
  recentUntil: number | null;
  nextInteractionAt: number | null;
  /** Of the next open follow-up that is not missed yet. */
  nextFollowUpAt: number | null;
}

/** An open follow-up is missed when it has been due for so long. */
export const missedAfter = dayMs;

/** Nobody is left alone for longer: numbers of days in the reasons are never older, and what went wrong heals. */
export const looksAgainAfter = 7 * dayMs;

/** The prediction may be off by one part in so many before it is made anew: it moves a little every second. */
const tolerated = 100;

/** The next instant after `now` at which score or risk may differ, or the prediction by more than is tolerated. */
export function dueAfter(
  now: number,
  instants: Instants,
  facts: { score: ScoreFacts; weights: Weights; thresholds: ChurnThresholds; predictedFrom: number | null },
): number {
  const { lastContactAt, silentSince, recentUntil, nextInteractionAt, nextFollowUpAt } = instants;
  const { mediumAfterDays, highAfterDays } = facts.thresholds;
  const moments = [
    recentUntil,
    nextInteractionAt,
    nextFollowUpAt === null ? null : nextFollowUpAt + missedAfter + 1,
    silentSince + (mediumAfterDays + 1) * dayMs,
    silentSince + (highAfterDays + 1) * dayMs,
    lastContactAt === null ? null : coolsAt(lastContactAt, facts.score, facts.weights),
    facts.predictedFrom === null ? null : outdatedAt(facts.predictedFrom, now),
  ];
  return Math.min(now + looksAgainAfter, ...moments.filter((at) => at !== null && at > now).map(Number));
}

/** When the score falls because the last contact is longer ago; null where it does not any more. */
function coolsAt(lastContactAt: number, facts: ScoreFacts, weights: Weights): number | null {
  const { score } = scoreOf(facts, weights);
  for (let days = (facts.daysSinceContact ?? 0) + 1; days <= staleDays; days += 1)
    if (scoreOf({ ...facts, daysSinceContact: days }, weights).score !== score)
      return lastContactAt + days * dayMs;
  return null;
}

function outdatedAt(firstOrderAt: number, now: number): number {
  const span = Math.max(shortestSpan, now - firstOrderAt);
  return Math.ceil(firstOrderAt + span + span / tolerated);
}
