/** Which numbers a sale counts in; every write of a sale calls `tallyTransaction` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { earnedBySale } from "../value/earned";
import { bump } from "./bump";
import { difference } from "./difference";
import { dayPlace, ownerKey, type TallyChange } from "./metrics";
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
export async function tallyTransaction(
  ctx: TenantMutationCtx,
  before: Doc<"transactions"> | null,
  after: Doc<"transactions"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "transactions", at: row.createdAt, creationTime: row._creationTime };
  await bump(
    ctx,
    place,
    difference(before ? transactionTallies(before) : [], after ? transactionTallies(after) : []),
  );
}
