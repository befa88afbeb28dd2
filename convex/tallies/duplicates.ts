/** Counts pairs of the review queue by status; every write of a pair calls `tallyPair` once. */
import type { Doc } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import type { TallyChange } from "./metrics";
import { moveOf } from "./move";
import { tally } from "./read";

type Pair = Doc<"duplicatePairs">;

export function pairTallies({ status }: Pair): TallyChange[] {
  return [{ metric: "duplicates", key: "", part: "", cell: status, count: 1, sum: 0 }];
}

/** Moves a pair's number from `before` to `after`; null is "not there". */
export const tallyPair = moveOf("duplicatePairs", pairTallies);

export async function duplicateCells(ctx: TenantQueryCtx): Promise<Record<Pair["status"], number>> {
  const cells = await tally(ctx, "duplicates");
  const of = (status: Pair["status"]) => cells.get(status)?.count ?? 0;
  return { open: of("open"), later: of("later"), dismissed: of("dismissed"), merged: of("merged") };
}
