/** Which numbers a sold package counts in; every write of one calls `tallyPackage` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { bump } from "./bump";
import { difference } from "./difference";
import type { TallyChange } from "./metrics";

/** Cancelled ones count nowhere. */
export function packageTallies(row: Doc<"customerPackages">): TallyChange[] {
  if (row.status === "cancelled") return [];
  const one = { part: "", count: 1 };
  return [
    {
      ...one,
      metric: "packages",
      key: row.packageId,
      cell: `${row.status}.${row.currency}`,
      sum: row.price,
    },
    { ...one, metric: "packagesOfCustomer", key: row.customerId, cell: row.status, sum: 0 },
  ];
}

/** Moves a package's numbers from `before` to `after`; null is "not there". */
export async function tallyPackage(
  ctx: TenantMutationCtx,
  before: Doc<"customerPackages"> | null,
  after: Doc<"customerPackages"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "customerPackages", at: row.createdAt, creationTime: row._creationTime };
  await bump(
    ctx,
    place,
    difference(before ? packageTallies(before) : [], after ? packageTallies(after) : []),
  );
}
