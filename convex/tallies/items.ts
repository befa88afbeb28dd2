/** Which numbers an item of the catalogue counts in; every write of one calls `tallyItem` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TallyChange } from "./metrics";
import { moveOf } from "./move";

export function itemTallies({ isActive }: Doc<"items">): TallyChange[] {
  return [{ metric: "items", key: "", part: "", cell: isActive ? "active" : "archived", count: 1, sum: 0 }];
}

/** Moves an item's numbers from `before` to `after`; null is "not there". */
export const tallyItem = moveOf("items", itemTallies);
