/** What can be rolled up onto a customer: rows of which room, by which measure, narrowed by which words. Pure. */
import { interactionTypes } from "../interactions/types";
import type { FieldDefinition } from "./table";

export type RollUp = NonNullable<FieldDefinition["rollUp"]>;
export type RollUpSource = RollUp["source"];

export const rollUpSources = ["quotes", "interactions", "followUps", "contacts"] as const;

interface Source {
  /** Numbers (money in minor units), for sum, min and max. */
  numbers: readonly string[];
  /** Days, for min and max. */
  days: readonly string[];
  /** Words that narrow the rows: a status or a type. */
  words: readonly string[];
}

const sources: Record<RollUpSource, Source> = {
  quotes: {
    numbers: ["totalAmount"],
    days: ["acceptedAt"],
    words: ["draft", "sent", "viewed", "accepted", "rejected", "expired"],
  },
  interactions: {
    numbers: ["duration"],
    days: ["date"],
    words: interactionTypes,
  },
  followUps: { numbers: ["snoozes"], days: ["dueAt"], words: ["open", "done", "cancelled"] },
  contacts: { numbers: [], days: [], words: ["active", "inactive"] },
};

export function measuresOf(source: RollUpSource, measure: RollUp["measure"]): readonly string[] {
  if (measure === "count") return [];
  const { numbers, days } = sources[source];
  return measure === "sum" ? numbers : [...numbers, ...days];
}

export function wordsOf(source: RollUpSource): readonly string[] {
  return sources[source].words;
}
