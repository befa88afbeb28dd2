/** Which numbers a conversation counts in; every write of one calls `tallyThread` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import { ownerKey, type TallyChange } from "./metrics";
import { moveOf } from "./move";

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
export const tallyThread = moveOf("threads", threadTallies);
