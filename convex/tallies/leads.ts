/** Which numbers a lead counts in; every write of a lead calls `tallyLead` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { dayOf } from "../shared/days";
import { bump } from "./bump";
import { difference } from "./difference";
import { dayPlace, ownerKey, type TallyChange } from "./metrics";
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
export async function tallyLead(
  ctx: TenantMutationCtx,
  before: Doc<"leads"> | null,
  after: Doc<"leads"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "leads", at: row.createdAt, creationTime: row._creationTime };
  const { timeZone } = await ctx.settings();
  const was = before ? leadTallies(before, timeZone) : [];
  await bump(ctx, place, difference(was, after ? leadTallies(after, timeZone) : []));
}
