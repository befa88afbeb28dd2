/** Which numbers a tour counts in; every write of a tour calls `tallyTour` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TallyChange } from "./metrics";
import { moveOf } from "./move";

export function tourTallies({ active }: Doc<"tours">): TallyChange[] {
  return [{ metric: "tours", key: "", part: "", cell: active ? "active" : "inactive", count: 1, sum: 0 }];
}

/** Moves a tour's numbers from `before` to `after`; null is "not there". */
export const tallyTour = moveOf("tours", tourTallies);
