/** Which numbers a lead counts in; every write of a lead calls `tallyLead` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { bump } from "./bump";
import { difference } from "./difference";
import { ownerKey, type TallyChange } from "./metrics";

export function leadTallies(lead: Doc<"leads">): TallyChange[] {
  const one = { part: "", cell: lead.status, count: 1, sum: 0 };
  return [
    { metric: "leads", key: "", ...one },
    { metric: "leadsByOwner", key: ownerKey(lead.ownerId), ...one },
  ];
}

/** Moves a lead's numbers from `before` to `after`; null is "not there". */
export async function tallyLead(
  ctx: TenantMutationCtx,
  before: Doc<"leads"> | null,
  after: Doc<"leads"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "leads", at: row.createdAt, creationTime: row._creationTime };
  await bump(ctx, place, difference(before ? leadTallies(before) : [], after ? leadTallies(after) : []));
}
