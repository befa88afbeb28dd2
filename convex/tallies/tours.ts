/** Which numbers a tour counts in; every write of a tour calls `tallyTour` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { bump } from "./bump";
import { difference } from "./difference";
import type { TallyChange } from "./metrics";

export function tourTallies({ active }: Doc<"tours">): TallyChange[] {
  return [{ metric: "tours", key: "", part: "", cell: active ? "active" : "inactive", count: 1, sum: 0 }];
}

/** Moves a tour's numbers from `before` to `after`; null is "not there". */
export async function tallyTour(
  ctx: TenantMutationCtx,
  before: Doc<"tours"> | null,
  after: Doc<"tours"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "tours", at: row.createdAt, creationTime: row._creationTime };
  await bump(ctx, place, difference(before ? tourTallies(before) : [], after ? tourTallies(after) : []));
}
