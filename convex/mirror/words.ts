/** The fixed words of the transition from an older point of sale: its stages, and how the two stores are kept alike. Pure. */

/** POS-33, in the order in which an organization goes through them. */
export const stages = [
  "legacyOnly",
  "buildAndSync",
  "bookingsAndReverse",
  "packages",
  "transactionLinking",
  "newPos",
] as const;
export type Stage = (typeof stages)[number];

export interface Direction {
  /** What the point of sale changes reaches customers. */
  readonly forward: boolean;
  /** What is changed here reaches the point of sale. */
  readonly reverse: boolean;
}

const directions: Record<Stage, Direction> = {
  legacyOnly: { forward: false, reverse: false },
  buildAndSync: { forward: true, reverse: false },
  bookingsAndReverse: { forward: true, reverse: true },
  packages: { forward: true, reverse: true },
  transactionLinking: { forward: true, reverse: true },
  // The older store is a copy from here on: what it says is looked at in the reconciliation, not taken over.
  newPos: { forward: false, reverse: true },
};

const nowhere: Direction = { forward: false, reverse: false };

/** Which way changes go; nowhere for an organization that has no older point of sale. */
export function directionOf(stage: Stage | undefined): Direction {
  return stage === undefined ? nowhere : directions[stage];
}

/** Whether packages are told to the point of sale: from the stage that is named after them on (PKG-07, POS-35). */
export function sendsPackages(stage: Stage | undefined): boolean {
  return stage !== undefined && stages.indexOf(stage) >= stages.indexOf("packages");
}

export const operations = ["INSERT", "UPDATE", "DELETE"] as const;
export type Operation = (typeof operations)[number];

/** Events of one call: each writes a row and a job. */
export const eventsAtOnce = 100;

/** Fields that both stores have and keep alike. */
export const sharedFields = ["name", "phone", "email", "address", "dateOfBirth"] as const;
export type SharedField = (typeof sharedFields)[number];
export type SharedValues = { [F in SharedField]?: string | undefined };

/** A difference here leads to the wrong person or the wrong balance. */
export const isCritical = (field: string): boolean => field !== "address" && field !== "dateOfBirth";

/** Tries of one job before a person has to look (POS-05). */
export const mostAttempts = 5;

/** How long a job waits after its `attempts`-th failure, ms: 15 s, 1 min, 4 min, 16 min. */
export function backOff(attempts: number): number {
  return 15_000 * 4 ** (attempts - 1);
}

/** Deeds of looking for and adding customers that a screen tells of in one call (use.ts). */
export const mostUses = 50;
