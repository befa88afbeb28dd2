// The exact number of customers under the filters: live where the server knows it, counted through where it does not.
import { useEffect, useState } from "react";
import { useConvex } from "convex/react";
import { api } from "../../../convex/_generated/api";
import type { CustomerFilters } from "../../../convex/customers/filterShape";
import { useOrg, useOrgQuery } from "../../data/org";

export interface CustomerCount {
  /** undefined while nothing is known. */
  count: number | undefined;
  /** Counted so far, while the rows are counted one after the other. */
  sofar: number | null;
}

/** `version`: anything that changes when the rows do; a count through the rows then starts again. */
export function useCustomerCount(filters: CustomerFilters | "skip", version: unknown): CustomerCount {
  const { orgId } = useOrg();
  const convex = useConvex();
  const known = useOrgQuery(api.customers.count, filters === "skip" ? "skip" : { filters });
  const key = JSON.stringify([orgId, filters]);
  const [through, setThrough] = useState<{ key: string; sum: number; isDone: boolean } | null>(null);
  const mustCount = known === null && filters !== "skip";

  useEffect(() => {
    if (!mustCount) return undefined;
    let isOver = false;
    // Rows on the screen may change several times a second; counting may take longer than that.
    const timer = setTimeout(() => void run(), 400);
    async function run() {
      let sum = 0;
      let cursor: string | null = null;
      do {
        const page: { count: number; continueCursor: string | null } = await convex.query(
          api.customers.countOn,
          {
            orgId,
            filters: filters as CustomerFilters,
            cursor,
          },
        );
        if (isOver) return;
        sum += page.count;
        cursor = page.continueCursor;
        const isDone = cursor === null;
        const now = { key, sum, isDone };
        // A recount shows the old number until the new one is known.
        setThrough((before) => (before?.key === key && before.isDone && !isDone ? before : now));
      } while (cursor !== null);
    }
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
    // The key stands for the filters, which are a new object at each render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [mustCount, key, version, convex, orgId]);

  if (known === undefined || filters === "skip") return { count: undefined, sofar: null };
  if (known !== null) return { count: known, sofar: null };
  if (through?.key !== key) return { count: undefined, sofar: 0 };
  return through.isDone ? { count: through.sum, sofar: null } : { count: undefined, sofar: through.sum };
}
