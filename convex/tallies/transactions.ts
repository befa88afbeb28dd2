/** Which numbers a sale counts in; every write of a sale calls `tallyTransaction` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import { earnedBySale } from "../value/earned";
import { dayPlace, ownerKey, type TallyChange } from "./metrics";
import { moveOf } from "./move";
import { earnedOnDay } from "./performance";

/** Void ones count nowhere; an adjustment is none of the sales, and part of what the customer spent. */
export function transactionTallies(row: Doc<"transactions">): TallyChange[] {
  const earned = earnedOnDay(row, earnedBySale(row));
  if (row.status !== "completed") return earned;
  const { part, cell } = dayPlace(row.day);
  const byMethod = { part, cell: `${cell}.${row.currency}.${row.method}`, count: 1, sum: row.amount };
  const ever = { part: "", cell: `${row.currency}.${row.method}`, count: 1, sum: row.amount };
  const owner = ownerKey(row.ownerId);
  return [
    { metric: "sales", key: "", ...byMethod },
    { metric: "salesByOwner", key: owner, ...byMethod },
    { metric: "salesEver", key: "", ...ever },
    { metric: "salesEverByOwner", key: owner, ...ever },
    ...earned,
  ];
}

/** Moves a sale's numbers from `before` to `after`; null is "not there". */
export const tallyTransaction = moveOf("transactions", transactionTallies);
