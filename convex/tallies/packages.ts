/** Which numbers a sold package counts in; every write of one calls `tallyPackage` once, in its transaction. */
import type { Doc } from "../_generated/dataModel";
import type { TallyChange } from "./metrics";
import { moveOf } from "./move";

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
export const tallyPackage = moveOf("customerPackages", packageTallies);
