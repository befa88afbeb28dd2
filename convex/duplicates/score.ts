/** The score of a possible duplicate: a visible sum of reasons, at most 100 (DUP-05). Pure; the match card shows the same sum. */

export const reasonPoints = {
  sameEmail: 60,
  samePhone: 50,
  /** The same number written differently; as strong as the same writing. */
  samePhoneOtherFormat: 50,
  contactEmail: 40,
  contactPhone: 35,
  sameName: 35,
  similarName: 20,
} as const;

export type ReasonKind = keyof typeof reasonPoints;

export interface DuplicateReason {
  kind: ReasonKind;
  points: number;
}

export function reason(kind: ReasonKind): DuplicateReason {
  return { kind, points: reasonPoints[kind] };
}

/** 0 to 100. */
export function scoreOf(reasons: readonly DuplicateReason[]): number {
  return Math.min(
    100,
    reasons.reduce((sum, { points }) => sum + points, 0),
  );
}

/** From this score on a match is called the same person. */
export const samePersonScore = 80;
