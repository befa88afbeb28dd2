/** What a merge may leave behind (DUP-12, C58). Pure. */

/** Each flag is true unless switched off. */
export interface Strategy {
  /** The survivor's phone and e-mail stay; the others' are kept beside them. Off: chosen field by field. */
  keepPrimaryContact: boolean;
  /** Quotes. */
  combineTransactionHistory: boolean;
  /** What was asked for or bought beforehand: leads and packages, and bookings where that room is open. */
  combinePackages: boolean;
  /** The timeline's entries, the notes, and the text of the record itself. */
  combineNotes: boolean;
}

export const strategyFlags = [
  "keepPrimaryContact",
  "combineTransactionHistory",
  "combinePackages",
  "combineNotes",
] as const satisfies readonly (keyof Strategy)[];

export const combineEverything: Strategy = {
  keepPrimaryContact: true,
  combineTransactionHistory: true,
  combinePackages: true,
  combineNotes: true,
};

export function strategyFrom(given: Partial<Record<keyof Strategy, boolean | undefined>> = {}): Strategy {
  const strategy = { ...combineEverything };
  for (const flag of strategyFlags) strategy[flag] = given[flag] ?? true;
  return strategy;
}
