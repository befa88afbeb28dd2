/** Precision and recall over pairs: two records in one cluster are a pair. */
import { clustersFrom, matchedPairs } from "../../convex/duplicates/cluster";
import { likelyScore, reasonPoints, samePersonScore } from "../../convex/duplicates/score";
import type { People } from "./file";

export const levels = {
  "same person": samePersonScore,
  "likely or better": likelyScore,
  "any resemblance": reasonPoints.similarName,
} as const;

export interface Verdict {
  level: string;
  precision: number;
  recall: number;
  found: number;
  right: number;
  expected: number;
}

export interface Judgement {
  verdicts: Verdict[];
  /** Pairs of ids at the automatic level. */
  wrong: string[];
  missed: string[];
}

export function judge(
  { ids, identities }: People,
  truth: readonly (readonly (string | number)[])[],
): Judgement {
  const expected = new Set(truth.flatMap((cluster) => pairsOf(cluster.map(String))));
  const pairs = matchedPairs(identities);
  const verdicts: Verdict[] = [];
  const judgement: Judgement = { verdicts, wrong: [], missed: [] };
  for (const [level, score] of Object.entries(levels)) {
    const clusters = clustersFrom(identities, pairs, score);
    const found = new Set(clusters.flatMap((cluster) => pairsOf(cluster.map((index) => ids[index]!))));
    const right = [...found].filter((pair) => expected.has(pair)).length;
    verdicts.push({
      level,
      precision: found.size === 0 ? 1 : right / found.size,
      recall: expected.size === 0 ? 1 : right / expected.size,
      found: found.size,
      right,
      expected: expected.size,
    });
    if (score === samePersonScore) {
      judgement.wrong = [...found].filter((pair) => !expected.has(pair));
      judgement.missed = [...expected].filter((pair) => !found.has(pair));
    }
  }
  return judgement;
}

function pairsOf(ids: readonly string[]): string[] {
  return ids.flatMap((a, at) => ids.slice(at + 1).map((b) => (a < b ? `${a} ${b}` : `${b} ${a}`)));
}
