/** Counts open follow-ups by the day they are due; every write of a follow-up calls `tallyFollowUp` once. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { dayOf } from "../shared/days";
import { bump } from "./bump";
import { difference } from "./difference";
import { dayPlace, ownerKey, type TallyChange } from "./metrics";

export function followUpTallies(followUp: Doc<"followUps">, timeZone: string): TallyChange[] {
  if (followUp.status !== "open") return [];
  const one = { ...dayPlace(dayOf(followUp.dueAt, timeZone)), count: 1, sum: 0 };
  return [
    { metric: "followUps", key: "", ...one },
    { metric: "followUpsByOwner", key: ownerKey(followUp.ownerId), ...one },
  ];
}

/** Moves a follow-up's numbers from `before` to `after`; null is "not there". */
export async function tallyFollowUp(
  ctx: TenantMutationCtx,
  before: Doc<"followUps"> | null,
  after: Doc<"followUps"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const { timeZone } = await ctx.settings();
  const place = { source: "followUps", at: row.createdAt, creationTime: row._creationTime };
  const counted = (followUp: Doc<"followUps"> | null) =>
    followUp === null ? [] : followUpTallies(followUp, timeZone);
  await bump(ctx, place, difference(counted(before), counted(after)));
}
