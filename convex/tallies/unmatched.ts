/** Counts the messages of unknown senders; every write of one calls `tallyUnmatched` once. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { bump } from "./bump";
import { difference } from "./difference";
import type { TallyChange } from "./metrics";

export function unmatchedTallies({ status }: Doc<"unmatchedMessages">): TallyChange[] {
  return [{ metric: "unmatched", key: "", part: "", cell: status, count: 1, sum: 0 }];
}

/** Moves a message's number from `before` to `after`; null is "not there". */
export async function tallyUnmatched(
  ctx: TenantMutationCtx,
  before: Doc<"unmatchedMessages"> | null,
  after: Doc<"unmatchedMessages"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "unmatchedMessages", at: row.createdAt, creationTime: row._creationTime };
  const counted = (one: Doc<"unmatchedMessages"> | null) => (one === null ? [] : unmatchedTallies(one));
  await bump(ctx, place, difference(counted(before), counted(after)));
}
