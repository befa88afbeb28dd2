/** Which numbers a lead counts in; every write of a lead calls `tallyLead` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import { dayOf } from "../shared/days";
import { dayPlace, ownerKey, type TallyChange } from "./metrics";
import { moveByDay } from "./move";
import { answerTallies } from "./performance";

export function leadTallies(lead: Doc<"leads">, timeZone: string): TallyChange[] {
  const one = { part: "", cell: lead.status, count: 1, sum: 0 };
  const { part, cell } = dayPlace(dayOf(lead.createdAt, timeZone));
  return [
    { metric: "leads", key: "", ...one },
    { metric: "leadsByOwner", key: ownerKey(lead.ownerId), ...one },
    ...(lead.ownerId === undefined
      ? []
      : [
          {
            metric: "cameByOwner" as const,
            key: lead.ownerId,
            part,
            cell: `${cell}.${lead.status}`,
            count: 1,
            sum: 0,
          },
        ]),
    ...answerTallies("lead", lead, timeZone),
  ];
}

/** Moves a lead's numbers from `before` to `after`; null is "not there". */
export const tallyLead = moveByDay("leads", leadTallies);
