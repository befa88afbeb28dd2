/** Counts open follow-ups by the day they are due; every write of a follow-up calls `tallyFollowUp` once. */
import type { Doc } from "../_generated/dataModel";
import { dayOf } from "../shared/days";
import { dayPlace, ownerKey, type TallyChange } from "./metrics";
import { moveByDay } from "./move";

export function followUpTallies(followUp: Doc<"followUps">, timeZone: string): TallyChange[] {
  if (followUp.status !== "open") return [];
  const one = { ...dayPlace(dayOf(followUp.dueAt, timeZone)), count: 1, sum: 0 };
  return [
    { metric: "followUps", key: "", ...one },
    { metric: "followUpsByOwner", key: ownerKey(followUp.ownerId), ...one },
  ];
}

/** Moves a follow-up's numbers from `before` to `after`; null is "not there". */
export const tallyFollowUp = moveByDay("followUps", followUpTallies);
