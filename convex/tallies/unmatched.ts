/** Counts the messages of unknown senders; every write of one calls `tallyUnmatched` once. */
import type { Doc } from "../_generated/dataModel";
import type { TallyChange } from "./metrics";
import { moveOf } from "./move";

export function unmatchedTallies({ status }: Doc<"unmatchedMessages">): TallyChange[] {
  return [{ metric: "unmatched", key: "", part: "", cell: status, count: 1, sum: 0 }];
}

/** Moves a message's number from `before` to `after`; null is "not there". */
export const tallyUnmatched = moveOf("unmatchedMessages", unmatchedTallies);
