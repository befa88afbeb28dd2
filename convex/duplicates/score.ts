/** The score of a possible duplicate: a visible sum of reasons between 0 and 100 (DUP-05). Pure; the match card shows the same sum. */

export const reasonPoints = {
  /** The id of the person in an older system, made to stay the same. */
  sameHash: 70,
  sameEmail: 60,
  /** Another spelling that the provider delivers to the same mailbox: a dot, a "+tag". */
  sameMailbox: 55,
  samePhone: 50,
  /** The same number written differently; as strong as the same writing. */
  samePhoneOtherFormat: 50,
  /** The same address but for a slip in the provider's name. */
  similarEmail: 45,
  /** One digit differs. */
  similarPhone: 45,
  /** Only counted beside a name that agrees. */
  sameBirth: 45,
  contactEmail: 40,
  contactPhone: 35,
  sameName: 35,
  similarName: 30,
  /** "info@" and the like belong to a desk. */
  sharedEmail: 25,
  /** The website, or the domain of the e-mail, of a business. */
  sameDomain: 25,
  /** Only counted beside an equal e-mail, phone or id: nothing contradicts it. */
  noName: 30,
  partOfName: 10,
  /** Names that contradict each other: a family shares its phone. */
  otherName: -40,
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
  const sum = reasons.reduce((total, { points }) => total + points, 0);
  return Math.max(0, Math.min(100, sum));
}

/** From this score on a match is called the same person. */
export const samePersonScore = 80;
/** From here on a person should look at the two; below, they merely resemble each other. */
export const likelyScore = 50;
