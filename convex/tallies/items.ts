/** Which numbers an item of the catalogue counts in; every write of one calls `tallyItem` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { bump } from "./bump";
import { difference } from "./difference";
import type { TallyChange } from "./metrics";

export function itemTallies({ isActive }: Doc<"items">): TallyChange[] {
  return [{ metric: "items", key: "", part: "", cell: isActive ? "active" : "archived", count: 1, sum: 0 }];
}

/** Moves an item's numbers from `before` to `after`; null is "not there". */
export async function tallyItem(
  ctx: TenantMutationCtx,
  before: Doc<"items"> | null,
  after: Doc<"items"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "items", at: row.createdAt, creationTime: row._creationTime };
  await bump(ctx, place, difference(before ? itemTallies(before) : [], after ? itemTallies(after) : []));
}
