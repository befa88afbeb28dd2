/** Which numbers a conversation counts in; every write of one calls `tallyThread` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { bump } from "./bump";
import { difference } from "./difference";
import { ownerKey, type TallyChange } from "./metrics";

export function threadTallies(thread: Doc<"threads">): TallyChange[] {
  if (thread.isHidden) return [];
  const cell = `${thread.channel}.${thread.isUnread ? "unread" : "read"}`;
  const one = { part: "", cell, count: 1, sum: thread.unread };
  return [
    { metric: "threads", key: "", ...one },
    { metric: "threadsByOwner", key: ownerKey(thread.ownerId), ...one },
  ];
}

/** Moves a conversation's numbers from `before` to `after`; null is "not there". */
export async function tallyThread(
  ctx: TenantMutationCtx,
  before: Doc<"threads"> | null,
  after: Doc<"threads"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "threads", at: row.createdAt, creationTime: row._creationTime };
  await bump(ctx, place, difference(before ? threadTallies(before) : [], after ? threadTallies(after) : []));
}
